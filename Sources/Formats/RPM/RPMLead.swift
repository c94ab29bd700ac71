public import Bytes

/// The first 96 bytes of a package, which only `file(1)` still believes.
///
/// Source: rpm's `docs/manual/format_lead.md`.
public struct RPMLead: Hashable, Sendable {
  /// 3 ever since the signature header came, 4 in packages of version 6.
  public var major: UInt8
  public var minor: UInt8
  /// 0 for a binary package, 1 for a source package.
  public var type: UInt16
  /// `archnum`, see ``architectureNumber(of:)``.
  public var architecture: UInt16
  /// The 66 bytes of the name field, NULs and all.
  public var nameField: [UInt8]
  /// `osnum`: 1 for Linux.
  public var os: UInt16
  /// `signature_type`: 5, a header follows.
  public var signatureType: UInt16
  /// The 16 bytes at the end, which mean nothing.
  public var reserved: [UInt8]

  public static let size = 96
  static let magic: UInt32 = 0xedab_eedb
  static let nameSize = 66

  /// A lead for a binary package.
  ///
  /// - Parameters:
  ///   - name: `name-[epoch:]version-release`; the field keeps its first 65 bytes.
  ///   - architecture: rpm's name for it; unknown ones get rpm's 255.
  public init(name: String, architecture: String) {
    major = 3
    minor = 0
    type = 0
    self.architecture = Self.architectureNumber(of: architecture) ?? 255
    nameField = Array(name.utf8.prefix(Self.nameSize - 1))
    nameField += [UInt8](repeating: 0, count: Self.nameSize - nameField.count)
    os = 1
    signatureType = 5
    reserved = [UInt8](repeating: 0, count: 16)
  }

  /// - Throws: `MalformedInput` for a wrong magic, a major version other than 3 and 4, which rpm
  ///   before 6 refuses, or a signature type other than 5.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    guard try reader.integer(UInt32.self, .big, field: "magic") == Self.magic else {
      throw MalformedInput(.badMagic, at: start, field: "magic")
    }
    major = try reader.byte(field: "major")
    guard (3...4).contains(major) else {
      throw MalformedInput(.unsupported, at: reader.position - 1, field: "major")
    }
    minor = try reader.byte(field: "minor")
    type = try reader.integer(UInt16.self, .big, field: "type")
    architecture = try reader.integer(UInt16.self, .big, field: "archnum")
    nameField = try reader.array(Self.nameSize, field: "name")
    os = try reader.integer(UInt16.self, .big, field: "osnum")
    let place = reader.position
    signatureType = try reader.integer(UInt16.self, .big, field: "signature_type")
    guard signatureType == 5 else {
      throw MalformedInput(.unsupported, at: place, field: "signature_type")
    }
    reserved = try reader.array(16, field: "reserved")
  }

  public func serialized() -> [UInt8] {
    var writer = ByteWriter(.big)
    writer.integer(Self.magic)
    writer.raw([major, minor])
    writer.integer(type)
    writer.integer(architecture)
    writer.raw(nameField)
    writer.integer(os)
    writer.integer(signatureType)
    writer.raw(reserved)
    return writer.bytes
  }

  /// The name up to its first NUL.
  public var name: String {
    String(decoding: nameField.prefix { $0 != 0 }, as: UTF8.self)
  }
}
