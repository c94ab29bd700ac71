internal import Bytes
internal import Diagnostics
internal import OpenPGP

/// Why a key file cannot be used, for its owner.
func unreadable(_ error: MalformedInput, _ name: String) -> Diagnostic {
  if error.code == .unsupported, error.field == "fingerprint" {
    return noSHA1("key file '\(name)'")
  }
  if error.code == .unsupported, error.field == "key version" {
    return Diagnostic(
      "key.unsupported", "key file '\(name)' holds a key that is not of OpenPGP version 4",
      hint: "make a version 4 key, which every rpm and dpkg tool reads", exit: .notPermitted)
  }
  return Diagnostic(
    "key.unreadable", "'\(name)' is not an OpenPGP key file: \(error)",
    hint: "export the key again, as 'gpg --armor --export-secret-keys' does", exit: .badInput)
}

func diagnostic(_ error: OpenPGPError, _ name: String) -> Diagnostic {
  switch error {
  case .wrongPassphrase:
    Diagnostic(
      "key.wrong-passphrase", "the passphrase does not open key file '\(name)'",
      hint: "the passphrase is taken byte for byte, but for one line end at the end of a file",
      exit: .notPermitted)
  case .unsupportedProtection(let protection):
    Diagnostic(
      "key.unsupported", "key file '\(name)': \(error)", hint: protection.cure,
      exit: .notPermitted)
  case .unsupported(let what):
    Diagnostic(
      "key.unsupported", "key file '\(name)': \(what) is not supported",
      hint: "use an RSA, Ed25519 or ECDSA key of version 4, as GnuPG and 'pkg key generate' make",
      exit: .notPermitted)
  default:
    Diagnostic(
      "key.unreadable", "key file '\(name)' is damaged: \(error)",
      hint: "export the key again, or restore it from its backup", exit: .badInput)
  }
}

/// Why none of the keys in a file may sign, told of the key most likely meant.
func refusal(
  of secretKey: TransferableSecretKey, _ standing: CertificateStanding, _ name: String
) -> Diagnostic {
  let able = secretKey.secrets.filter(\.hasSecret).map(\.publicKey.fingerprint)
  guard !able.isEmpty else {
    return Diagnostic(
      "key.no-secret", "key file '\(name)' holds no private part: it is offline or on a card",
      hint: "export with the private part of a key that signs", exit: .badInput)
  }
  let problems = able.compactMap { fingerprint in
    standing.problem(signingWith: fingerprint).map { (fingerprint, $0) }
  }
  // A key never meant for signing explains less than one that no longer may.
  let telling = problems.first { $0.1 != .notForSigning } ?? problems.first
  guard let (fingerprint, problem) = telling else {
    preconditionFailure("a key without a problem was not offered for signing")
  }
  return refusal(of: fingerprint, problem, name)
}

/// Why one key may not sign.
func refusal(of fingerprint: Fingerprint, _ problem: KeyProblem, _ name: String) -> Diagnostic {
  let (code, hint) = problem.codeAndCure
  return Diagnostic(
    code, "key '\(fingerprint)' in '\(name)' may not sign: \(problem)", hint: hint,
    exit: .notPermitted)
}
