internal import OpenPGP

extension KeyProblem {
  /// The diagnostic's code, and what the key's owner can do.
  var codeAndCure: (code: String, cure: String) {
    switch self {
    case .expired: ("key.expired", "extend its life, or sign with its successor")
    case .revoked: ("key.revoked", "sign with its successor")
    case .notYetValid: ("key.not-yet-valid", "sign with a time after the key was made")
    case .weak: ("key.weak", "make a key of 3072 bits or more: 'pkg key generate'")
    case .notForSigning: ("key.not-for-signing", "use a key whose flags allow signing data")
    case .unbound, .bare, .weakBinding, .noBackSignature:
      ("key.not-bound", "renew its self-signatures with SHA-256 or stronger, and export again")
    case .unsupportedAlgorithm:
      ("key.unsupported", "use RSA, Ed25519, or ECDSA over P-256, P-384 or P-521")
    }
  }
}
