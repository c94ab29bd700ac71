internal import CCrypto

extension SecretBytes {
  /// A key of `length` bytes made of this secret by HKDF with SHA-256 and without salt (RFC 5869).
  ///
  /// - Precondition: `length` is at most 255 digests.
  public func derived(info: [UInt8], length: Int) throws(CryptographyError) -> SecretBytes {
    precondition((1...255 * 32).contains(length), "HKDF makes at most 255 digests")
    guard let method = unsafe EVP_KDF_fetch(nil, "HKDF", nil) else { throw .last("HKDF") }
    defer { unsafe EVP_KDF_free(method) }
    guard let context = unsafe EVP_KDF_CTX_new(method) else { throw .last("EVP_KDF_CTX_new") }
    defer { unsafe EVP_KDF_CTX_free(context) }
    return unsafe try SecretBytes(capacity: length) { (room) throws(CryptographyError) -> Int in
      let target = unsafe room.bindMemory(to: UInt8.self)
      // Parameters point at the secret where it lies: a builder would copy it.
      let status = unsafe withUnsafeBytes { secret in
        unsafe info.withUnsafeBytes { info in
          var parameters = unsafe [
            OSSL_PARAM_construct_utf8_string(
              constant("digest"), UnsafeMutablePointer(mutating: constant("SHA256")), 0),
            OSSL_PARAM_construct_octet_string(
              constant("key"), UnsafeMutableRawPointer(mutating: secret.baseAddress),
              secret.count),
            OSSL_PARAM_construct_octet_string(
              constant("info"), UnsafeMutableRawPointer(mutating: info.baseAddress), info.count),
            OSSL_PARAM_construct_end(),
          ]
          return unsafe EVP_KDF_derive(context, target.baseAddress, target.count, &parameters)
        }
      }
      guard status == 1 else { throw .last("EVP_KDF_derive") }
      return length
    }
  }
}
