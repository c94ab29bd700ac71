public import Diagnostics
public import OpenPGP
public import Recipe

extension TrustPolicy {
  /// The certificates of the policy's keys out of a keyring, by the policy's names.
  ///
  /// A certificate counts only under its primary key's whole fingerprint; whatever else a file
  /// holds is nobody's. Of several copies all are kept: one may hold a revocation others lack.
  public func certificates(in keyring: [Certificate]) -> [String: [Certificate]] {
    var found: [String: [Certificate]] = [:]
    for certificate in keyring {
      if let key = key(fingerprint: "\(certificate.primary.fingerprint)") {
        found[key.name, default: []].append(certificate)
      }
    }
    return found
  }

  /// Warnings about keys of which there is no certificate: what they sign is by an unknown key.
  public func missing(from found: [String: [Certificate]]) -> [Diagnostic] {
    keys.filter { $0.isCertificate && found[$0.name] == nil }.map { key in
      Diagnostic(
        "policy.no-certificate",
        "there is no certificate of '\(key.name)', fingerprint \(key.fingerprint)",
        severity: .warning, at: key.location,
        hint: "name its file with 'certificate', or give it with --keyring", exit: .notPermitted)
    }
  }
}
