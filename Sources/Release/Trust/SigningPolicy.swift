public import Diagnostics
internal import OpenPGP

/// The seconds of a day.
private let day: UInt64 = 86_400

extension SigningKey {
  /// What its owner should know of the key, as warnings, at `time` in seconds since the epoch.
  public func check(at time: UInt32) -> [Diagnostic] {
    let name = "key '\(publicKey.fingerprint)'"
    return [
      isExampleKey ? exampleKey(name) : nil,
      publicKey.modulusBits.flatMap { shortRSA(name, bits: $0) },
      expires.flatMap { expiresSoon(name, at: $0, now: time) },
    ].compactMap(\.self)
  }
}

func exampleKey(_ name: String) -> Diagnostic {
  Diagnostic(
    "key.example", "\(name) is a published example key: everybody can sign with it",
    severity: .warning, hint: "make one of your own: 'pkg key generate'", exit: .notPermitted)
}

func shortRSA(_ name: String, bits: Int) -> Diagnostic? {
  guard bits < 3072 else { return nil }
  return Diagnostic(
    "key.short-rsa", "\(name) has '\(bits)' bits: apt stops accepting it in 2030",
    severity: .warning, hint: "make a key of 3072 bits or more", exit: .notPermitted)
}

/// A warning when `end` is at most 90 days away; both times are in seconds since the epoch.
func expiresSoon(_ name: String, at end: UInt64, now: UInt32) -> Diagnostic? {
  guard end < UInt64(now) + 90 * day else { return nil }
  return Diagnostic(
    "key.expires-soon", "\(name) expires at '\(end)', within 90 days",
    severity: .warning, hint: "extend its life and publish it again", exit: .notPermitted)
}
