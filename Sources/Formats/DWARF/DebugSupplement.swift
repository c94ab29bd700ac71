public import Bytes
public import ELF

/// The file that holds what several files' debugging information has in common, as one of those
/// names it.
///
/// `dwz -m` makes such files; distributions keep them in `/usr/lib/debug/.dwz`.
///
/// - SeeAlso: DWARF 5, section 7.3.6; "Separate Debug Files" in the GDB manual, of
///   `.gnu_debugaltlink`.
public struct DebugSupplement: Hashable, Sendable {
  /// A path; when it is relative, from the directory of the file that names it.
  public var path: String
  /// The build id of the file, or what DWARF 5 calls its checksum.
  public var identifier: [UInt8]

  /// What a file names; `nil` when it is complete by itself.
  ///
  /// - Throws: `MalformedInput` for a section without a name, or that goes on past the file.
  public init?(of file: ELFFile, in bytes: RawSpan) throws(MalformedInput) {
    if let section = file.section(named: ".gnu_debugaltlink") {
      var input = try Self.reader(of: section, file, bytes)
      path = try Self.path(parsing: &input)
      identifier = try input.array(input.remaining, field: ".gnu_debugaltlink")
      return
    }
    guard let section = file.section(named: ".debug_sup") else { return nil }
    var input = try Self.reader(of: section, file, bytes)
    guard try !Self.isSupplementary(&input, file.header.byteOrder) else { return nil }
    path = try Self.path(parsing: &input)
    identifier = try Self.checksum(&input)
  }

  /// What others name a supplementary file by; `nil` for a file that says nothing of the kind.
  public static func identifier(
    of file: ELFFile, in bytes: RawSpan
  ) throws(MalformedInput) -> [UInt8]? {
    guard let section = file.section(named: ".debug_sup") else { return file.notes.buildID }
    var input = try reader(of: section, file, bytes)
    guard try isSupplementary(&input, file.header.byteOrder) else { return file.notes.buildID }
    _ = try input.nulTerminated(field: "sup_filename")
    return try checksum(&input)
  }

  /// Reads the start of `.debug_sup`, which a supplementary file has, too.
  private static func isSupplementary(
    _ input: inout ByteReader, _ order: ByteOrder
  ) throws(MalformedInput) -> Bool {
    let start = input.position
    let version = try input.integer(UInt16.self, order, field: "version")
    // The standard's number is 2; `dwz` writes that of DWARF.
    guard version == 2 || version == 5 else {
      throw MalformedInput(.unsupported, at: start, field: "version")
    }
    return try input.byte(field: "is_supplementary") != 0
  }

  private static func checksum(_ input: inout ByteReader) throws(MalformedInput) -> [UInt8] {
    let start = input.position
    let count = try input.unsignedLEB128(field: "sup_checksum_len")
    guard count <= UInt64(input.remaining) else {
      throw MalformedInput(.truncated, at: start, field: "sup_checksum_len")
    }
    return try input.array(Int(count), field: "sup_checksum")
  }

  @_lifetime(copy bytes)
  private static func reader(
    of section: SectionHeader, _ file: ELFFile, _ bytes: RawSpan
  ) throws(MalformedInput) -> ByteReader {
    let range = section.fileRange
    guard range.upperBound <= bytes.byteCount else {
      throw MalformedInput(.outOfBounds, at: bytes.byteCount, field: section.name)
    }
    return ByteReader(bytes.extracting(range), base: range.lowerBound)
  }

  private static func path(parsing input: inout ByteReader) throws(MalformedInput) -> String {
    let start = input.position
    let name = try input.nulTerminated(field: "sup_filename")
    guard !name.isEmpty else {
      throw MalformedInput(.invalidValue, at: start, field: "sup_filename")
    }
    return String(decoding: name, as: UTF8.self)
  }
}
