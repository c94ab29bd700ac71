internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Minisign
internal import OpenPGP
internal import SSH
internal import Trust
internal import Workspace

/// How public keys are written for others.
public enum PublicKeyForm: String, CaseIterable, Sendable {
  /// OpenPGP certificates.
  case openpgp
  /// A line as in OpenSSH's `.pub` files, to be put into `allowed_signers`.
  case ssh
  /// minisign's `.pub` file.
  case minisign
  /// `SubjectPublicKeyInfo` in PEM, for DSSE envelopes.
  case pem
}

/// The one key of an OpenPGP file that signs now, in a form that is not OpenPGP's; of secret keys
/// the public half.
func publicKey(of path: String, as form: PublicKeyForm) throws -> [UInt8] {
  let keyring = try loadKeyring(path)
  let keys = try keyring.certificates.flatMap { certificate throws(OpenPGPError) in
    let standing = certificate.standing(at: currentTime())
    return try certificate.keys.filter {
      standing.problem(signingWith: $0.fingerprint) == nil
    }.map { packet throws(OpenPGPError) in (packet.fingerprint, try packet.verificationKey()) }
  }
  guard let (fingerprint, key) = keys.first, keys.count == 1 else {
    throw Diagnostic(
      "key.not-one", "'\(path)' holds \(keys.count) keys that may sign now, not one",
      hint: "export the one meant into a file of its own", exit: .badInput)
  }
  do throws(CryptographyError) {
    switch form {
    case .openpgp: preconditionFailure("certificates are exported whole")
    case .ssh: return Array("\(SSHPublicKey(key).line) \(fingerprint)\n".utf8)
    case .minisign: return try MinisignPublicKey(key).serialized()
    case .pem: return PEM.encoded("PUBLIC KEY", try key.subjectPublicKeyInfo())
    }
  } catch {
    throw Diagnostic(
      "key.not-in-form",
      "key '\(fingerprint)' cannot be written for \(form.rawValue): \(error.reason)",
      hint: "minisign knows Ed25519 keys only", exit: .badInput)
  }
}
