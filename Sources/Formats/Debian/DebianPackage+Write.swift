public import Diagnostics

extension DebianPackage {
  /// The bytes every package begins with: the archive's magic and `debian-binary`, version 2.0.
  ///
  /// - Throws: `Diagnostic` `debian.bad-member` for a time that does not fit twelve digits.
  public static func opening(modified: Int) throws(Diagnostic) -> [UInt8] {
    ArHeader.archiveMagic
      + (try member("debian-binary", Array("2.0\n".utf8), modified: modified))
  }

  /// A signature's member, to be put at the end of a package.
  ///
  /// - Throws: `Diagnostic` `debian.bad-member` for a time that does not fit twelve digits.
  public static func signatureMember(
    role: DebianSignature.Role, packet: [UInt8], modified: Int
  ) throws(Diagnostic) -> [UInt8] {
    try member(role.rawValue, packet, modified: modified)
  }

  /// A whole member: header, contents, padding.
  ///
  /// - Throws: `Diagnostic`, see ``ArHeader/serialized()``.
  public static func member(
    _ name: String, _ contents: [UInt8], modified: Int
  ) throws(Diagnostic) -> [UInt8] {
    let header = ArHeader(name: name, size: contents.count, modified: modified)
    return try header.serialized() + contents + header.padding
  }

  /// What to copy of the package before a new signature of `role` is put at its end: everything
  /// but an older one of that role.
  public func ranges(keptWhenSigningAs role: DebianSignature.Role) -> [Range<Int>] {
    [0..<unsignedCount]
      + signatures.filter { $0.role != role }.map { $0.member.start..<$0.member.end }
  }
}
