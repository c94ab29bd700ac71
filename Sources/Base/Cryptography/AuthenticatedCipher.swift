internal import CCrypto

/// AES in a mode that also proves who wrote the bytes, and what stands beside them.
public struct AuthenticatedCipher: Sendable {
  /// How blocks are chained and the tag is made.
  public enum Mode: String, Sendable, CaseIterable {
    /// Offset codebook (RFC 7253).
    case ocb = "OCB"
    /// Galois/counter (NIST SP 800-38D).
    case gcm = "GCM"

    /// The size of the nonce OpenPGP gives it, in bytes (RFC 9580 §5.13.2).
    public var nonceSize: Int { self == .ocb ? 15 : 12 }
  }

  /// The size of the tag behind the cipher text, in bytes.
  public static let tagSize = 16

  private let name: String
  private let key: SecretBytes
  private let nonce: [UInt8]

  /// - Precondition: the key has 16, 24 or 32 bytes; a nonce is used once with a key.
  public init(_ mode: Mode, key: SecretBytes, nonce: [UInt8]) {
    precondition([16, 24, 32].contains(key.count), "an AES key has 16, 24 or 32 bytes")
    name = "AES-\(key.count * 8)-\(mode.rawValue)"
    self.key = key
    self.nonce = nonce
  }

  /// The plain text of bytes that end with their tag; `nil` when the tag is not theirs.
  public func decrypt(
    _ bytes: [UInt8], associated: [UInt8]
  ) throws(CryptographyError) -> SecretBytes? {
    guard bytes.count >= Self.tagSize else { return nil }
    let context = try CipherContext(
      name, key: key, vector: nonce, encrypting: false, announcing: true)
    var tag = Array(bytes.suffix(Self.tagSize))
    guard
      unsafe EVP_CIPHER_CTX_ctrl(
        context.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(clamping: tag.count), &tag) == 1
    else { throw .last("EVP_CTRL_AEAD_SET_TAG") }
    try authenticate(associated, context)
    var isGenuine = false
    let count = bytes.count - Self.tagSize
    // OCB holds the last block back until the end.
    let secret = unsafe try SecretBytes(capacity: count) {
      (room) throws(CryptographyError) -> Int in
      var failure: CryptographyError?
      unsafe bytes.withUnsafeBytes { source in
        do throws(CryptographyError) {
          isGenuine = unsafe try finish(
            UnsafeRawBufferPointer(rebasing: source[..<count]), into: room, context)
        } catch { failure = error }
      }
      if let failure { throw failure }
      return count
    }
    ERR_clear_error()
    return isGenuine ? secret : nil
  }

  /// The cipher text with its tag behind.
  public func encrypt(
    _ secret: SecretBytes, associated: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    let context = try CipherContext(
      name, key: key, vector: nonce, encrypting: true, announcing: true)
    try authenticate(associated, context)
    var result = [UInt8](repeating: 0, count: secret.count)
    var failure: CryptographyError?
    unsafe result.withUnsafeMutableBytes { room in
      do throws(CryptographyError) {
        let isDone = unsafe try secret.withUnsafeBytes { (source) throws(CryptographyError) in
          unsafe try finish(source, into: room, context)
        }
        if !isDone { throw .last("EVP_CipherFinal_ex \(name)") }
      } catch { failure = error }
    }
    if let failure { throw failure }
    var tag = [UInt8](repeating: 0, count: Self.tagSize)
    guard
      unsafe EVP_CIPHER_CTX_ctrl(
        context.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(clamping: tag.count), &tag) == 1
    else { throw .last("EVP_CTRL_AEAD_GET_TAG") }
    return result + tag
  }

  private func authenticate(
    _ associated: [UInt8], _ context: CipherContext
  ) throws(CryptographyError) {
    var failure: CryptographyError?
    unsafe associated.withUnsafeBytes { bytes in
      do throws(CryptographyError) { unsafe try context.update(bytes, into: nil) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Runs the text through and ends it; the answer is whether the end was as it had to be.
  private func finish(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
    _ context: CipherContext
  ) throws(CryptographyError) -> Bool {
    let start = unsafe try context.update(source, into: target)
    // One block, for what is written when nothing is left to be written to.
    var rest = [UInt8](repeating: 0, count: 16)
    defer {
      unsafe rest.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
    var written: CInt = 0
    guard unsafe EVP_CipherFinal_ex(context.pointer, &rest, &written) == 1 else { return false }
    precondition(start + Int(written) == source.count, "as many bytes come out as went in")
    unsafe UnsafeMutableRawBufferPointer(rebasing: target[start...]).copyBytes(
      from: rest.prefix(Int(written)))
    return true
  }
}
