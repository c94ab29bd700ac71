internal import CCrypto

/// A running BLAKE2b digest of 64 bytes (RFC 7693), which minisign hashes files with.
@safe
public final class Blake2bStream {
  private let context: OpaquePointer

  public init() throws(CryptographyError) {
    guard let context = unsafe EVP_MD_CTX_new() else { throw .last("EVP_MD_CTX_new") }
    unsafe self.context = context
    guard unsafe EVP_DigestInit_ex(context, EVP_blake2b512(), nil) == 1 else {
      throw .last("EVP_DigestInit_ex blake2b512")
    }
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Adds bytes to the message.
  public func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
    guard unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
      throw .last("EVP_DigestUpdate")
    }
  }

  /// Adds bytes to the message.
  public func update(_ bytes: [UInt8]) throws(CryptographyError) {
    let status = unsafe bytes.withUnsafeBytes {
      unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
    }
    guard status == 1 else { throw .last("EVP_DigestUpdate") }
  }

  /// The digest; call once.
  public func finish() throws(CryptographyError) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 64)
    guard unsafe EVP_DigestFinal_ex(context, &digest, nil) == 1 else {
      throw .last("EVP_DigestFinal_ex")
    }
    return digest
  }
}
