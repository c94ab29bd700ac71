public import ELF
public import GoBuild

/// Everything `pkg inspect` tells about an ELF file.
public struct BinaryReport: Encodable, Hashable, Sendable {
  /// Such as `ELF 64-bit little-endian`.
  public var format: String

  public init(_ file: ELFFile, _ buildInfo: BuildInfo?) {
    format = file.header.formatName
  }

  /// As lines for a reader, each without its line break.
  public var text: [String] { [format] }
}
