public import Bytes

/// How the contents of a section are compressed: `Elf32_Chdr` or `Elf64_Chdr`, which they
/// begin with.
///
/// - SeeAlso: System V gABI, chapter 4, "Section Compression".
public struct CompressionHeader: Hashable, Sendable {
  /// `ch_type`; an open set.
  public struct Algorithm: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let zlib = Algorithm(rawValue: 1)  // ELFCOMPRESS_ZLIB
    public static let zstd = Algorithm(rawValue: 2)  // ELFCOMPRESS_ZSTD
  }

  public var algorithm: Algorithm
  /// `ch_size`: the bytes of the contents before compression.
  public var size: UInt64
  /// `ch_addralign`: the alignment of the contents before compression.
  public var alignment: UInt64

  public init(_ algorithm: Algorithm, size: UInt64, alignment: UInt64) {
    self.algorithm = algorithm
    self.size = size
    self.alignment = alignment
  }

  /// The bytes this header takes in a file of `class`.
  public static func byteCount(in class: ELFHeader.Class) -> Int { `class` == .elf32 ? 12 : 24 }

  /// Reads the header that the contents of a section flagged as compressed begin with.
  init(
    parsing input: inout ByteReader, as class: ELFHeader.Class, _ order: ByteOrder
  ) throws(MalformedInput) {
    algorithm = Algorithm(rawValue: try input.integer(UInt32.self, order, field: "ch_type"))
    if `class` == .elf64 { try input.skip(4, field: "ch_reserved") }
    size = try input.word(`class`, order, field: "ch_size")
    alignment = try input.word(`class`, order, field: "ch_addralign")
    guard alignment & (alignment &- 1) == 0 || alignment == 0 else {
      throw MalformedInput(
        .invalidValue, at: input.position - (`class` == .elf64 ? 8 : 4), field: "ch_addralign")
    }
  }

  /// The header as it stands before the compressed contents.
  ///
  /// - Precondition: the sizes fit, which they do for a section of a file of the same class.
  public func serialized(_ class: ELFHeader.Class, _ order: ByteOrder) -> [UInt8] {
    var output = ByteWriter(order)
    output.integer(algorithm.rawValue)
    if `class` == .elf64 { output.integer(UInt32(0)) }
    output.word(size, as: `class`)
    output.word(alignment, as: `class`)
    return output.bytes
  }
}

extension ELFFile {
  /// How a section is compressed; `nil` for plain contents.
  public func compressionHeader(
    of section: SectionHeader, in input: RawSpan
  ) throws(MalformedInput) -> CompressionHeader? {
    guard section.flags.contains(.compressed), section.type != .noBits else { return nil }
    guard let range = readableRange(of: section) else { return nil }
    var reader = ByteReader(input.extracting(range), base: range.lowerBound)
    return try CompressionHeader(parsing: &reader, as: header.class, header.byteOrder)
  }
}
