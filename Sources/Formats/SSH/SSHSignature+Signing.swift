public import Cryptography

extension SSHSignature.Hash {
  public var digest: DigestAlgorithm { self == .sha256 ? .sha256 : .sha512 }
}

extension SSHSignature {
  /// Signs a message, given as its digest under `hash`.
  ///
  /// RSA signs as `rsa-sha2-512`, ECDSA under its curve's own hash (RFC 5656 §6.2.1).
  public init(
    signing digest: [UInt8], _ hash: Hash, namespace: String, with signer: any RawSigner
  ) throws(SigningFailure) {
    let publicKey = SSHPublicKey(signer.publicKey)
    var algorithm = publicKey.type
    if case .rsa = publicKey.components { algorithm = "rsa-sha2-512" }
    let data = Self.signedData(namespace: namespace, hash: hash, digest: digest)
    let message: [UInt8]
    let under: DigestAlgorithm
    do throws(CryptographyError) {
      (message, under) = try Self.message(data, publicKey.components, algorithm)
    } catch { throw SigningFailure(error) }
    let value = try signer.provenSignature(of: message, under)
    self.init(
      publicKey: publicKey, namespace: namespace, hash: hash, algorithm: algorithm, value: value)
  }

  /// Whether the key that is in the signature made it over a message with this digest.
  ///
  /// Says nothing about whose key that is; see ``AllowedSigners``.
  public func verifies(digest: [UInt8]) throws(CryptographyError) -> Bool {
    let key = try PublicKey(publicKey.components)
    let data = Self.signedData(namespace: namespace, hash: hash, digest: digest)
    let (message, under) = try Self.message(data, publicKey.components, algorithm)
    return key.verifies(value, of: message, under)
  }

  /// What a key of this kind is given to sign.
  private static func message(
    _ data: [UInt8], _ components: PublicKey.Components, _ algorithm: String
  ) throws(CryptographyError) -> ([UInt8], DigestAlgorithm) {
    let under: DigestAlgorithm
    switch components {
    case .ed25519: return (data, .sha512)
    case .rsa: under = algorithm == "rsa-sha2-256" ? .sha256 : .sha512
    case .ecdsa(.p256, _): under = .sha256
    case .ecdsa(.p384, _): under = .sha384
    case .ecdsa(.p521, _): under = .sha512
    }
    return (try Cryptography.digest(under, of: data), under)
  }
}
