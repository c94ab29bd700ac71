internal import Bytes
internal import CCrypto

extension PublicKey {
  /// Reads a `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7), as `PUBLIC KEY` in PEM holds it.
  ///
  /// - Throws: `CryptographyError` for anything but one to the last byte, and for a key that is
  ///   none of ``Components``.
  public convenience init(subjectPublicKeyInfo der: [UInt8]) throws(CryptographyError) {
    let pointer = unsafe decoded(
      der, { unsafe d2i_PUBKEY(nil, $0, $1) }, free: { unsafe EVP_PKEY_free($0) })
    let key = unsafe try KeyHandle("d2i_PUBKEY", pointer)
    try self.init(try Components(of: key))
  }

  /// The key as a `SubjectPublicKeyInfo`.
  public func subjectPublicKeyInfo() throws(CryptographyError) -> [UInt8] {
    try key.subjectPublicKeyInfo()
  }

  /// A name no other key has: SHA-256 of the `SubjectPublicKeyInfo`, in hexadecimal.
  public func identifier() throws(CryptographyError) -> String {
    hexadecimal(try digest(.sha256, of: try subjectPublicKeyInfo()))
  }

  /// The digest to sign under when nothing else says: as long as the key is strong.
  public var customaryDigest: DigestAlgorithm {
    switch components {
    case .ecdsa(.p384, _): .sha384
    case .ecdsa(.p521, _): .sha512
    default: .sha256
    }
  }
}

extension PublicKey.Components {
  /// The numbers of a key of libcrypto's.
  init(of key: KeyHandle) throws(CryptographyError) {
    if unsafe EVP_PKEY_is_a(key.pointer, "RSA") == 1 {
      self = .rsa(
        modulus: try BigNumber("n", of: key).bytes, exponent: try BigNumber("e", of: key).bytes)
    } else if unsafe EVP_PKEY_is_a(key.pointer, "ED25519") == 1 {
      var point = [UInt8](repeating: 0, count: 32)
      var count = point.count
      guard unsafe EVP_PKEY_get_raw_public_key(key.pointer, &point, &count) == 1, count == 32
      else { throw .last("EVP_PKEY_get_raw_public_key") }
      self = .ed25519(point)
    } else if unsafe EVP_PKEY_is_a(key.pointer, "EC") == 1 {
      // The numbers, not the stored point, which may be compressed.
      let x = try BigNumber("qx", of: key).bytes
      let y = try BigNumber("qy", of: key).bytes
      let curve = try Self.curve(of: key)
      let size = curve.coordinateSize
      let point = [x, y].flatMap { [UInt8](repeating: 0, count: max(0, size - $0.count)) + $0 }
      self = .ecdsa(curve, point: [4] + point)
    } else {
      throw CryptographyError(operation: "public key", reason: "an algorithm that is not used here")
    }
  }

  private static func curve(of key: KeyHandle) throws(CryptographyError) -> PublicKey.Curve {
    var name = [CChar](repeating: 0, count: 64)
    var count = 0
    guard unsafe EVP_PKEY_get_group_name(key.pointer, &name, name.count, &count) == 1 else {
      throw .last("EVP_PKEY_get_group_name")
    }
    let text = String(decoding: name.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    switch text {
    case "prime256v1", "P-256": return .p256
    case "secp384r1", "P-384": return .p384
    case "secp521r1", "P-521": return .p521
    default:
      throw CryptographyError(operation: "ECDSA", reason: "the curve \(text) is not used here")
    }
  }
}

extension KeyHandle {
  /// The public half as a `SubjectPublicKeyInfo`, which every provider can write.
  func subjectPublicKeyInfo() throws(CryptographyError) -> [UInt8] {
    unsafe try encoded("i2d_PUBKEY") { cursor in unsafe i2d_PUBKEY(pointer, cursor) }
  }
}
