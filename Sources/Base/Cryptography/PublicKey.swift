internal import CCrypto

/// A key that verifies signatures over digests.
@safe
public final class PublicKey: Sendable {
  /// The numbers the key is made of, big-endian.
  public enum Components: Hashable, Sendable {
    /// RSA (RFC 8017): modulus n and public exponent e.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// Ed25519 (RFC 8032): the encoded point, 32 bytes.
    case ed25519([UInt8])
    /// ECDSA: the uncompressed point, `04 | X | Y`.
    case ecdsa(Curve, point: [UInt8])
  }

  /// A curve of FIPS 186-4, under its name there.
  public enum Curve: String, Sendable, CaseIterable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"

    var libraryName: StaticString {
      switch self {
      case .p256: "P-256"
      case .p384: "P-384"
      case .p521: "P-521"
      }
    }

    /// The size of one coordinate, in bytes.
    public var coordinateSize: Int {
      switch self {
      case .p256: 32
      case .p384: 48
      case .p521: 66
      }
    }
  }

  public let components: Components
  let key: KeyHandle

  /// Builds the key, refusing numbers no such key has and RSA moduli past 16384 bits.
  public init(_ components: Components) throws(CryptographyError) {
    switch components {
    case .rsa(let modulus, let exponent):
      // Without leading zeros, so that equal keys have equal components.
      self.components = .rsa(
        modulus: Array(modulus.drop { $0 == 0 }), exponent: Array(exponent.drop { $0 == 0 }))
      let n = try BigNumber(modulus)
      let e = try BigNumber(exponent)
      guard (512...16384).contains(n.bitCount), n.isOdd, e.isOdd, !e.isOne, e < n else {
        throw CryptographyError(operation: "RSA", reason: "not an RSA public key")
      }
      key = try KeyHandle("RSA", selection: .publicKey, numbers: [("n", n), ("e", e)])
    case .ed25519(let point):
      self.components = components
      guard point.count == 32 else {
        throw CryptographyError(operation: "Ed25519", reason: "a public key has 32 bytes")
      }
      let pointer = unsafe EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, point, point.count)
      unsafe key = try KeyHandle("EVP_PKEY_new_raw_public_key_ex", pointer)
    case .ecdsa(let curve, let point):
      self.components = components
      guard point.count == 1 + 2 * curve.coordinateSize, point[0] == 4 else {
        throw CryptographyError(operation: "ECDSA", reason: "not an uncompressed point")
      }
      key = try KeyHandle("EC", selection: .publicKey, group: curve.libraryName, point: point)
    }
  }

  /// The size of an RSA modulus in bits; `nil` for other keys.
  public var modulusBits: Int? {
    guard case .rsa(let modulus, _) = components, let first = modulus.first else { return nil }
    return modulus.count * 8 - first.leadingZeroBitCount
  }

  /// Whether what is signed may have any length, because the algorithm hashes it itself.
  private var hasFreeLength: Bool {
    if case .ed25519 = components { true } else { false }
  }

  /// Whether both are the same key.
  public func isSame(as other: PublicKey) -> Bool { components == other.components }

  /// Whether `signature` is this key's over `digest`.
  ///
  /// The layout is that of ``RawSigner/sign(_:_:)``, and as there Ed25519 takes a message of any
  /// length. A signature that cannot be read is not valid.
  public func verifies(
    _ signature: [UInt8], of digest: [UInt8], _ algorithm: DigestAlgorithm
  ) -> Bool {
    guard hasFreeLength || digest.count == algorithm.byteCount else { return false }
    let answer = (try? verify(signature, digest, algorithm)) ?? false
    ERR_clear_error()
    return answer
  }

  private func verify(
    _ signature: [UInt8], _ digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(CryptographyError) -> Bool {
    switch components {
    case .ed25519:
      guard let context = unsafe EVP_MD_CTX_new() else { throw .last("EVP_MD_CTX_new") }
      defer { unsafe EVP_MD_CTX_free(context) }
      return unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer) == 1
        && EVP_DigestVerify(context, signature, signature.count, digest, digest.count) == 1
    case .rsa:
      let context = try KeyContext(key)
      guard unsafe EVP_PKEY_verify_init(context.pointer) == 1 else { return false }
      try context.usePKCS1(algorithm)
      return unsafe EVP_PKEY_verify(
        context.pointer, signature, signature.count, digest, digest.count) == 1
    case .ecdsa(let curve, _):
      guard signature.count == 2 * curve.coordinateSize else { return false }
      let encoded = try ECDSASignature.der(signature)
      let context = try KeyContext(key)
      guard unsafe EVP_PKEY_verify_init(context.pointer) == 1 else { return false }
      try context.use(algorithm)
      return unsafe EVP_PKEY_verify(
        context.pointer, encoded, encoded.count, digest, digest.count) == 1
    }
  }
}
