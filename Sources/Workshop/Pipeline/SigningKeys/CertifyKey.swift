internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import OpenPGP
internal import Trust
internal import Workspace

/// What `pkg key certify` is asked.
public struct CertifyRequest: Sendable {
  /// A file, or the URI of a key elsewhere.
  public var key: String
  public var access: KeyAccess
  public var userID: String
  /// The certificate's path.
  public var output: String
  /// Where a certificate of revocation goes; none is made when `nil`.
  public var revocation: String?
  /// For `SOURCE_DATE_EPOCH`.
  public var environment: [String: String]

  public init(
    key: String, access: KeyAccess, userID: String, output: String, revocation: String? = nil,
    environment: [String: String]
  ) {
    self.key = key
    self.access = access
    self.userID = userID
    self.output = output
    self.revocation = revocation
    self.environment = environment
  }
}

/// Makes an OpenPGP certificate around a key that is no OpenPGP key file.
///
/// The key is said to be made at `SOURCE_DATE_EPOCH`, or now; its fingerprint depends on that. An
/// existing file is never overwritten. A key that verifiers would refuse gets no certificate.
public func certifyKey(_ request: CertifyRequest) throws -> KeyAnswer {
  try requireUserID(request.userID)
  for path in [request.output, request.revocation] {
    if let path { try requireNew(path) }
  }
  let created = try creationTime(request.environment)
  let passphrases = Passphrases(request.access.passphrase)
  let opening = SignerOpening(
    name: request.key, reference: try KeyReference(request.key), passphrases: passphrases)
  let (raw, warnings) = try foreignSigner(opening, access: request.access)
  let signer = try Signer(try PublicKeyPacket(raw.publicKey, created: created), raw)
  let certificate = try Certificate(around: signer, userID: request.userID, signedAt: created)
  let key = try SigningKey.bound(to: certificate, raw, name: request.key, at: created)
  var text = """
    fingerprint \(certificate.primary.fingerprint)
    public key  \(request.output)

    """
  if let path = request.revocation {
    let revocation = try Revocation(by: signer, reason: .unspecified, created: created)
    try publishNew(revocationFile(revocation, of: certificate), at: path, permissions: 0o600)
    text += "revocation  \(path) (keep it apart: whoever has it can end the key)\n"
  }
  try publishNew(certificate.armored(), at: request.output)
  return KeyAnswer(
    text: text, warnings: warnings + passphrases.warnings + key.check(at: currentTime()))
}

/// A key that is no OpenPGP key file, with no certificate to expect one of.
private func foreignSigner(
  _ opening: SignerOpening, access: KeyAccess
) throws(Diagnostic) -> (any RawSigner, [Diagnostic]) {
  guard case .file(let path) = opening.reference else {
    return (try opening.signer(for: nil, at: currentTime()), [])
  }
  let key = try SafeKeyFile(path, access: access)
  guard key.isForeign else {
    throw Diagnostic(
      "key.has-certificate", "key file '\(path)' is an OpenPGP key, with its certificate in it",
      hint: "use that: 'pkg key export' or 'gpg --export' writes it", exit: .usage)
  }
  let warnings = try key.requireSafe()
  return (try opening.container(key.bytes), warnings)
}
