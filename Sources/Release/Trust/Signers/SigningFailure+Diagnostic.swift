public import Cryptography
public import Diagnostics

extension SigningFailure {
  /// What it means to the user; `key` is what the user called the key.
  public func diagnostic(key: String? = nil) -> Diagnostic {
    let subject = key.map { "key '\($0)': " } ?? ""
    let message = "\(subject)\(self)"
    return switch kind {
    case .unavailable:
      Diagnostic(
        "signer.unavailable", message,
        hint: "is it installed, started, plugged in, and named right?", exit: .unavailable)
    case .noSuchKey:
      Diagnostic(
        "signer.no-such-key", message, hint: "compare the name with what the backend lists",
        exit: .notPermitted)
    case .ambiguousKey:
      Diagnostic(
        "signer.ambiguous-key", message, hint: "name the key by its id, or the token by its serial",
        exit: .notPermitted)
    case .secretNeeded:
      Diagnostic(
        "signer.secret-needed", message,
        hint:
          "give the passphrase or PIN with --passphrase-file, or run where somebody can be asked",
        exit: .notPermitted)
    case .wrongSecret:
      Diagnostic(
        "signer.wrong-secret", message,
        hint: "correct the passphrase or PIN before trying again: tokens lock after a few attempts",
        exit: .notPermitted)
    case .secretLocked:
      Diagnostic(
        "signer.secret-locked", message,
        hint: "its owner must unlock it, as the token's maker describes", exit: .notPermitted)
    case .unsupported:
      Diagnostic(
        "signer.unsupported", message,
        hint:
          "RSA, Ed25519 and ECDSA over P-256, P-384 or P-521 can sign, with SHA-256 or stronger",
        exit: .notPermitted)
    case .timedOut:
      Diagnostic(
        "signer.timed-out", message, hint: "find out what it waits for, or allow more time",
        exit: .unavailable)
    case .badAnswer:
      Diagnostic(
        "signer.bad-answer", message, hint: "it does not follow its protocol; try it on its own",
        exit: .notPermitted)
    case .unreadable:
      Diagnostic(
        "key.unreadable", message,
        hint: "give a file of one private key: PKCS#8 or PKCS#12, in PEM or DER", exit: .badInput)
    case .unsupportedProtection:
      Diagnostic(
        "key.unsupported", message,
        hint: "protect it anew: 'openssl pkcs12 -legacy -nocerts -in FILE' reads such files",
        exit: .notPermitted)
    case .badSignature:
      Diagnostic(
        "signer.bad-signature", message,
        hint: "the backend used another key than the certificate's, or is faulty",
        exit: .notPermitted)
    case .refused:
      Diagnostic(
        "signer.refused", message, hint: "ask the backend's log why", exit: .notPermitted)
    }
  }
}
