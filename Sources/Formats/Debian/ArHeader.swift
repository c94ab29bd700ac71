public import Bytes
public import Diagnostics

/// The 60 bytes before each member of an `ar` archive, in the common format.
///
/// Neither GNU's nor BSD's long names are known, since deb(5) allows none.
///
/// - SeeAlso: deb(5); ar(5); `lib/dpkg/ar.c`.
public struct ArHeader: Hashable, Sendable {
  /// `!<arch>` and a newline, which begin an archive.
  public static let archiveMagic = Array("!<arch>\n".utf8)
  /// The size of a header, in bytes.
  public static let byteCount = 60
  /// The most a member may hold, in bytes: ten decimal digits.
  public static let largestMember = 9_999_999_999

  /// At most 15 bytes of printable ASCII, without a slash.
  public var name: String
  /// In seconds since the Unix epoch.
  public var modified: Int
  public var owner: Int
  public var group: Int
  /// File type and permissions, such as `0o100644`.
  public var mode: Int
  /// The member's size in bytes, padding not counted.
  public var size: Int

  /// A member as dpkg-deb writes it: owned by root, mode `0o100644`.
  public init(name: String, size: Int, modified: Int) {
    self.name = name
    self.modified = modified
    owner = 0
    group = 0
    mode = 0o100644
    self.size = size
  }

  /// Reads a header; each number is left-justified digits, then spaces to the end of its field.
  ///
  /// One slash after the name, as GNU ar writes it, is dropped.
  ///
  /// - Throws: `MalformedInput` at the field to blame, named as in `<ar.h>`.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    guard reader.remaining >= Self.byteCount else {
      throw MalformedInput(.truncated, at: start + reader.remaining, field: "ar_hdr")
    }
    name = try Self.name(try reader.array(16), at: start)
    modified = try Self.number(&reader, 12, radix: 10, field: "ar_date")
    owner = try Self.number(&reader, 6, radix: 10, field: "ar_uid")
    group = try Self.number(&reader, 6, radix: 10, field: "ar_gid")
    mode = try Self.number(&reader, 8, radix: 8, field: "ar_mode")
    size = try Self.number(&reader, 10, radix: 10, field: "ar_size")
    guard try reader.array(2) == Self.terminator else {
      throw MalformedInput(.badMagic, at: start + 58, field: "ar_fmag")
    }
  }

  /// The header's bytes.
  ///
  /// - Throws: `Diagnostic` `debian.member-too-large` when the size does not fit its ten digits,
  ///   `debian.bad-member` when the name or another number does not fit.
  public func serialized() throws(Diagnostic) -> [UInt8] {
    guard size <= Self.largestMember else {
      throw Diagnostic(
        "debian.member-too-large", "'\(name)' would have \(size) bytes",
        hint: "a member of a Debian package holds at most \(Self.largestMember) bytes")
    }
    guard (1...15).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameByte) else {
      throw Diagnostic("debian.bad-member", "'\(name)' cannot be the name of a member")
    }
    var bytes: [UInt8] = []
    for (text, width) in [
      (name, 16), (String(modified), 12), (String(owner), 6), (String(group), 6),
      (String(mode, radix: 8), 8), (String(size), 10),
    ] {
      guard text.utf8.count <= width, text.utf8.first != hyphen else {
        throw Diagnostic("debian.bad-member", "'\(text)' does not fit the header of '\(name)'")
      }
      bytes += text.utf8
      bytes += repeatElement(space, count: width - text.utf8.count)
    }
    return bytes + Self.terminator
  }

  /// What follows the member's contents: a newline when their size is odd.
  public var padding: [UInt8] { size.isMultiple(of: 2) ? [] : [newline] }

  private static let terminator = Array("`\n".utf8)

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x21...0x7e).contains(byte) && byte != slash
  }

  private static func name(_ field: [UInt8], at offset: Int) throws(MalformedInput) -> String {
    var name = field.prefix { $0 != space }
    let padding = field.dropFirst(name.count)
    if name.last == slash { name = name.dropLast() }
    guard !name.isEmpty, name.count <= 15, name.allSatisfy(isNameByte),
      padding.allSatisfy({ $0 == space })
    else { throw MalformedInput(.invalidValue, at: offset, field: "ar_name") }
    return String(decoding: name, as: UTF8.self)
  }

  private static func number(
    _ reader: inout ByteReader, _ width: Int, radix: Int, field: String
  ) throws(MalformedInput) -> Int {
    let start = reader.position
    let bytes = try reader.array(width, field: field)
    let digits = bytes.prefix { isDigit($0) && Int($0 - UInt8(ascii: "0")) < radix }
    // Twelve digits at most: no overflow.
    guard !digits.isEmpty, bytes.dropFirst(digits.count).allSatisfy({ $0 == space }) else {
      throw MalformedInput(.invalidValue, at: start + digits.count, field: field)
    }
    return digits.reduce(0) { $0 * radix + Int($1 - UInt8(ascii: "0")) }
  }
}
