import Compression
import TestSupport
import Testing

/// The streams of compressed ELF sections, there and back through the real libraries' programs.
struct SectionCodecTests {
  private static let plain = sampleBytes(3 << 20)

  private func packed(
    _ codec: SectionCodec, _ plain: [UInt8], piece: Int = 1 << 20
  ) throws -> [UInt8] {
    let encoder = try codec.encoder()
    var output: [UInt8] = []
    try plain.withUnsafeBytes { plain in
      for start in stride(from: 0, to: plain.count, by: piece) {
        let part = UnsafeRawBufferPointer(
          rebasing: plain[start..<min(plain.count, start + piece)])
        try encoder.write(part, last: false) { output += $0 }
      }
      try encoder.write(UnsafeRawBufferPointer(start: nil, count: 0), last: true) { output += $0 }
    }
    return output
  }

  private func unpacked(
    _ codec: SectionCodec, _ packed: [UInt8], piece: Int = 1 << 20
  ) throws -> [UInt8] {
    let decoder = try codec.decoder()
    var output: [UInt8] = []
    try packed.withUnsafeBytes { packed in
      for start in stride(from: 0, to: packed.count, by: piece) {
        let part = UnsafeRawBufferPointer(
          rebasing: packed[start..<min(packed.count, start + piece)])
        try decoder.write(part) { output += $0 }
      }
    }
    try decoder.finish()
    return output
  }

  /// What undoes and what makes a stream, by another's hand.
  private static let unpack: [SectionCodec: (String, [String])] = [
    .zlib: (
      "python3",
      [
        "-c",
        "import sys, zlib; sys.stdout.buffer.write(zlib.decompress(open('packed', 'rb').read()))",
      ]
    ),
    .zstd: ("zstd", ["-dcq", "packed"]),
  ]
  private static let pack: [SectionCodec: (String, [String])] = [
    .zlib: (
      "python3",
      [
        "-c",
        "import sys, zlib; sys.stdout.buffer.write(zlib.compress(open('plain', 'rb').read()))",
      ]
    ),
    .zstd: ("zstd", ["-cq", "plain"]),
  ]

  @Test(arguments: SectionCodec.allCases, [0, 1, 1000, 3 << 20])
  func othersReadIt(_ codec: SectionCodec, _ count: Int) async throws {
    let plain = Array(Self.plain.prefix(count))
    let room = try ScratchDirectory()
    try room.write(packed(codec, plain), to: "packed")
    let (program, arguments) = try #require(Self.unpack[codec])
    try await succeed(
      "sh", ["-c", "\"$0\" \"$@\" > unpacked", program] + arguments, in: room.path)
    #expect(try room.read("unpacked") == plain)
    #expect(try unpacked(codec, packed(codec, plain)) == plain)
  }

  @Test(arguments: SectionCodec.allCases, [1, 4093, 1 << 20])
  func readsWhatOthersMake(_ codec: SectionCodec, _ piece: Int) async throws {
    let plain = Array(Self.plain.prefix(300_000))
    let room = try ScratchDirectory()
    try room.write(plain, to: "plain")
    let (program, arguments) = try #require(Self.pack[codec])
    try await succeed("sh", ["-c", "\"$0\" \"$@\" > packed", program] + arguments, in: room.path)
    #expect(try unpacked(codec, room.read("packed"), piece: piece) == plain)
  }

  /// How the bytes arrive must not show.
  @Test(arguments: SectionCodec.allCases) func writesDoNotShow(_ codec: SectionCodec) throws {
    let whole = try packed(codec, Self.plain, piece: Self.plain.count)
    for piece in [4096, 99_991, 1 << 20] {
      #expect(try packed(codec, Self.plain, piece: piece) == whole)
    }
  }

  @Test(arguments: SectionCodec.allCases) func refusesDamage(_ codec: SectionCodec) throws {
    let packed = try packed(codec, Array(Self.plain.prefix(50_000)))
    var damaged = packed
    damaged[packed.count / 2] ^= 0x55
    for bytes in [Array(packed.dropLast()), packed + [0], damaged, [1, 2, 3], []] {
      #expect(throws: CompressionError.self) { try unpacked(codec, bytes) }
    }
  }

  @Test(arguments: ["", "123456789", String(repeating: "x", count: 100_000)])
  func checksumIsThatOfGzip(_ text: String) async throws {
    let room = try ScratchDirectory()
    try room.write(text, to: "plain")
    let printed = try await succeed(
      "python3", ["-c", "import zlib; print(zlib.crc32(open('plain', 'rb').read()))"],
      in: room.path)
    var checksum = CRC32()
    let bytes = Array(text.utf8)
    bytes.withUnsafeBytes { bytes in
      checksum.update(UnsafeRawBufferPointer(rebasing: bytes.prefix(7)))
      checksum.update(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(7)))
    }
    #expect(printed == "\(checksum.value)\n")
  }
}
