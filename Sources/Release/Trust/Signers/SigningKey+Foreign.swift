public import Cryptography
public import Diagnostics
public import OpenPGP

extension SigningKey {
  /// A key that lies elsewhere, with the certificate others verify by.
  ///
  /// The certificate must hold the very key the signer has, and it must be one that may sign at
  /// `time`, in seconds since the epoch. `name` is what the user called the key.
  ///
  /// - Throws: `Diagnostic` `key.certificate-mismatch`, or why the key may not sign.
  public static func bound(
    to certificate: Certificate, _ raw: any RawSigner, name: String, at time: UInt32
  ) throws(Diagnostic) -> SigningKey {
    var own: Signer?
    for packet in certificate.keys {
      // A key for encryption is not it, and not bound.
      do throws(OpenPGPError) { own = try Signer(packet, raw) } catch { continue }
      break
    }
    guard let own else {
      throw mismatch(certificate, name: name)
    }
    let standing = certificate.standing(at: time)
    let fingerprint = own.publicKey.fingerprint
    if let problem = standing.problem(signingWith: fingerprint) {
      throw refusal(of: fingerprint, problem, name)
    }
    return SigningKey(
      certificate: certificate, userID: standing.userID,
      expires: standing.keys.first { $0.fingerprint == fingerprint }?.expires, signer: own)
  }

  /// What to say when a certificate is another key's.
  public static func mismatch(_ certificate: Certificate, name: String) -> Diagnostic {
    Diagnostic(
      "key.certificate-mismatch",
      "the certificate '\(certificate.primary.fingerprint)' does not hold the key '\(name)'",
      hint: "give the certificate that was made for this key, or make one: 'pkg key certify'",
      exit: .notPermitted)
  }

  /// The key of a certificate that a signer is expected to have: the first that may sign.
  public static func expected(in certificate: Certificate, at time: UInt32) -> PublicKey? {
    let standing = certificate.standing(at: time)
    return certificate.keys.first { standing.problem(signingWith: $0.fingerprint) == nil }
      .flatMap { try? $0.verificationKey() }
  }
}
