internal import Bytes
internal import Compression
internal import ELF

/// What a compressed section says of itself, before its stream.
///
/// - SeeAlso: System V gABI, chapter 4, "Section Compression".
struct CompressedSection {
  private let name: String
  private let algorithm: SectionCodec
  /// Where the section lies in the file.
  private let offset: Int
  /// The bytes before the stream.
  private let headerSize: Int
  /// `ch_size`: the bytes it decompresses to.
  let size: UInt64

  /// Reads `Elf32_Chdr` or `Elf64_Chdr`, or the mark of GNU's older form, which has no `header`.
  init(
    parsing bytes: RawSpan, at offset: Int, _ name: String, _ header: ELFHeader?
  ) throws(MalformedInput) {
    var input = ByteReader(bytes, base: offset)
    if let header {
      let type = try input.integer(UInt32.self, header.byteOrder, field: "ch_type")
      if header.class == .elf64 {
        try input.skip(4, field: "ch_reserved")
        size = try input.integer(UInt64.self, header.byteOrder, field: "ch_size")
        try input.skip(8, field: "ch_addralign")
      } else {
        size = UInt64(try input.integer(UInt32.self, header.byteOrder, field: "ch_size"))
        try input.skip(4, field: "ch_addralign")
      }
      switch type {
      case 1: algorithm = .zlib
      case 2: algorithm = .zstd
      default: throw MalformedInput(.unsupported, at: offset, field: "ch_type")
      }
    } else {
      guard try input.array(4, field: name) == Array("ZLIB".utf8) else {
        throw MalformedInput(.badMagic, at: offset, field: name)
      }
      size = try input.integer(UInt64.self, .big, field: name)
      algorithm = .zlib
    }
    self.name = name
    self.offset = offset
    headerSize = input.position - offset
  }

  /// All it decompresses to; `bytes` is the section.
  func contents(of bytes: RawSpan) throws(MalformedInput) -> [UInt8] {
    unsafe try decompressed(bytes) { stream throws(CompressionError) in
      unsafe try algorithm.decompress(stream, count: Int(size))
    }
  }

  /// The first `count` bytes it decompresses to, fewer when there are fewer.
  func contents(of bytes: RawSpan, first count: Int) throws(MalformedInput) -> [UInt8] {
    unsafe try decompressed(bytes) { stream throws(CompressionError) in
      unsafe try algorithm.decompress(stream, first: count)
    }
  }

  private func decompressed(
    _ bytes: RawSpan,
    _ body: (UnsafeRawBufferPointer) throws(CompressionError) -> [UInt8]
  ) throws(MalformedInput) -> [UInt8] {
    var result: Result<[UInt8], CompressionError> = .success([])
    unsafe bytes.extracting(headerSize..<bytes.byteCount).withUnsafeBytes { stream in
      result = Result { () throws(CompressionError) in unsafe try body(stream) }
    }
    guard case .success(let contents) = result else {
      throw MalformedInput(.invalidValue, at: offset, field: name)
    }
    return contents
  }
}
