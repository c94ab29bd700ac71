public import Bytes

/// What dpkg-sig signs instead of a package: MD5, SHA-1, size and name of each member.
///
/// Whoever can make two members with one MD5 and one SHA-1 can exchange them under such a
/// signature, and nothing makes the manifest name every member. It is read to be told about, never
/// to prove anything.
///
/// - SeeAlso: dpkg-sig(1); dpkg-sig left Debian with release 12.
public struct DebianManifest: Hashable, Sendable {
  /// The name of the member that holds it, inside a cleartext signature.
  public static let memberName = "_gpgbuilder"

  /// One line of the field `Files`.
  public struct Entry: Hashable, Sendable {
    /// 16 bytes.
    public var md5: [UInt8]
    /// 20 bytes.
    public var sha1: [UInt8]
    public var size: Int
    public var name: String
  }

  /// The field `Role`, such as `builder`.
  public let role: String
  /// In the order of the manifest.
  public let entries: [Entry]

  /// Reads the signed text, one control paragraph.
  ///
  /// - Throws: `MalformedInput`, see ``ControlParagraph/init(parsing:)``; `unsupported` for a
  ///   version other than 4, `missing-member` without a field `Files`, `invalid-value` for a line
  ///   of it that is not two digests, a size and a name, `duplicate-member` for a name given twice.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    let paragraph = try ControlParagraph(parsing: &reader)
    guard paragraph["Version"] == "4" else {
      throw MalformedInput(.unsupported, at: start, field: "Version")
    }
    role = paragraph["Role"] ?? ""
    guard let files = paragraph["Files"] else {
      throw MalformedInput(.missingMember, at: start, field: "Files")
    }
    var entries: [Entry] = []
    var names: Set<String> = []
    for line in files.utf8.split(separator: newline) {
      let parts = line.split(separator: space).map { String(Substring($0)) }
      guard parts.count == 4, let md5 = bytes(hexadecimal: parts[0]), md5.count == 16,
        let sha1 = bytes(hexadecimal: parts[1]), sha1.count == 20,
        let size = Int(parts[2]), size >= 0
      else { throw MalformedInput(.invalidValue, at: start, field: "Files") }
      guard names.insert(parts[3]).inserted else {
        throw MalformedInput(.duplicateMember, at: start, field: parts[3])
      }
      entries.append(Entry(md5: md5, sha1: sha1, size: size, name: parts[3]))
    }
    self.entries = entries
  }

  /// Reads bytes that hold a manifest.
  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    try self.init(parsing: &reader)
  }
}

/// The member of a package that holds a ``DebianManifest``.
public struct DebianManifestMember: Hashable, Sendable {
  public let member: ArMember
  /// The member's contents: a cleartext message.
  public let bytes: [UInt8]
}
