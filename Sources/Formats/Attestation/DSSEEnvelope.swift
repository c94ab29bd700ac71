public import Cryptography

/// A Dead Simple Signing Envelope: a payload, what it is, and signatures over both.
///
/// - SeeAlso: DSSE protocol and envelope, version 1.0.2 (secure-systems-lab/dsse).
public struct DSSEEnvelope: Hashable, Sendable {
  /// One signature, and a hint at whose it is.
  public struct Signature: Hashable, Sendable {
    /// `keyid`: not signed and not to be relied on; ours is ``Cryptography/PublicKey/identifier()``.
    public var keyID: String
    /// `sig`: RSA as long as the modulus, Ed25519 64 bytes, ECDSA in DER.
    public var bytes: [UInt8]

    public init(keyID: String, bytes: [UInt8]) {
      self.keyID = keyID
      self.bytes = bytes
    }
  }

  /// What the payload is, such as ``Statement/payloadType``.
  public var payloadType: String
  public var payload: [UInt8]
  public var signatures: [Signature]

  public init(payloadType: String, payload: [UInt8], signatures: [Signature] = []) {
    self.payloadType = payloadType
    self.payload = payload
    self.signatures = signatures
  }

  /// `PAE(payloadType, payload)`: the bytes that are signed.
  public var preAuthenticationEncoding: [UInt8] {
    Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
  }

  /// Adds a signature by `signer`; the same key twice gives the same envelope as once.
  ///
  /// - Throws: `SigningFailure` of the signer, or when what it returns does not verify.
  public mutating func sign(with signer: any RawSigner) throws(SigningFailure) {
    let key = signer.publicKey
    let algorithm = key.customaryDigest
    var form = SignedForm(self)
    let message: [UInt8]
    do throws(CryptographyError) { message = try form.message(for: key, algorithm) } catch {
      throw SigningFailure(error)
    }
    let raw = try signer.provenSignature(of: message, algorithm)
    do throws(CryptographyError) {
      let signature = Signature(
        keyID: try key.identifier(),
        bytes: key.isElliptic ? try ECDSASignature.der(raw) : raw)
      signatures.removeAll { $0.keyID == signature.keyID }
      signatures.append(signature)
    } catch { throw SigningFailure(error) }
  }

  /// What the signatures of an envelope are held against: its encoding, digested once for all keys.
  struct SignedForm {
    private let encoding: [UInt8]
    private var digests: [DigestAlgorithm: [UInt8]] = [:]

    init(_ envelope: DSSEEnvelope) { encoding = envelope.preAuthenticationEncoding }

    mutating func digest(_ algorithm: DigestAlgorithm) throws(CryptographyError) -> [UInt8] {
      if let known = digests[algorithm] { return known }
      let value = try Cryptography.digest(algorithm, of: encoding)
      digests[algorithm] = value
      return value
    }

    /// What a key signs for it: the digest, or for Ed25519 the encoding itself.
    mutating func message(
      for key: PublicKey, _ algorithm: DigestAlgorithm
    ) throws(CryptographyError) -> [UInt8] {
      if case .ed25519 = key.components { return encoding }
      return try digest(algorithm)
    }
  }

  /// Whether one signature is `key`'s; one that cannot be read is not.
  static func verifies(
    _ signature: Signature, with key: PublicKey, of form: inout SignedForm
  ) throws(CryptographyError) -> Bool {
    guard case .ecdsa = key.components else {
      let algorithm = key.customaryDigest
      return key.verifies(
        signature.bytes, of: try form.message(for: key, algorithm), algorithm)
    }
    // cosign signs with SHA-256 on every curve, securesystemslib with the curve's own.
    for algorithm in Set([key.customaryDigest, .sha256]) {
      let digest = try form.digest(algorithm)
      if key.verifies(encoded: signature.bytes, ofDigest: digest, algorithm) { return true }
    }
    return false
  }
}

extension PublicKey {
  fileprivate var isElliptic: Bool {
    if case .ecdsa = components { true } else { false }
  }
}
