internal import CCrypto

/// The owner of an `EVP_CIPHER_CTX` set up with one key, for one run in one direction.
@safe
final class CipherContext {
  let pointer: OpaquePointer

  /// Sets up the cipher libcrypto knows as `name`; a vector whose size is not the mode's own is
  /// announced first, as the authenticated modes need it.
  init(
    _ name: String, key: SecretBytes, vector: [UInt8], encrypting: Bool, announcing: Bool = false
  ) throws(CryptographyError) {
    guard let cipher = unsafe EVP_CIPHER_fetch(nil, name, nil) else { throw .last(name) }
    defer { unsafe EVP_CIPHER_free(cipher) }
    guard let context = unsafe EVP_CIPHER_CTX_new() else { throw .last("EVP_CIPHER_CTX_new") }
    unsafe pointer = context
    let direction: CInt = encrypting ? 1 : 0
    guard unsafe EVP_CipherInit_ex2(context, cipher, nil, nil, direction, nil) == 1 else {
      throw .last("EVP_CipherInit_ex2 \(name)")
    }
    if announcing {
      guard
        unsafe EVP_CIPHER_CTX_ctrl(
          context, EVP_CTRL_AEAD_SET_IVLEN, Int32(clamping: vector.count), nil) == 1
      else { throw .last("EVP_CTRL_AEAD_SET_IVLEN \(name)") }
    }
    guard key.count == Int(unsafe EVP_CIPHER_CTX_get_key_length(context)),
      vector.count == Int(unsafe EVP_CIPHER_CTX_get_iv_length(context))
    else { throw CryptographyError(operation: name, reason: "a key or vector of another size") }
    // Naming the cipher once more would forget the announced size.
    let ready = unsafe key.withUnsafeBytes { key in
      unsafe EVP_CipherInit_ex2(
        context, nil, key.bindMemory(to: UInt8.self).baseAddress, vector, direction, nil)
    }
    guard ready == 1 else { throw .last("EVP_CipherInit_ex2 \(name)") }
  }

  deinit { unsafe EVP_CIPHER_CTX_free(pointer) }

  /// Takes bytes that are only authenticated, or turns them into as many when there is a target.
  ///
  /// Answers how many bytes were written.
  @discardableResult func update(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer?
  ) throws(CryptographyError) -> Int {
    guard let length = Int32(exactly: source.count) else {
      throw CryptographyError(operation: "EVP_CipherUpdate", reason: "too many bytes")
    }
    guard length > 0 else { return 0 }
    precondition(unsafe target.map { $0.count >= source.count } ?? true, "the target has room")
    var written: CInt = 0
    guard
      unsafe EVP_CipherUpdate(
        pointer, target?.bindMemory(to: UInt8.self).baseAddress, &written,
        source.bindMemory(to: UInt8.self).baseAddress, length) == 1
    else { throw .last("EVP_CipherUpdate") }
    return Int(written)
  }
}
