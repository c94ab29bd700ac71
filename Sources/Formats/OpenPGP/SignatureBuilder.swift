internal import Bytes
public import Cryptography

/// Makes one version 4 signature over bytes that arrive in pieces.
///
/// The packet is the plainest one every OpenPGP implementation since rpm 4.0 reads: issuer
/// fingerprint and creation time hashed, issuer key id unhashed, nothing critical, no salt. The
/// same key, bytes and time give the same packet.
public final class SignatureBuilder {
  private let signer: Signer
  private let digest: DigestAlgorithm
  private let head: SignatureHead
  private let unhashed: [Subpacket]
  private let stream: DigestStream

  /// Prepares a signature that says it was made at `created`, seconds since the epoch.
  ///
  /// Without a hash it is over ``PublicKeyPacket/documentHash``.
  ///
  /// - Throws: `OpenPGPError.unsupported` for a hash that is weak, or shorter than an ECDSA curve
  ///   asks for.
  public convenience init(
    signer: Signer, hash: DigestAlgorithm? = nil, created: UInt32,
    type: SignatureType = .binary
  ) throws(OpenPGPError) {
    try self.init(signer: signer, hash: hash, created: created, type: type, statements: [])
  }

  /// Prepares a signature that states more than who and when.
  init(
    signer: Signer, hash: DigestAlgorithm?, created: UInt32, type: SignatureType,
    statements: [Subpacket]
  ) throws(OpenPGPError) {
    let key = signer.publicKey
    let hash = hash ?? key.documentHash
    let identifier = HashAlgorithm(hash)
    guard !identifier.isWeak else { throw .unsupported("signing over \(identifier)") }
    guard key.version == 4, key.algorithm != .ed25519 else {
      throw .unsupported("signing with a key of version \(key.version), \(key.algorithm),")
    }
    guard hash.byteCount >= key.documentHash.byteCount else {
      throw .unsupported("\(identifier) with \(key.algorithm) on so large a curve")
    }
    self.signer = signer
    digest = hash
    let hashed = [
      Subpacket(.issuerFingerprint, [4] + key.fingerprint.bytes),
      Subpacket.number(.creationTime, created),
    ]
    head = SignatureHead(
      type: type, algorithm: key.algorithm, hash: identifier, hashed: hashed + statements)
    unhashed = [Subpacket(.issuerKeyID, key.keyID.bytes)]
    stream = try crypto { () throws(CryptographyError) in try DigestStream(hash) }
  }

  /// Adds bytes to the document.
  public func update(_ bytes: UnsafeRawBufferPointer) throws(OpenPGPError) {
    try crypto { () throws(CryptographyError) in unsafe try stream.update(bytes) }
  }

  /// Adds bytes to the document.
  public func update(_ bytes: [UInt8]) throws(OpenPGPError) {
    try crypto { () throws(CryptographyError) in try stream.update(bytes) }
  }

  /// The signature over what was added, as one binary packet; call once.
  ///
  /// - Throws: `OpenPGPError.signer` when what the signer returns does not verify with its public
  ///   key: a fault there must not leave this process.
  public func finish() throws(OpenPGPError) -> [UInt8] {
    try finishSignature().packet.serialized()
  }

  /// The signature as an armored block, as lies beside a file or in `Release.gpg`; call once.
  public func finishArmored() throws(OpenPGPError) -> [UInt8] {
    Armor(.signature, try finish()).serialized()
  }

  func finishSignature() throws(OpenPGPError) -> OpenPGPSignature {
    let value = try crypto { () throws(CryptographyError) in
      try stream.update(head.trailer)
      return try stream.current()
    }
    let raw = try signer.sign(value, digest)
    let numbers =
      switch signer.publicKey.material {
      case .rsa: [MultiPrecisionInteger(raw)]
      default:
        [
          MultiPrecisionInteger(raw.prefix(raw.count / 2)),
          MultiPrecisionInteger(raw.suffix(raw.count / 2)),
        ]
      }
    let signature = OpenPGPSignature(
      head: head, unhashed: unhashed, left16: Array(value.prefix(2)), numbers: numbers)
    guard signature.verifies(with: signer.publicKey, digest: value) else {
      throw .signer(
        SigningFailure(
          .badSignature, "signer",
          "the signature made does not verify with key \(signer.publicKey.fingerprint)"))
    }
    return signature
  }
}
