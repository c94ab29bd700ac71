internal import CCrypto

/// Ed448 (RFC 8032 §5.2), for verifying.
///
/// It is no kind of ``PublicKey``: among the formats here OpenPGP alone knows it.
public enum Ed448 {
  /// The size of an encoded point, in bytes.
  public static let keySize = 57
  public static let signatureSize = 114

  /// Whether `signature` is over `message` by the key that is `point`; `false`, too, for what is no
  /// signature and no key.
  public static func verifies(
    _ signature: [UInt8], of message: [UInt8], by point: [UInt8]
  ) -> Bool {
    let answer = (try? verify(signature, message, point)) ?? false
    ERR_clear_error()
    return answer
  }

  private static func verify(
    _ signature: [UInt8], _ message: [UInt8], _ point: [UInt8]
  ) throws(CryptographyError) -> Bool {
    let pointer = unsafe EVP_PKEY_new_raw_public_key_ex(nil, "ED448", nil, point, point.count)
    let key = unsafe try KeyHandle("EVP_PKEY_new_raw_public_key_ex", pointer)
    guard let context = unsafe EVP_MD_CTX_new() else { throw .last("EVP_MD_CTX_new") }
    defer { unsafe EVP_MD_CTX_free(context) }
    return unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }
}
