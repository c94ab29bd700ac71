public import Cryptography

/// Whoever can sign with a key: a file, an agent, a token, a service.
///
/// One method suffices because everything signed here is hashed first: the digest goes out, a
/// signature comes back, and the signer never sees the document.
public protocol Signer: Sendable {
  /// The public half: fingerprint, algorithm and creation time.
  var publicKey: PublicKeyPacket { get }

  /// Signs a digest.
  ///
  /// RSA: RSASSA-PKCS1-v1_5 with DigestInfo, as long as the modulus. Ed25519: PureEdDSA over the
  /// digest's bytes, `R | S`. ECDSA: r and s, each as long as a coordinate.
  func sign(
    _ digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(OpenPGPError) -> [UInt8]
}

/// A signer that holds its private key in memory.
public struct KeySigner: Signer {
  public let publicKey: PublicKeyPacket
  private let key: PrivateKey

  /// - Precondition: the private key belongs to the public one, as
  ///   ``SecretKeyPacket/unlock(passphrase:)`` sees to.
  init(_ publicKey: PublicKeyPacket, _ key: PrivateKey) {
    self.publicKey = publicKey
    self.key = key
  }

  public func sign(
    _ digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(OpenPGPError) -> [UInt8] {
    try crypto { () throws(CryptographyError) in try key.sign(digest, algorithm) }
  }
}
