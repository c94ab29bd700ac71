public import Cryptography

/// A signer bound to the OpenPGP key it signs for.
public struct Signer: Sendable {
  /// The public half: fingerprint, algorithm and creation time.
  public let publicKey: PublicKeyPacket
  /// Where the private half is.
  public let raw: any RawSigner

  /// Binds a signer to the key others verify by.
  ///
  /// - Throws: `OpenPGPError.inconsistentKey` when the signer's own public key is another one,
  ///   `.unsupported` when the packet is of a key that does not sign.
  public init(_ publicKey: PublicKeyPacket, _ raw: any RawSigner) throws(OpenPGPError) {
    guard try publicKey.verificationKey().isSame(as: raw.publicKey) else {
      throw .inconsistentKey
    }
    self.publicKey = publicKey
    self.raw = raw
  }

  /// Signs a digest; the layout is that of ``RawSigner``.
  ///
  /// - Throws: `OpenPGPError.signer` in the words of the backend.
  public func sign(
    _ digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(OpenPGPError) -> [UInt8] {
    do throws(SigningFailure) { return try raw.sign(digest, algorithm) } catch {
      throw .signer(error)
    }
  }
}
