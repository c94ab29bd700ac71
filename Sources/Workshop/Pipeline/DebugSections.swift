internal import Bytes
internal import Checks
internal import Compression
internal import Diagnostics
internal import ELF
internal import Workspace

/// How debugging sections are to be stored.
enum DebugCompression: String, CaseIterable {
  case none, zlib, zstd

  fileprivate var codec: SectionCodec? {
    switch self {
    case .none: nil
    case .zlib: .zlib
    case .zstd: .zstd
    }
  }
}

/// Writes the debug file of a program and returns its checksum.
///
/// Sections that are compressed or decompressed on the way pass through `spool`.
func writeDebugFile(
  of file: ELFFile, in bytes: RawSpan, _ compression: DebugCompression?, spool: OutputFile,
  into output: OutputFile, from input: InputFile
) throws -> UInt32 {
  let sections = DebugSections(file, spool: spool, name: input.path)
  if let compression { try sections.store(as: compression, bytes) }
  let debug = try file.debugFile(replacing: sections.replacements, of: bytes)
  for piece in debug.pieces {
    switch piece {
    case .input(let range): try output.append(range, of: input)
    case .bytes(let bytes): try output.append(bytes)
    case .replacement(let section):
      try output.append(sections.places[section, default: 0..<0], of: spool)
    }
  }
  precondition(output.count == debug.size, "a debug file is as long as planned")
  var checksum = CRC32()
  try unsafe output.forEachWindow(in: 0..<output.count) { unsafe checksum.update($0) }
  return checksum.value
}

/// The debugging sections that are stored otherwise than in the program.
private final class DebugSections {
  private(set) var replacements: [Int: DebugFile.Replacement] = [:]
  /// Where each replacement lies in the spool.
  private(set) var places: [Int: Range<Int>] = [:]

  private let file: ELFFile
  private let spool: OutputFile
  private let name: String

  init(_ file: ELFFile, spool: OutputFile, name: String) {
    self.file = file
    self.spool = spool
    self.name = name
  }

  /// Compresses or decompresses what is not stored so yet, if that makes it smaller.
  func store(as wanted: DebugCompression, _ bytes: RawSpan) throws {
    for index in file.compressibleSections {
      let section = file.sectionHeaders[index]
      let header = try compressionHeader(of: section, bytes)
      let current = try header.map { try codec(of: $0, section) }
      guard current != wanted.codec else { continue }
      if let codec = wanted.codec {
        let stored = try append(section, header, from: current, to: codec, bytes)
        if stored.count < Int(header?.size ?? section.size) {
          replace(index, by: stored, header ?? plain(section), codec)
          continue
        }
      }
      if let header {
        replace(index, by: try append(section, header, from: current, to: nil, bytes), header, nil)
      }
    }
  }

  private func replace(
    _ index: Int, by place: Range<Int>, _ header: CompressionHeader, _ codec: SectionCodec?
  ) {
    places[index] = place
    var compression: CompressionHeader?
    if let codec { compression = compressed(header, codec) }
    replacements[index] = DebugFile.Replacement(
      size: place.count, compression: compression, alignment: header.alignment)
  }

  /// Writes a section's contents into the spool and returns where they are.
  private func append(
    _ section: SectionHeader, _ header: CompressionHeader?, from old: SectionCodec?,
    to new: SectionCodec?, _ bytes: RawSpan
  ) throws -> Range<Int> {
    let start = spool.count
    let encoder = try new?.encoder()
    if let new {
      try spool.append(
        compressed(header ?? plain(section), new)
          .serialized(file.header.class, file.header.byteOrder))
    }
    var count: UInt64 = 0
    let spool = self.spool
    func write(_ plain: UnsafeRawBufferPointer) throws {
      count += UInt64(plain.count)
      if let header, count > header.size { throw damaged(section, "it is longer than it says") }
      if let encoder {
        unsafe try encoder.write(plain, last: false) { unsafe try spool.append($0) }
      } else {
        unsafe try spool.append(plain)
      }
    }
    var range = section.fileRange
    if old != nil {
      let skipped = CompressionHeader.byteCount(in: file.header.class)
      range = range.lowerBound + skipped..<range.upperBound
    }
    if let decoder = try old?.decoder() {
      do {
        unsafe try forEachWindow(in: range, of: bytes) { unsafe try decoder.write($0, into: write) }
        try decoder.finish()
      } catch let error as CompressionError {
        throw damaged(section, error.reason)
      }
    } else {
      unsafe try forEachWindow(in: range, of: bytes) { unsafe try write($0) }
    }
    if let header, count != header.size { throw damaged(section, "it is shorter than it says") }
    if let encoder {
      let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
      unsafe try encoder.write(nothing, last: true) { unsafe try spool.append($0) }
    }
    return start..<spool.count
  }

  /// The header of a compressed section; `nil` for plain contents.
  private func compressionHeader(
    of section: SectionHeader, _ bytes: RawSpan
  ) throws -> CompressionHeader? {
    let header: CompressionHeader?
    do throws(MalformedInput) {
      header = try file.compressionHeader(of: section, in: bytes)
    } catch {
      throw Diagnostic(malformedBinary: error, prefix: bytes, subject: name)
    }
    // Deflate shrinks to a thousandth at most, and no debugging information shrinks further.
    if let header, header.size / 1100 > section.size {
      throw damaged(section, "it claims \(header.size) bytes in \(section.size)")
    }
    return header
  }

  private func codec(
    of header: CompressionHeader, _ section: SectionHeader
  ) throws(Diagnostic) -> SectionCodec {
    switch header.algorithm {
    case .zlib: return .zlib
    case .zstd: return .zstd
    default: throw damaged(section, "its compression \(header.algorithm.rawValue) is unknown")
    }
  }

  private func compressed(_ header: CompressionHeader, _ codec: SectionCodec) -> CompressionHeader {
    CompressionHeader(
      codec == .zlib ? .zlib : .zstd, size: header.size, alignment: header.alignment)
  }

  /// What a compressed section would say of plain contents.
  private func plain(_ section: SectionHeader) -> CompressionHeader {
    CompressionHeader(.zlib, size: section.size, alignment: section.alignment)
  }

  private func damaged(_ section: SectionHeader, _ reason: String) -> Diagnostic {
    Diagnostic(
      "strip.damaged-section", "section '\(section.name)' of '\(name)' is damaged: \(reason)",
      hint: "leave out --compress-debug to split the section off as it is")
  }
}

/// Hands out a range of mapped memory a mebibyte at a time.
private func forEachWindow(
  in range: Range<Int>, of bytes: RawSpan, _ body: (UnsafeRawBufferPointer) throws -> Void
) rethrows {
  let window = 1 << 20
  for start in stride(from: range.lowerBound, to: range.upperBound, by: window) {
    let part = bytes.extracting(start..<min(range.upperBound, start + window))
    try unsafe part.withUnsafeBytes { try unsafe body($0) }
  }
}
