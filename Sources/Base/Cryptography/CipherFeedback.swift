internal import CCrypto

/// AES in cipher feedback mode with 128-bit segments (NIST SP 800-38A §6.3).
///
/// The key's length, 16, 24 or 32 bytes, chooses the variant.
public struct CipherFeedback: Sendable {
  private let key: SecretBytes
  private let vector: [UInt8]

  /// - Precondition: the key has 16, 24 or 32 bytes, the initialisation vector 16.
  public init(key: SecretBytes, vector: [UInt8]) {
    precondition([16, 24, 32].contains(key.count), "an AES key has 16, 24 or 32 bytes")
    precondition(vector.count == 16, "AES has a block of 16 bytes")
    self.key = key
    self.vector = vector
  }

  /// The plain text, of the same length.
  public func decrypt(_ bytes: [UInt8]) throws(CryptographyError) -> SecretBytes {
    unsafe try SecretBytes(capacity: bytes.count) { (room) throws(CryptographyError) -> Int in
      var failure: CryptographyError?
      unsafe bytes.withUnsafeBytes { source in
        do throws(CryptographyError) {
          unsafe try run(source, into: room, encrypting: false)
        } catch { failure = error }
      }
      if let failure { throw failure }
      return room.count
    }
  }

  /// The cipher text, of the same length.
  public func encrypt(_ secret: SecretBytes) throws(CryptographyError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: secret.count)
    var failure: CryptographyError?
    unsafe result.withUnsafeMutableBytes { room in
      do throws(CryptographyError) {
        unsafe try secret.withUnsafeBytes { (source) throws(CryptographyError) in
          unsafe try run(source, into: room, encrypting: true)
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return result
  }

  private func run(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, encrypting: Bool
  ) throws(CryptographyError) {
    let name = "AES-\(key.count * 8)-CFB"
    guard let length = Int32(exactly: source.count) else {
      throw CryptographyError(operation: name, reason: "too many bytes")
    }
    guard let cipher = unsafe EVP_CIPHER_fetch(nil, name, nil) else { throw .last(name) }
    defer { unsafe EVP_CIPHER_free(cipher) }
    guard let context = unsafe EVP_CIPHER_CTX_new() else { throw .last("EVP_CIPHER_CTX_new") }
    defer { unsafe EVP_CIPHER_CTX_free(context) }
    let ready = unsafe key.withUnsafeBytes { key in
      unsafe EVP_CipherInit_ex2(
        context, cipher, key.bindMemory(to: UInt8.self).baseAddress, vector, encrypting ? 1 : 0,
        nil)
    }
    guard ready == 1 else { throw .last("EVP_CipherInit_ex2 \(name)") }
    var written: Int32 = 0
    guard
      unsafe EVP_CipherUpdate(
        context, target.bindMemory(to: UInt8.self).baseAddress, &written,
        source.bindMemory(to: UInt8.self).baseAddress, length) == 1, written == length
    else { throw .last("EVP_CipherUpdate \(name)") }
  }
}
