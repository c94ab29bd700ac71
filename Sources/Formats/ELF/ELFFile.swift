public import Bytes

/// An ELF object: its headers and what they say, without its contents.
///
/// Contents are addressed as ranges of the file, so the value costs little however large the
/// file is. A file that ends before its segments or sections do is still a value, so that a
/// report can say so; see ``isTruncated``.
///
/// - SeeAlso: System V gABI, chapters 4 and 5.
public struct ELFFile: Hashable, Sendable {
  /// The bytes of the file.
  public let size: Int
  public let header: ELFHeader
  /// In table order.
  public let programHeaders: [ProgramHeader]
  /// In table order, the null section 0 included; empty for a file without sections.
  public let sectionHeaders: [SectionHeader]
  /// Whether a segment or section reaches past the end of the file.
  ///
  /// Of such a file only the headers are read.
  public let isTruncated: Bool
  /// Bytes at the end of the file that nothing describes: an archive or a signature.
  ///
  /// Zeros up to the next page are not counted; Go's linker leaves some.
  public let trailingByteCount: Int
  /// The dynamic section; `nil` for a file that takes no dynamic loading.
  public let dynamic: DynamicSection?
  /// `PT_INTERP`: the dynamic loader the kernel starts.
  public let interpreter: String?
  public let notes: Notes
  /// The symbol versions needed, in file order.
  public let versionNeeds: [VersionNeed]
  /// The symbol versions defined, in file order.
  public let versionDefinitions: [VersionDefinition]

  /// Reads the headers of the file that is all of `input`.
  ///
  /// `input` is left where it was. The memory taken is bounded by a small multiple of the
  /// tables' own size, the time by the size of the file. Throws at the offending field.
  public init(parsing input: inout ByteReader) throws(MalformedInput) {
    let bytes = input.rest
    try self.init(size: bytes.byteCount) { range in
      [UInt8](copying: bytes.extracting(range))
    }
  }
}

extension ELFFile {
  /// The first section called `name`.
  public func section(named name: String) -> SectionHeader? {
    sectionHeaders.first { $0.name == name }
  }

  /// The loadable segments, in table order.
  public var loadSegments: [ProgramHeader] { programHeaders.filter { $0.type == .load } }

  /// Where in the file the `count` bytes at a virtual address come from.
  ///
  /// `nil` when no loadable segment takes them all from the file.
  public func fileRange(ofAddress address: UInt64, count: UInt64) -> Range<Int>? {
    guard let range = Self.fileRange(programHeaders, address, count), range.upperBound <= size
    else { return nil }
    return range
  }

  /// The newest version of the GNU C library among the versions that must be there.
  public var requiredGLibC: GLibCVersion? {
    versionNeeds.flatMap(\.versions).filter { !$0.isWeak }
      .compactMap { GLibCVersion(symbolVersion: $0.name) }.max()
  }

  /// The offset just past the last byte that a header, segment or section describes.
  public var describedSize: Int {
    Self.describedSize(header, programHeaders, sectionHeaders)
  }
}
