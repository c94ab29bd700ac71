internal import Bytes
internal import Cryptography
public import Diagnostics
internal import OpenPGP
internal import Workspace

/// What `pkg key generate` is asked.
public struct KeyRequest: Sendable {
  public var algorithm: String
  public var userID: String
  /// After how many days the key expires; never when `nil`.
  public var days: Int?
  /// The three files' path without their suffixes.
  public var prefix: String
  public var passphrase: PassphraseSource
  /// For `SOURCE_DATE_EPOCH`.
  public var environment: [String: String]

  public init(
    algorithm: String, userID: String, days: Int? = nil, prefix: String,
    passphrase: PassphraseSource, environment: [String: String]
  ) {
    self.algorithm = algorithm
    self.userID = userID
    self.days = days
    self.prefix = prefix
    self.passphrase = passphrase
    self.environment = environment
  }
}

/// What a command that makes something of a key answers.
public struct KeyAnswer: Sendable {
  /// What to tell the user.
  public var text: String
  public var warnings: [Diagnostic]
}

/// Makes a key pair with a certificate of revocation and writes the files.
///
/// The revocation is made now, while the private part is sure to be at hand: it says nothing of the
/// reason, and revokes the key from its beginning.
///
/// An existing file is never overwritten: a lost key cannot be made again.
public func generateKey(_ request: KeyRequest) throws -> KeyAnswer {
  guard let algorithm = TransferableSecretKey.Algorithm(rawValue: request.algorithm) else {
    let known = TransferableSecretKey.Algorithm.allCases.map(\.rawValue).joined(separator: ", ")
    throw Diagnostic(
      "key.unknown-algorithm", "'\(request.algorithm)' is no key algorithm", hint: "use \(known)",
      exit: .usage)
  }
  try requireUserID(request.userID)
  let secretPath = "\(request.prefix).sec.asc"
  let publicPath = "\(request.prefix).pub.asc"
  let revocationPath = "\(request.prefix).rev.asc"
  for path in [secretPath, publicPath, revocationPath] { try requireNew(path) }
  let created = try creationTime(request.environment)
  let passphrases = Passphrases(request.passphrase)
  let passphrase = try passphrases.newPassphrase(forKey: secretPath)
  let key = try TransferableSecretKey.generate(
    algorithm: algorithm, userID: request.userID, created: created,
    lifetime: try lifetime(ofDays: request.days), passphrase: passphrase)
  let revocation = try Revocation(
    by: key.primaryKey.unlock(passphrase: passphrase), reason: .unspecified, created: created)
  let (directory, name) = splitPath(request.prefix)
  let output = try StagedOutput(directory: directory, creating: false)
  let secret = key.armored()
  let bytes = secret.span
  unsafe try output.add(bytes.bytes, named: "\(name).sec.asc", permissions: 0o600)
  try output.add(key.certificate.armored(), named: "\(name).pub.asc")
  try output.add(
    revocationFile(revocation, of: key.certificate), named: "\(name).rev.asc", permissions: 0o600)
  _ = try output.publish()
  let protection = passphrase == nil ? "not protected by a passphrase" : "protected"
  return KeyAnswer(
    text: """
      fingerprint \(key.certificate.primary.fingerprint)
      secret key  \(secretPath) (\(protection))
      public key  \(publicPath)
      revocation  \(revocationPath) (keep it apart: whoever has it can end the key)

      """, warnings: passphrases.warnings)
}

/// The seconds of so many days.
private func lifetime(ofDays days: Int?) throws(Diagnostic) -> UInt32? {
  guard let days else { return nil }
  let (seconds, overflow) = days.multipliedReportingOverflow(by: 86_400)
  guard !overflow, let lifetime = UInt32(exactly: seconds), lifetime > 0 else {
    throw Diagnostic(
      "key.bad-lifetime", "a key cannot live '\(days)' days", hint: "use 1 to 49710",
      exit: .usage)
  }
  return lifetime
}

/// Refuses a user id that is empty, or that could act on a terminal.
func requireUserID(_ userID: String) throws(Diagnostic) {
  guard !userID.isEmpty, userID.unicodeScalars.allSatisfy({ $0.value >= 32 }) else {
    throw Diagnostic(
      "key.bad-user-id", "the user id is empty or has control characters",
      hint: "write it as 'Name <address>'", exit: .usage)
  }
}
