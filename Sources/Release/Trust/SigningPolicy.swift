public import Diagnostics
internal import OpenPGP

/// The seconds of a day.
private let day: UInt64 = 86_400

extension SigningKey {
  /// What its owner should know of the key, as warnings, at `time` in seconds since the epoch.
  public func check(at time: UInt32) -> [Diagnostic] {
    let name = "key '\(publicKey.fingerprint)'"
    var findings: [Diagnostic] = []
    if isExampleKey {
      findings.append(
        Diagnostic(
          "key.example", "\(name) is a published example key: everybody can sign with it",
          severity: .warning, hint: "make one of your own: 'pkg key generate'",
          exit: .notPermitted))
    }
    if let bits = publicKey.modulusBits, bits < 3072 {
      findings.append(
        Diagnostic(
          "key.short-rsa", "\(name) has '\(bits)' bits: apt stops accepting it in 2030",
          severity: .warning, hint: "make a key of 3072 bits or more", exit: .notPermitted))
    }
    if let expires, expires < UInt64(time) + 90 * day {
      findings.append(
        Diagnostic(
          "key.expires-soon", "\(name) expires at '\(expires)', within 90 days",
          severity: .warning, hint: "extend its life and publish it again", exit: .notPermitted))
    }
    return findings
  }
}
