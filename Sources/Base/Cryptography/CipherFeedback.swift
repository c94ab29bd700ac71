/// A block cipher in cipher feedback mode with segments of a block (NIST SP 800-38A §6.3).
public struct CipherFeedback: Sendable {
  private let cipher: BlockCipher
  private let key: SecretBytes
  private let vector: [UInt8]

  /// - Precondition: key and initialisation vector have the cipher's sizes.
  public init(_ cipher: BlockCipher, key: SecretBytes, vector: [UInt8]) {
    precondition(key.count == cipher.keySize, "a key has its cipher's size")
    precondition(vector.count == cipher.blockSize, "the vector is one block")
    self.cipher = cipher
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
    let name = "\(cipher.libraryName)-CFB"
    let context = try CipherContext(name, key: key, vector: vector, encrypting: encrypting)
    guard unsafe try context.update(source, into: target) == source.count else {
      throw CryptographyError(operation: name, reason: "fewer bytes than were given")
    }
  }
}
