internal import Bytes
internal import CCrypto

/// A key that signs digests; its private numbers stay inside libcrypto.
///
/// RSA and Ed25519 signatures are deterministic: the same key and digest give the same bytes. ECDSA
/// takes a random number each time.
@safe
public final class PrivateKey: RawSigner {
  /// What a new key shall be.
  public enum Kind: Hashable, Sendable {
    case ed25519
    /// RSA with e = 65537; 3072 or 4096 bits.
    case rsa(bits: Int)
    case ecdsa(PublicKey.Curve)
  }

  /// The private numbers, big-endian, for a key file.
  public enum Components: Sendable {
    /// RSA: d, the primes p < q, and p⁻¹ mod q.
    case rsa(exponent: SecretBytes, p: SecretBytes, q: SecretBytes, inverse: SecretBytes)
    /// Ed25519: the seed, 32 bytes.
    case ed25519(seed: SecretBytes)
    /// ECDSA: the number the public point is a multiple by.
    case ecdsa(scalar: SecretBytes)
  }

  public let publicKey: PublicKey
  private let key: KeyHandle

  init(_ key: KeyHandle, _ publicKey: PublicKey) {
    self.key = key
    self.publicKey = publicKey
  }

  /// Makes a new key; an RSA key of 4096 bits takes a second or so.
  public static func generate(_ kind: Kind) throws(CryptographyError) -> PrivateKey {
    _ = LibraryMemory.hasSecureHeap
    let context: KeyContext
    switch kind {
    case .ed25519: context = try KeyContext("ED25519")
    case .rsa: context = try KeyContext("RSA")
    case .ecdsa: context = try KeyContext("EC")
    }
    guard unsafe EVP_PKEY_keygen_init(context.pointer) == 1 else {
      throw .last("EVP_PKEY_keygen_init")
    }
    switch kind {
    case .ed25519: break
    case .rsa(let bits):
      guard unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context.pointer, Int32(clamping: bits)) == 1
      else { throw .last("EVP_PKEY_CTX_set_rsa_keygen_bits") }
    case .ecdsa(let curve):
      guard unsafe EVP_PKEY_CTX_set_group_name(context.pointer, curve.rawValue) == 1 else {
        throw .last("EVP_PKEY_CTX_set_group_name")
      }
    }
    var pointer: OpaquePointer?
    guard unsafe EVP_PKEY_generate(context.pointer, &pointer) == 1 else {
      throw .last("EVP_PKEY_generate")
    }
    let key = unsafe try KeyHandle("EVP_PKEY_generate", pointer)
    return PrivateKey(key, try PublicKey(try PublicKey.Components(of: key)))
  }

  /// Rebuilds a key from its numbers.
  ///
  /// - Throws: `CryptographyError` when the private numbers do not belong to the public ones, so
  ///   that no signature is ever made with a key whose public half was tampered with.
  public convenience init(
    _ components: Components, publicKey: PublicKey
  ) throws(CryptographyError) {
    let mismatch = CryptographyError(
      operation: "private key", reason: "the private part does not belong to the public one")
    switch (components, publicKey.components) {
    case (.ed25519(let seed), .ed25519):
      guard seed.count == 32 else { throw mismatch }
      // The raw form would have libcrypto keep the seed outside its secure heap.
      let file = SecretBytes(upTo: Self.ed25519Head.count + seed.count) { output in
        output.append(Self.ed25519Head.span)
        output.append(seed.span)
      }
      let pointer = unsafe file.withUnsafeBytes { bytes -> OpaquePointer? in
        var cursor = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
        return unsafe d2i_AutoPrivateKey(nil, &cursor, bytes.count)
      }
      let key = unsafe try KeyHandle("d2i_AutoPrivateKey", pointer)
      guard try PublicKey.Components(of: key) == publicKey.components else { throw mismatch }
      self.init(key, publicKey)
    case (.rsa(let d, let p, let q, _), .rsa(let n, let e)):
      let numbers = try RSANumbers(n: n, e: e, d: d, p: p, q: q)
      guard let numbers else { throw mismatch }
      self.init(
        try KeyHandle("RSA", selection: .pair, numbers: numbers.named), publicKey)
    case (.ecdsa(let scalar), .ecdsa(let curve, let point)):
      let key = try KeyHandle(
        "EC", selection: .pair, numbers: [("priv", try BigNumber(scalar))],
        group: curve.libraryName, point: point)
      guard try key.isConsistentPair else { throw mismatch }
      self.init(key, publicKey)
    default: throw mismatch
    }
  }

  /// The private numbers.
  public func components() throws(CryptographyError) -> Components {
    switch publicKey.components {
    case .rsa:
      // libcrypto's first prime is the larger, and its coefficient is second⁻¹ mod first.
      return .rsa(
        exponent: try BigNumber("d", of: key).secret,
        p: try BigNumber("rsa-factor2", of: key).secret,
        q: try BigNumber("rsa-factor1", of: key).secret,
        inverse: try BigNumber("rsa-coefficient1", of: key).secret)
    case .ecdsa: return .ecdsa(scalar: try BigNumber("priv", of: key).secret)
    case .ed25519:
      let seed = unsafe try SecretBytes(capacity: 32) { (room) throws(CryptographyError) -> Int in
        var count = room.count
        let bytes = unsafe room.bindMemory(to: UInt8.self).baseAddress
        guard unsafe EVP_PKEY_get_raw_private_key(key.pointer, bytes, &count) == 1 else {
          throw .last("EVP_PKEY_get_raw_private_key")
        }
        return count
      }
      return .ed25519(seed: seed)
    }
  }

  /// Signs a digest.
  ///
  /// The result is checked with the public key before it is handed out, so that a fault in the
  /// computation cannot betray the key.
  public func sign(
    _ digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(SigningFailure) -> [UInt8] {
    let signature: [UInt8]
    do throws(CryptographyError) { signature = try unproven(digest, algorithm) } catch {
      throw SigningFailure(error)
    }
    guard publicKey.verifies(signature, of: digest, algorithm) else {
      throw SigningFailure(.badSignature, "libcrypto", "the signature made does not verify")
    }
    return signature
  }

  private func unproven(
    _ digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(CryptographyError) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: Int(unsafe EVP_PKEY_get_size(key.pointer)))
    var count = signature.count
    switch publicKey.components {
    case .rsa:
      let context = try KeyContext(key)
      guard unsafe EVP_PKEY_sign_init(context.pointer) == 1 else {
        throw .last("EVP_PKEY_sign_init")
      }
      try context.usePKCS1(algorithm)
      guard
        unsafe EVP_PKEY_sign(context.pointer, &signature, &count, digest, digest.count) == 1
      else { throw .last("EVP_PKEY_sign") }
    case .ecdsa(let curve, _):
      let context = try KeyContext(key)
      guard unsafe EVP_PKEY_sign_init(context.pointer) == 1 else {
        throw .last("EVP_PKEY_sign_init")
      }
      try context.use(algorithm)
      guard
        unsafe EVP_PKEY_sign(context.pointer, &signature, &count, digest, digest.count) == 1
      else { throw .last("EVP_PKEY_sign") }
      return try ECDSASignature.pair(
        der: Array(signature.prefix(count)), coordinateSize: curve.coordinateSize)
    case .ed25519:
      guard let context = unsafe EVP_MD_CTX_new() else { throw .last("EVP_MD_CTX_new") }
      defer { unsafe EVP_MD_CTX_free(context) }
      guard
        unsafe EVP_DigestSignInit_ex(
          context, nil, nil, key.library?.pointer, key.library?.preference, key.pointer, nil) == 1,
        unsafe EVP_DigestSign(context, &signature, &count, digest, digest.count) == 1
      else { throw .last("EVP_DigestSign") }
    }
    signature.removeLast(signature.count - count)
    return signature
  }

  /// What stands before the seed in PKCS#8 (RFC 8410 §7).
  private static let ed25519Head: [UInt8] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]
}
