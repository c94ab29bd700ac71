internal import Audit
internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Minisign
internal import OpenPGP
internal import SSH
internal import Sigstore
internal import Trust
internal import Workspace

/// Who is trusted, beside the OpenPGP certificates of a keyring; all by file.
public struct TrustSources: Sendable {
  /// OpenSSH's `allowed_signers`.
  public var allowedSigners: String?
  /// What SSH signatures must be for.
  public var namespace = "file"
  /// The name SSH signatures must be made under; any allowed one when `nil`.
  public var identity: String?
  /// minisign's `.pub` files.
  public var minisignKeys: [String] = []
  /// Public keys or certificates in PEM, for DSSE envelopes.
  public var publicKeys: [String] = []
  /// X.509 certificates that kernel modules are signed by.
  public var moduleCertificates: [String] = []
  /// X.509 certificates of timestamp authorities, or of those that vouch for them.
  public var timestampAuthorities: [String] = []
  /// Who must have signed Sigstore bundles.
  public var sigstore: SigstoreTrust?
  /// The time to judge at, seconds since the epoch or RFC 3339; now when `nil`.
  public var time: String?

  public init() {}

  /// Whether nobody is trusted.
  public var isEmpty: Bool {
    allowedSigners == nil && minisignKeys.isEmpty && publicKeys.isEmpty
      && moduleCertificates.isEmpty && sigstore == nil
  }
}

/// By whom, and by whose word, Sigstore bundles are trusted.
public struct SigstoreTrust: Sendable {
  /// `trusted_root.json` of the instance.
  public var root: String
  /// The signer's name, as certificates have it.
  public var identity: String
  /// The OpenID Connect issuer that knows the signer.
  public var issuer: String
  /// The one bundle; when `nil`, the one beside each file.
  public var bundle: String?

  public init(root: String, identity: String, issuer: String, bundle: String? = nil) {
    self.root = root
    self.identity = identity
    self.issuer = issuer
    self.bundle = bundle
  }
}

/// What ``TrustSources`` name, read.
struct TrustedKeys: Sendable {
  var certificates: [Certificate]
  var allowedSigners = AllowedSigners()
  var namespace: String
  var identity: String?
  var minisignKeys: [MinisignPublicKey] = []
  var envelopeKeys: [NamedKey] = []
  var moduleCertificates: [X509Certificate]
  var timestampAuthorities: [X509Certificate]
  /// What Sigstore bundles are held against.
  var sigstore: SigstoreVerification?
  /// The one bundle, when it is named.
  var bundle: String?
  /// Seconds since the epoch.
  var time: UInt32
  var warnings: [Diagnostic] = []

  init(_ sources: TrustSources, keyring: [Certificate]) throws {
    certificates = keyring
    namespace = sources.namespace
    identity = sources.identity
    time = try sources.time.map(Self.time) ?? currentTime()
    moduleCertificates = try loadCertificates(sources.moduleCertificates)
    timestampAuthorities = try loadCertificates(sources.timestampAuthorities)
    for path in sources.minisignKeys {
      let bytes = try Self.contents(path)
      do throws(MalformedInput) {
        minisignKeys.append(try MinisignPublicKey(file: bytes))
      } catch { throw Self.unreadable(path, "a minisign public key", error) }
    }
    for path in sources.publicKeys { envelopeKeys += try Self.publicKeys(path) }
    for certificate in keyring { envelopeKeys += certificate.envelopeKeys(at: time) }
    if let path = sources.allowedSigners { try read(allowedSigners: path) }
    if let trust = sources.sigstore { try read(trust) }
  }

  private mutating func read(_ trust: SigstoreTrust) throws(Diagnostic) {
    let bytes = try Self.contents(trust.root)
    do throws(MalformedInput) {
      sigstore = SigstoreVerification(
        root: try TrustedRoot(parsing: bytes), identity: trust.identity, issuer: trust.issuer,
        time: Int64(time))
    } catch { throw Self.unreadable(trust.root, "a Sigstore trusted root", error) }
    bundle = trust.bundle
  }

  private mutating func read(allowedSigners path: String) throws(Diagnostic) {
    let bytes = try Self.contents(path)
    do throws(MalformedInput) { allowedSigners = try AllowedSigners(parsing: bytes) } catch {
      throw Self.unreadable(path, "an allowed_signers file", error)
    }
    for passed in allowedSigners.passedOver {
      warnings.append(
        Diagnostic(
          "trust.passed-over", "'\(path)', line \(passed.line): \(passed.reason)",
          severity: .warning, hint: "list the keys themselves"))
    }
  }

  /// The time of `--at`.
  private static func time(_ text: String) throws(Diagnostic) -> UInt32 {
    let seconds = Int64(text) ?? CivilTime(rfc3339: text)?.secondsSinceEpoch
    guard let seconds, let time = UInt32(exactly: seconds) else {
      throw Diagnostic(
        "verify.bad-time", "'\(text)' is no time to judge at",
        hint: "write it as 2026-01-02T03:04:05Z, or in seconds since 1970", exit: .usage)
    }
    return time
  }

  private static func publicKeys(_ path: String) throws(Diagnostic) -> [NamedKey] {
    let bytes = try contents(path)
    do throws(MalformedInput) {
      var keys: [NamedKey] = []
      for block in try PEM.blocks(in: bytes) {
        do throws(CryptographyError) {
          switch block.label {
          case "PUBLIC KEY":
            let key = try PublicKey(subjectPublicKeyInfo: block.contents)
            keys.append(NamedKey(key: key, name: path))
          case "CERTIFICATE":
            let certificate = try X509Certificate(der: block.contents)
            keys.append(NamedKey(key: try certificate.publicKey(), name: certificate.subject))
          default: break
          }
        } catch { throw MalformedInput(.unsupported, at: 0, field: error.reason) }
      }
      guard !keys.isEmpty else { throw MalformedInput(.badMagic, at: 0, field: "PUBLIC KEY") }
      return keys
    } catch { throw unreadable(path, "a file of public keys in PEM", error) }
  }

  private static func contents(_ path: String) throws(Diagnostic) -> [UInt8] {
    try InputFile(path).contents(limit: 16 << 20)
  }

  private static func unreadable(
    _ path: String, _ what: String, _ error: MalformedInput
  ) -> Diagnostic {
    Diagnostic(
      "trust.unreadable", "'\(path)' is not \(what): \(error)",
      hint: "give the file of the signer's public key")
  }
}

extension Certificate {
  /// The keys that may sign at `time`.
  fileprivate func envelopeKeys(at time: UInt32) -> [NamedKey] {
    let standing = standing(at: time)
    return keys.compactMap { packet in
      guard standing.problem(signingWith: packet.fingerprint) == nil,
        let key = try? packet.verificationKey()
      else { return nil }
      return NamedKey(key: key, name: "\(packet.fingerprint) \(standing.userID)")
    }
  }
}
