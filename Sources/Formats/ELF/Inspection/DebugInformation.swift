public import Bytes

/// What of its debugging information a file holds, and where the rest is.
public struct DebugInformation: Hashable, Sendable {
  /// How debugging sections are packed.
  public enum Compression: String, Hashable, Sendable, CaseIterable {
    /// `ELFCOMPRESS_ZLIB`.
    case zlib
    /// `ELFCOMPRESS_ZSTD`.
    case zstd
    /// `.zdebug_*`, GNU's way before `SHF_COMPRESSED`.
    case zlibGNU = "zlib-gnu"
  }

  /// A file beside this one that holds what was split off, `.gnu_debuglink`.
  public struct Link: Hashable, Sendable {
    /// Without a directory.
    public var name: String
    /// CRC-32 of that file.
    public var checksum: UInt32
  }

  /// `nil` when no debugging section is compressed.
  public var compression: Compression?
  public var link: Link?

  /// Reads what the section headers and `.gnu_debuglink` tell.
  ///
  /// `bytes` is the whole file that `file` was read from. Throws where either is malformed.
  public init(_ file: ELFFile, in bytes: RawSpan) throws(MalformedInput) {
    for section in file.sectionHeaders where section.isDebugging && compression == nil {
      if section.name.hasPrefix(".zdebug") {
        compression = .zlibGNU
      } else if section.flags.contains(.compressed), let range = file.readableRange(of: section) {
        compression = try Self.compression(range, bytes, file.header)
      }
    }
    if let section = file.section(named: ".gnu_debuglink"),
      let range = file.readableRange(of: section)
    {
      var input = ByteReader(bytes.extracting(range), base: range.lowerBound)
      let name = try input.nulTerminated(field: ".gnu_debuglink")
      try input.skip((4 - (name.count + 1) % 4) % 4, field: ".gnu_debuglink")
      link = Link(
        name: String(decoding: name, as: UTF8.self),
        checksum: try input.integer(UInt32.self, file.header.byteOrder, field: ".gnu_debuglink"))
    }
  }

  /// `ch_type` of `Elf32_Chdr` or `Elf64_Chdr`.
  private static func compression(
    _ range: Range<Int>, _ bytes: RawSpan, _ header: ELFHeader
  ) throws(MalformedInput) -> Compression {
    var input = ByteReader(bytes.extracting(range), base: range.lowerBound)
    switch try input.integer(UInt32.self, header.byteOrder, field: "ch_type") {
    case 1: return .zlib
    case 2: return .zstd
    default: throw MalformedInput(.unsupported, at: range.lowerBound, field: "ch_type")
    }
  }
}
