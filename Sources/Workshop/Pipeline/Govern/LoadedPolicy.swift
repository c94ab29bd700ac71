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
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    for key in policy.keys {
      guard let file = key.certificate else { continue }
      let place = file.value.hasPrefix("/") ? file.value : folder + file.value
      let bytes = try InputFile(place, at: file.location).contents(limit: 64 << 20)
      let loaded = try Keyring.load(bytes: bytes, name: place)
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
    self.warnings = warnings
    self.digest = hexadecimal(try Cryptography.digest(.sha256, of: text))
  }

  /// What the policy makes of an audited artefact.
  func decision(
    on path: String, _ file: any ByteSource, _ audit: PackageAudit, at time: UInt32
  ) throws -> PolicyDecision {
    policy.decision(
      on: try policySubject(of: file, at: path, audit.kind),
      signatures: audit.signatures.map(\.verdict), at: time)
  }
}

/// The certificates of several files.
func loadKeyrings(_ paths: [String]) throws -> Keyring {
  var keyring = Keyring()
  for path in paths {
    let bytes = try InputFile(path).contents(limit: 64 << 20)
    let loaded = try Keyring.load(bytes: bytes, name: path)
    keyring.certificates += loaded.certificates
    keyring.warnings += loaded.warnings
  }
  return keyring
}
