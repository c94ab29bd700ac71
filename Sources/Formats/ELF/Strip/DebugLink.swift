internal import Bytes

/// What a stripped program says of the file that holds its debugging information.
///
/// - SeeAlso: "Separate Debug Files" in the GDB manual.
public struct DebugLink: Hashable, Sendable {
  /// The name of the section.
  public static let sectionName = ".gnu_debuglink"

  /// The base name of the debug file.
  public var name: String
  /// CRC-32 of the whole debug file, as zlib and IEEE 802.3 compute it.
  public var checksum: UInt32

  /// - Precondition: `name` is not empty and without NUL or slash.
  public init(name: String, checksum: UInt32) {
    precondition(
      !name.isEmpty && !name.utf8.contains { $0 == 0 || $0 == 0x2f }, "a debug link is a base name")
    self.name = name
    self.checksum = checksum
  }

  /// The contents of the section: the name up to a multiple of four bytes, and the checksum.
  func contents(_ order: ByteOrder) -> [UInt8] {
    var output = ByteWriter(order)
    output.raw(Array(name.utf8) + [0])
    output.align(to: 4)
    output.integer(checksum)
    return output.bytes
  }

  /// The section header, still without a place.
  func header(_ order: ByteOrder) -> SectionHeader {
    SectionHeader(
      name: Self.sectionName, nameOffset: 0, type: .programData, flags: [], address: 0, offset: 0,
      size: UInt64(contents(order).count), link: 0, info: 0, alignment: 4, entrySize: 0)
  }
}

extension Notes {
  /// Where debuggers look for the debug file of this build id, below `/usr/lib/debug`.
  ///
  /// `nil` without a build id of two bytes or more.
  public var debugFilePath: String? {
    guard let buildID, buildID.count > 1 else { return nil }
    let digits = hexadecimal(buildID)
    return ".build-id/\(digits.prefix(2))/\(digits.dropFirst(2)).debug"
  }
}
