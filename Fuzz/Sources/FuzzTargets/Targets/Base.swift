import Archiving
import Bytes
import Compression

/// Decoders below every format: archives, their compression, hexadecimal digits.
let baseTargets: [FuzzTarget] = [
  FuzzTarget("Hexadecimal", texts: ["00ff7F"]) { input in
    let text = try input.text
    guard let value = Bytes.bytes(hexadecimal: text) else { return }
    law(hexadecimal(value) == text.lowercased(), "digits differ")
  },
  // libarchive takes names and the targets of links to be up to 1 MiB long.
  FuzzTarget("Tar", samples: ["tar"], allowance: Allowance(memory: 8 << 20)) {
    try walk(.gnutar, $0)
  },
  FuzzTarget("Cpio", samples: ["cpio"], allowance: Allowance(memory: 8 << 20)) {
    try walk(.newc, $0)
  },
  // A dictionary is as large as its stream says, up to the bounds that libarchive sets.
  FuzzTarget(
    "Decompressor", samples: ["compressed"],
    allowance: Allowance(memory: 1100 << 20, milliseconds: 1000)
  ) { input in
    let stream = try Decompressor(feeding(input.bytes))
    try drain(atMost: 4 << 20) { try stream.read(into: $0) }
  },
  FuzzTarget(
    "SectionDecoder", seeds: compressedSections,
    allowance: Allowance(memory: 160 << 20, milliseconds: 1000)
  ) { input in
    for codec in SectionCodec.allCases {
      let decoder = try codec.decoder()
      var total = 0
      try? input.bytes.withUnsafeBytes { bytes in
        try decoder.write(bytes) { part in
          total += part.count
          if total > 4 << 20 { throw TooLong() }
        }
      }
    }
    let decoder = try SectionCodec.zlib.decoder()
    try input.bytes.withUnsafeBytes { try decoder.write($0) { _ in } }
    try decoder.finish()
  },
  FuzzTarget(
    "WholeSection", seeds: compressedSections,
    allowance: Allowance(memory: 160 << 20, milliseconds: 1000)
  ) { input in
    let isZlib = input.bytes.first == 0x78
    let output = try input.bytes.withUnsafeBytes {
      try (isZlib ? SectionCodec.zlib : .zstd).decompress($0, count: 5000)
    }
    law(output.count == 5000, "\(output.count) bytes of 5000")
  },
]

private struct TooLong: Error {}

/// The contents of sections, compressed each way.
@Sendable private func compressedSections() -> [[UInt8]] {
  SectionCodec.allCases.compactMap { codec in
    var output: [UInt8] = []
    let plain = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }
    let encoder = try? codec.encoder()
    try? plain.withUnsafeBytes { bytes in
      try encoder?.write(bytes, last: true) { output += $0 }
    }
    return output
  }
}

/// Reads every member of an archive to its end.
private func walk(_ format: ArchiveFormat, _ input: Input) throws {
  let reader = try ArchiveReader(format, feeding(input.bytes))
  var members = 0
  while try reader.next() != nil {
    members += 1
    law(members <= input.bytes.count, "more members than bytes")
    try drain(atMost: 4 << 20) { try reader.read(into: $0) }
  }
  law(reader.position >= 0, "a position before the start")
}

/// Hands the bytes out in small pieces.
private func feeding(_ bytes: [UInt8]) -> ArchiveInput {
  var offset = 0
  return { buffer in
    let count = min(buffer.count, bytes.count - offset, 1 << 14)
    buffer.copyBytes(from: bytes[offset..<offset + count])
    offset += count
    return count
  }
}

private func drain(
  atMost limit: Int, _ read: (UnsafeMutableRawBufferPointer) throws -> Int
) throws {
  let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  defer { window.deallocate() }
  var total = 0
  while total < limit {
    let count = try read(window)
    if count == 0 { return }
    total += count
  }
}
