public import Diagnostics
public import OpenPGP

extension SignatureVerdict.Reason {
  /// The reason as a finding about `name`, the signature or what carries it.
  public func finding(about name: String) -> Diagnostic {
    switch self {
    case .unknownKey:
      Diagnostic(
        "signature.unknown-key", "'\(name)': \(self)",
        hint: "add the certificate to the keyring if its fingerprint is one you trust",
        exit: .findings)
    case .badSignature:
      Diagnostic(
        "signature.bad", "'\(name)': \(self)",
        hint: "get the file and its signature again from where they were published",
        exit: .findings)
    case .key:
      Diagnostic(
        "signature.key-refused", "'\(name)': \(self)",
        hint: "get the current certificate, or have the file signed by a valid key",
        exit: .findings)
    default:
      Diagnostic(
        "signature.refused", "'\(name)': \(self)",
        hint: "have the file signed anew: one version 4 signature over SHA-256 or stronger",
        exit: .findings)
    }
  }
  /// That the reason was overlooked in `name`, as a warning.
  public func warning(about name: String) -> Diagnostic {
    Diagnostic(
      "signature.key-overlooked", "'\(name)': \(self): it counts, because weak keys are allowed",
      severity: .warning, hint: "have the file signed by a valid key", exit: .findings)
  }
}
