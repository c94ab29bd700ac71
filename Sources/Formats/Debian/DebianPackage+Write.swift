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

  /// The bytes a new signature of `role` takes the place of: an older one of that role, or none at
  /// the end.
  public func place(ofSigningAs role: DebianSignature.Role) -> Range<Int> {
    if let old = signatures.first(where: { $0.role == role })?.member { return old.start..<old.end }
    let end = max(data.end, signatures.last?.member.end ?? 0, manifest?.member.end ?? 0)
    return end..<end
  }
}
