internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import OpenPGP
internal import Trust
internal import Workspace

/// What `pkg key revoke` is asked.
public struct KeyRevokeRequest: Sendable {
  /// A secret key, wherever it lies; with ``revocation`` a certificate.
  public var file: String
  /// A certificate of revocation made earlier, which needs no secret key.
  public var revocation: String?
  /// The reason's name.
  public var reason: String
  /// What people shall read beside it.
  public var words: String
  public var output: String
  /// Whether only the certificate of revocation is written, rather than the revoked certificate.
  public var isRevocationOnly: Bool
  public var access: KeyAccess
  /// For `SOURCE_DATE_EPOCH`.
  public var environment: [String: String]

  public init(
    file: String, revocation: String?, reason: String, words: String, output: String,
    isRevocationOnly: Bool, access: KeyAccess, environment: [String: String]
  ) {
    self.file = file
    self.revocation = revocation
    self.reason = reason
    self.words = words
    self.output = output
    self.isRevocationOnly = isRevocationOnly
    self.access = access
    self.environment = environment
  }
}

/// Revokes a key, and writes what is to be published.
public func revokeKey(_ request: KeyRevokeRequest) throws -> KeyAnswer {
  let (certificate, revocation, warnings) =
    if let path = request.revocation {
      (try onlyCertificate(in: request.file), try readRevocation(path), [Diagnostic]())
    } else {
      try makeRevocation(request)
    }
  guard let revoked = certificate.revoked(by: revocation) else {
    throw Diagnostic(
      "key.other-revocation",
      "'\(request.revocation ?? request.file)' does not revoke key "
        + "'\(certificate.primary.fingerprint)'",
      hint: "give the revocation and the certificate of one key", exit: .notPermitted)
  }
  if request.isRevocationOnly {
    try publishNew(
      revocationFile(revocation, of: certificate), at: request.output, permissions: 0o600)
  } else {
    try publishNew(revoked.armored(), at: request.output)
  }
  return KeyAnswer(
    text: """
      fingerprint \(certificate.primary.fingerprint)
      \(request.isRevocationOnly ? "revocation " : "revoked key") \(request.output)

      """, warnings: warnings)
}

/// Signs the revocation with the primary key, at `SOURCE_DATE_EPOCH` or now.
private func makeRevocation(
  _ request: KeyRevokeRequest
) throws -> (Certificate, Revocation, [Diagnostic]) {
  guard let reason = Revocation.Reason(name: request.reason) else {
    let known = Revocation.Reason.allCases.map(\.name).joined(separator: ", ")
    throw Diagnostic(
      "key.bad-reason", "'\(request.reason)' is no reason for a revocation",
      hint: "use one of \(known)", exit: .usage)
  }
  let passphrases = Passphrases(request.access.passphrase)
  let (key, warnings) = try primaryKey(request, passphrases)
  let time = try statementTime(request.environment)
  let revocation = try Revocation(
    by: key.signer, reason: reason, words: request.words,
    created: max(time, key.signer.publicKey.created))
  return (key.certificate, revocation, warnings + passphrases.warnings)
}

/// The primary key: in an OpenPGP file, or elsewhere with its certificate given.
private func primaryKey(
  _ request: KeyRevokeRequest, _ passphrases: Passphrases
) throws -> (PrimaryKey, [Diagnostic]) {
  let opening = SignerOpening(
    name: request.file, reference: try KeyReference(request.file), passphrases: passphrases)
  var warnings: [Diagnostic] = []
  var contents: SecretBytes?
  if case .file(let path) = opening.reference {
    let file = try SafeKeyFile(path, access: request.access)
    guard file.isForeign else {
      try requireNoCertificate(request.access, for: path)
      warnings = try file.requireSafeOpenPGP()
      let key = try PrimaryKey.load(file: file.bytes, name: path) { () throws(Diagnostic) in
        try passphrases.passphrase(asking: passphraseQuestion(path))
      }
      return (key, warnings)
    }
    warnings = try file.requireSafe()
    contents = file.bytes
  }
  guard let path = request.access.certificate else { throw certificateNeeded(request.file) }
  let certificate = try onlyCertificate(in: path)
  let raw: any RawSigner =
    if let contents { try opening.container(contents) } else {
      try opening.signer(for: certificate, at: currentTime())
    }
  return (try PrimaryKey(of: certificate, raw, name: request.file), warnings)
}

private func readRevocation(_ path: String) throws -> Revocation {
  let bytes = try InputFile(path).contents(limit: 1 << 20)
  do throws(MalformedInput) { return try Revocation(file: bytes) } catch {
    throw Diagnostic(
      "key.bad-revocation", "'\(path)' is not a certificate of revocation: \(error)",
      hint: "give PREFIX.rev.asc, or what 'gpg --gen-revoke' made", exit: .badInput)
  }
}

extension Revocation.Reason {
  /// The reason's name on the command line.
  var name: String {
    switch self {
    case .unspecified: "unspecified"
    case .superseded: "superseded"
    case .compromised: "compromised"
    case .retired: "retired"
    }
  }

  init?(name: String) {
    guard let reason = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = reason
  }
}
