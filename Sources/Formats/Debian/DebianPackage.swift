/// The layout of a binary package: which bytes of it are what.
///
/// A package is read by position: exactly `debian-binary`, one `control.tar`, one `data.tar`, then
/// signatures, one of a kind, dpkg-sig's among them. dpkg skips or overlooks what is not of this list, a signature does
/// not cover it, and this reader refuses it before any signature is looked at.
///
/// - SeeAlso: deb(5); debsigs(1p).
public struct DebianPackage: Hashable, Sendable {
  /// The `x` of format version `2.x`.
  public let formatMinor: Int
  /// `debian-binary`.
  public let version: ArMember
  public let control: ArMember
  public let controlCompression: TarCompression
  public let data: ArMember
  public let dataCompression: TarCompression
  /// In the order of the file.
  public let signatures: [DebianSignature]
  /// dpkg-sig's manifest, which proves nothing.
  public let manifest: DebianManifestMember?

  /// The contents a signature covers, in order: `debian-binary`, control archive, data archive.
  ///
  /// Neither names nor sizes are covered. Whoever unpacks a signed package must therefore insist
  /// that each archive ends, compression and tar, where its member does.
  public var signedRanges: [Range<Int>] { [version.contents, control.contents, data.contents] }

  /// The offset signatures begin at, which is the size of the package without any.
  public var unsignedCount: Int { data.end }
}

/// A signature member of a package.
public struct DebianSignature: Hashable, Sendable {
  /// Who signs, by the name of the member.
  public enum Role: String, Sendable, CaseIterable {
    case origin = "_gpgorigin"
    case maintainer = "_gpgmaint"
    case archive = "_gpgarchive"
  }

  public let role: Role
  public let member: ArMember
  /// The member's contents as they are: OpenPGP packets, or armor around them.
  public let bytes: [UInt8]

  /// Whether ``bytes`` begin as ASCII armor does.
  public var isArmored: Bool { bytes.starts(with: "-----BEGIN PGP".utf8) }
}
