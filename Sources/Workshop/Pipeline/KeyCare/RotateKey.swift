internal import Cryptography
public import Diagnostics
internal import OpenPGP
internal import Trust
internal import Workspace

/// What `pkg key rotate` is asked.
public struct KeyRotateRequest: Sendable {
  /// The certificate of the key that takes over.
  public var successor: String
  /// The key that hands over.
  public var key: String
  public var access: KeyAccess
  /// Where the certificate with the statement in it goes.
  public var output: String
  /// For `SOURCE_DATE_EPOCH`.
  public var environment: [String: String]

  public init(
    successor: String, key: String, access: KeyAccess, output: String,
    environment: [String: String]
  ) {
    self.successor = successor
    self.key = key
    self.access = access
    self.output = output
    self.environment = environment
  }
}

/// What `pkg key rotate` answers.
public struct KeyRotateAnswer: Sendable {
  public var text: String
  public var warnings: [Diagnostic]
}

/// Has a key state that another takes its place, and writes the other's certificate with that.
///
/// - Throws: `Diagnostic` `key.no-succession` when the result would not be believed.
public func rotateKey(_ request: KeyRotateRequest) throws -> KeyRotateAnswer {
  let successor = try onlyCertificate(in: request.successor)
  let key = try loadKey(request.key, access: request.access)
  let predecessor = key.key.certificate
  guard key.key.publicKey == predecessor.primary else {
    throw Diagnostic(
      "key.primary-needed", "'\(request.key)' signs with a subkey, and a primary key hands over",
      hint: "have the holder of the primary key hand over", exit: .notPermitted)
  }
  guard predecessor.primary.fingerprint != successor.primary.fingerprint else {
    throw Diagnostic(
      "key.no-succession", "'\(request.successor)' is the very key that hands over",
      hint: "give the certificate of the new key", exit: .usage)
  }
  let now = currentTime()
  let time = max(
    try statementTime(request.environment),
    max(predecessor.primary.created, successor.primary.created))
  let handed = try successor.succeeding(key.key.signer, created: time)
  if let problem = handed.problem(succeeding: predecessor, at: now) {
    throw Diagnostic.noSuccession(request.successor, predecessor, problem)
  }
  try publishNew(handed.armored(), at: request.output)
  return KeyRotateAnswer(
    text: """
      predecessor \(predecessor.primary.fingerprint)
      successor   \(handed.primary.fingerprint)
      public key  \(request.output)

      """, warnings: key.warnings + forRPM(predecessor, request.output))
}

/// rpm before 4.19 imports no certificate with a signature of an algorithm it does not know on it.
private func forRPM(_ predecessor: Certificate, _ output: String) -> [Diagnostic] {
  guard predecessor.primary.algorithm == .ecdsa else { return [] }
  return [
    Diagnostic(
      "key.certified-by-ecdsa",
      "rpm before 4.19 does not import '\(output)', because an ECDSA key has signed it",
      severity: .warning, hint: "publish it for those without that: 'pkg key export --minimal'",
      exit: .notPermitted)
  ]
}

extension Diagnostic {
  /// Why a certificate is not taken for the successor of another.
  static func noSuccession(
    _ file: String, _ predecessor: Certificate, _ problem: Succession.Problem
  ) -> Diagnostic {
    let old = predecessor.primary.fingerprint
    return switch problem {
    case .notStated:
      Diagnostic(
        "key.no-succession", "key '\(old)' does not say that '\(file)' takes its place",
        hint: "have its holder run: pkg key rotate --key KEY \(file) --out FILE", exit: .findings)
    case .predecessor(let problem):
      Diagnostic(
        "key.no-succession", "key '\(old)' vouches for nothing any more: \(problem)",
        hint: "compare the new key's fingerprint with its holder", exit: .findings)
    case .successor(let problem):
      Diagnostic(
        "key.no-succession", "the key in '\(file)' may not sign: \(problem)",
        hint: "give the certificate of a key that is good now", exit: .findings)
    }
  }
}
