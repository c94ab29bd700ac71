/// Who made a signature, before anybody asks whether it counts.
public enum SignatureMaker: Hashable, Sendable {
  /// No certificate at hand has a key that it names.
  case unknown
  /// It names a key, and is not that key's over these bytes.
  case nobody
  /// A key of a certificate; and whether the digest's first bytes beside the signature are right.
  case key(PublicKeyPacket, Certificate, isLeft16Right: Bool)
}

extension SignatureVerifier {
  /// The key of `keyring` that made the signature, whatever else is wrong with either of them.
  ///
  /// For saying what a more lenient verifier will answer; ``verdict(keyring:at:)`` is the one to
  /// believe. Asked for after the document's last byte. `nil` when the signature cannot be read, is
  /// over a hash that is not here, or names a key of a kind that cannot be verified with here.
  ///
  /// - Throws: `OpenPGPError` when libcrypto does not digest: then nothing is known.
  public func maker(in keyring: [Certificate]) throws(OpenPGPError) -> SignatureMaker? {
    guard let signature, signature.hash.digest != nil else { return nil }
    let digest = try finish(signature)
    var isKnown = false
    for certificate in keyring {
      for key in certificate.keys where signature.issuer.names(key) {
        if key.material == .other { return nil }
        isKnown = true
        guard signature.verifies(with: key, digest: digest) else { continue }
        return .key(
          key, certificate, isLeft16Right: signature.left16.elementsEqual(digest.prefix(2)))
      }
    }
    return isKnown ? .nobody : .unknown
  }
}

extension OpenPGPSignature {
  /// Whether one of the key ids it carries is this key's, as rpm before 4.19 looks for it.
  public func hasKeyID(of key: PublicKeyPacket) -> Bool { issuer.keyIDs.contains(key.keyID) }

  /// Whether a statement of this kind is marked critical.
  public func isCritical(_ kind: Subpacket.Kind) -> Bool {
    (hashed + unhashed).contains { $0.kind == kind && $0.isCritical }
  }

  /// Whether a critical statement is of a kind that readers need not know.
  public var hasUnknownCritical: Bool { unknownCritical != nil }
}
