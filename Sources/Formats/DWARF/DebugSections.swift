public import Bytes
internal import Compression
public import ELF

/// Where the sections of debugging information lie, those compressed already undone.
///
/// - SeeAlso: DWARF 5, section 7.3; System V gABI, chapter 4, "Section Compression".
public struct DebugSections: Sendable {
  /// One section: a range of the file, or bytes of its own; neither when there is none.
  struct Part: Sendable {
    var range = 0..<0
    var decompressed: [UInt8] = []
    var isFound = false
    /// Where errors count from: in the file, or for decompressed bytes past any file's end.
    var base = 0
  }

  /// No file is that long: an offset beyond is one into decompressed bytes.
  static let endOfFiles = 1 << 56
  /// Where errors in the supplementary file count from.
  static let startOfSupplement = 1 << 60
  /// Where the compressed sections lie in the file, by the place their errors count from.
  private(set) var compressed: [Int: (start: Int, name: String)] = [:]

  private(set) var info = Part()
  private(set) var types = Part()
  private(set) var abbreviations = Part()
  private(set) var strings = Part()
  private(set) var lineStrings = Part()
  private(set) var stringOffsets = Part()
  private(set) var addresses = Part()

  /// Finds the sections in a whole file; `nil` when it has no `.debug_info`.
  ///
  /// A compressed section takes memory, all together at most 64 times the file's size and a
  /// megabyte: what claims more is refused. `bytes` is the whole file.
  public init?(of file: ELFFile, in bytes: RawSpan) throws(MalformedInput) {
    try self.init(anyOf: file, in: bytes)
    guard info.isFound else { return nil }
  }

  /// Finds the sections of a supplementary file, which may hold nothing but strings.
  init(anyOf file: ELFFile, in bytes: RawSpan) throws(MalformedInput) {
    var allowance = 64 * min(file.size, 1 << 40) + (1 << 20)
    for section in file.sectionHeaders where section.type != .noBits && !section.isAllocated {
      guard let part = Self.part(named: section.name), !self[keyPath: part].isFound else {
        continue
      }
      self[keyPath: part].isFound = true
      let range = section.fileRange
      guard range.upperBound <= file.size else {
        throw MalformedInput(.outOfBounds, at: file.size, field: section.name)
      }
      let isOld = section.name.hasPrefix(".z")
      if isOld || section.flags.contains(.compressed) {
        let base = Self.endOfFiles + compressed.count << 48
        self[keyPath: part].base = base
        compressed[base] = (range.lowerBound, section.name)
        self[keyPath: part].decompressed = try Self.decompressed(
          bytes.extracting(range), at: range.lowerBound, section.name,
          isOld ? nil : file.header, &allowance)
      } else {
        self[keyPath: part].range = range
        self[keyPath: part].base = range.lowerBound
      }
    }
  }

  private static func part(named name: String) -> WritableKeyPath<DebugSections, Part>? {
    switch name {
    case ".debug_info", ".zdebug_info": \.info
    case ".debug_types", ".zdebug_types": \.types
    case ".debug_abbrev", ".zdebug_abbrev": \.abbreviations
    case ".debug_str", ".zdebug_str": \.strings
    case ".debug_line_str", ".zdebug_line_str": \.lineStrings
    case ".debug_str_offsets", ".zdebug_str_offsets": \.stringOffsets
    case ".debug_addr", ".zdebug_addr": \.addresses
    default: nil
    }
  }

  /// Undoes `SHF_COMPRESSED`, or GNU's older form, which has no `header`.
  private static func decompressed(
    _ bytes: RawSpan, at offset: Int, _ name: String, _ header: ELFHeader?,
    _ allowance: inout Int
  ) throws(MalformedInput) -> [UInt8] {
    let stream = try CompressedSection(parsing: bytes, at: offset, name, header)
    guard stream.size <= UInt64(max(0, allowance)) else {
      throw MalformedInput(.invalidValue, at: offset, field: "ch_size")
    }
    allowance -= Int(stream.size)
    return try stream.contents(of: bytes)
  }

  /// None.
  init() {}

  /// The error with an offset in the file: of the section, where that is compressed.
  func located(_ error: MalformedInput) -> MalformedInput {
    guard error.offset >= Self.endOfFiles else { return error }
    let offset = error.offset & (1 << 48 - 1)
    guard let (start, name) = compressed[error.offset - offset] else { return error }
    let field = "\(error.field ?? name) (0x\(String(offset, radix: 16)) in \(name), decompressed)"
    return MalformedInput(error.code, at: start, field: field)
  }
}
