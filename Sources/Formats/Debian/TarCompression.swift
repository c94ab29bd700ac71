/// How a package's tar archive is compressed, as the end of its member's name says.
///
/// - SeeAlso: deb(5).
public enum TarCompression: String, Sendable, CaseIterable {
  case none = ""
  case gzip = ".gz"
  case xz = ".xz"
  /// Needs dpkg 1.21.18.
  case zstd = ".zst"
  /// Only for the data archive, and read by dpkg but no longer written.
  case bzip2 = ".bz2"
  /// Only for the data archive, and read by dpkg but no longer written.
  case lzma = ".lzma"

  /// Whether dpkg takes a control archive compressed so.
  public var isForControl: Bool { self != .bzip2 && self != .lzma }

  /// Whether contents that begin with `bytes` can be what the name says.
  ///
  /// A tar archive is known by the checksum of its first header, which old formats have too; one
  /// that begins with zeros is empty.
  func matches(_ bytes: [UInt8]) -> Bool {
    switch self {
    case .none: isTarHeader(bytes)
    case .gzip: bytes.starts(with: [0x1f, 0x8b, 8])
    case .xz: bytes.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])
    case .zstd: bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd])
    case .bzip2: bytes.starts(with: "BZh".utf8)
    case .lzma: bytes.count > 13 && bytes[0] < 225
    }
  }

  /// How many bytes ``matches(_:)`` looks at.
  static let prefixCount = 512
}

private func isTarHeader(_ bytes: [UInt8]) -> Bool {
  guard bytes.count == 512 else { return false }
  if bytes.allSatisfy({ $0 == 0 }) { return true }
  let checksum = 148..<156
  var sum = 8 * Int(space)
  for (offset, byte) in bytes.enumerated() where !checksum.contains(offset) { sum += Int(byte) }
  let digits = bytes[checksum].drop { $0 == space }.prefix(while: isDigit)
  return digits.reduce(0) { $0 * 8 + Int($1 - UInt8(ascii: "0")) } == sum
}
