internal import Audit
internal import Cryptography
internal import Diagnostics
internal import Workspace

/// What `pkg sign` is asked to make.
public struct SignatureForm: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    /// What goes with the file: inside a package, `Release`'s two, or beside any other file.
    case auto
    /// Inside an RPM or a DEB.
    case package
    /// `FILE.asc`: OpenPGP, detached, armored.
    case armored
    /// `FILE.sig`: OpenPGP, detached, binary.
    case binary
    /// `FILE.asc`: the text, with its OpenPGP signature below.
    case cleartext
    /// `InRelease` and `Release.gpg` beside a Debian archive's `Release`.
    case release
    /// `repomd.xml.asc` beside an RPM repository's `repomd.xml`.
    case repomd
    /// `FILE.intoto.jsonl` for an in-toto statement, `FILE.dsse.json` for any other payload.
    case dsse
    /// `FILE.sig`: as `ssh-keygen -Y sign`.
    case ssh
    /// `FILE.minisig`.
    case minisign
    /// At the end of a kernel module.
    case module
  }

  public var kind = Kind.auto
  /// The digest under the signature; by the kind of signature and key when `nil`.
  public var digest: String?
  /// What an SSH signature is for.
  public var namespace = "file"
  /// What the payload of a DSSE envelope is.
  public var payloadType: String?
  /// What a minisign signature says of itself; the time and the file's name when `nil`.
  public var trustedComment: String?
  /// The file of a kernel module signer's X.509 certificate.
  public var certificate: String?

  public init() {}

  /// The kind for one file.
  func kind(of path: String, _ contents: PackageAudit.Kind) -> Kind {
    guard kind == .auto else { return kind }
    guard contents == .file else { return .package }
    switch baseName(path) {
    case "Release": return .release
    case "repomd.xml": return .repomd
    default: return .armored
    }
  }

  /// The digest asked for.
  func digestAlgorithm() throws(Diagnostic) -> DigestAlgorithm? {
    guard let digest else { return nil }
    guard let algorithm = DigestAlgorithm(rawValue: digest.lowercased()),
      [.sha256, .sha384, .sha512].contains(algorithm)
    else {
      throw Diagnostic(
        "sign.unknown-digest", "'\(digest)' is no digest to sign under",
        hint: "use sha256, sha384 or sha512", exit: .usage)
    }
    return algorithm
  }
}
