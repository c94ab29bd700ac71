extension PublicKey {
  /// Whether `signature` is this key's over `message`, in the form most services use: ECDSA in DER,
  /// RSA as long as the modulus, Ed25519 over the message itself.
  ///
  /// - Throws: `CryptographyError` when libcrypto does not digest; a signature that cannot be read
  ///   is not valid.
  public func verifies(
    encoded signature: [UInt8], ofMessage message: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(CryptographyError) -> Bool {
    if case .ed25519 = components { return verifies(signature, of: message, algorithm) }
    return verifies(
      encoded: signature, ofDigest: try digest(algorithm, of: message), algorithm)
  }

  /// Whether `signature`, as in ``verifies(encoded:ofMessage:_:)``, is over a message with this
  /// digest.
  ///
  /// Of an Ed25519 key it is not: such a key signs messages, not their digests.
  public func verifies(
    encoded signature: [UInt8], ofDigest digest: [UInt8], _ algorithm: DigestAlgorithm
  ) -> Bool {
    switch components {
    case .ed25519: return false
    case .rsa: return verifies(signature, of: digest, algorithm)
    case .ecdsa(let curve, _):
      guard
        let pair = try? ECDSASignature.pair(der: signature, coordinateSize: curve.coordinateSize)
      else { return false }
      return verifies(pair, of: digest, algorithm)
    }
  }
}
