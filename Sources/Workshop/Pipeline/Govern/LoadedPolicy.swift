internal import Audit
internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import OpenPGP
internal import Recipe
internal import Trust
internal import Workspace

/// A policy file with the certificates of its keys.
struct LoadedPolicy: Sendable {
  var policy: TrustPolicy
  /// By the policy's names.
  var certificates: [String: [Certificate]]
  /// Keys without certificates, by the policy's names.
  var bareKeys: [BareKey]
  /// The policy's names of all keys, by `PublicKey.identifier()`.
  private var names: [String: String]
  /// SHA-256 of the file, in hexadecimal.
  var digest: String
  var warnings: [Diagnostic]

  /// Reads the policy at `path` and the certificates it names; `keyring` brings more.
  ///
  /// - Throws: `Diagnostics` with every problem of the file; `policy.no-certificate` at the place
  ///   that names a file which does not hold the key.
  init(_ path: String, keyring: Keyring = Keyring()) throws {
    let text = try InputFile(path).contents(limit: 1 << 20)
    let policy = try TrustPolicy(yaml: text, file: path)
    var known = keyring.certificates
    var warnings = keyring.warnings
    var bareKeys: [BareKey] = []
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    for key in policy.keys {
      if let file = key.publicKey { bareKeys.append(try BareKey(key, file, in: folder)) }
      guard let file = key.certificate else { continue }
      let place = file.value.hasPrefix("/") ? file.value : folder + file.value
      let loaded = try loadKeyring(place, at: file.location)
      let own = loaded.certificates.filter { "\($0.primary.fingerprint)" == key.fingerprint }
      guard !own.isEmpty else {
        throw Diagnostic(
          "policy.no-certificate",
          "'\(place)' does not hold '\(key.name)', fingerprint \(key.fingerprint)",
          at: file.location, hint: "compare 'pkg key show \(place)' with the fingerprint here",
          exit: .notPermitted)
      }
      known += own
    }
    let certificates = policy.certificates(in: known)
    warnings += policy.missing(from: certificates)
    self.policy = policy
    self.certificates = certificates
    self.bareKeys = bareKeys
    names = try Self.names(certificates, bareKeys, of: policy)
    self.warnings = warnings
    self.digest = hexadecimal(try Cryptography.digest(.sha256, of: text))
  }

  /// Whether a key is one of the policy's.
  func isNamed(_ key: PublicKey) throws(CryptographyError) -> Bool {
    names[try key.identifier()] != nil
  }

  /// The good signatures of an artefact by keys of the policy.
  func votes(for audit: PackageAudit) -> [PolicyVote] {
    var votes: [PolicyVote] = []
    for signature in audit.signatures {
      guard case .good(let fingerprint, _, let created, _) = signature.verdict,
        let key = policy.key(fingerprint: "\(fingerprint)")
      else { continue }
      votes.append(PolicyVote(key: key.name, created: created, provenAt: signature.provenAt))
    }
    for signature in audit.otherSignatures where signature.problem == nil {
      guard let name = signature.key.flatMap({ names[$0] }) else { continue }
      votes.append(
        PolicyVote(key: name, provenAt: signature.provenAt, statement: signature.statement))
    }
    return votes
  }

  /// Whose every key is: a threshold counts keys, so none may have two names.
  private static func names(
    _ certificates: [String: [Certificate]], _ bareKeys: [BareKey], of policy: TrustPolicy
  ) throws -> [String: String] {
    var names: [String: String] = [:]
    func add(_ identifier: String, _ name: String) throws(Diagnostic) {
      if let other = names.updateValue(name, forKey: identifier), other != name {
        throw Diagnostic(
          "policy.same-key", "'\(name)' and '\(other)' are one key in two forms",
          at: policy[name]?.location, hint: "a threshold counts keys, not names: remove one")
      }
    }
    for key in policy.keys {
      for certificate in certificates[key.name] ?? [] {
        // A key of a kind that cannot be verified with here signs nothing.
        for case let material? in certificate.keys.map({ try? $0.verificationKey() }) {
          try add(material.identifier(), key.name)
        }
      }
    }
    for key in bareKeys { try add(key.identifier, key.name) }
    return names
  }
}
