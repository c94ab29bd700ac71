internal import Bytes
internal import Cryptography

/// Private numbers under a passphrase (RFC 9580 §5.5.3, S2K usage 254 and 255).
struct EncryptedNumbers: Sendable {
  /// Whether SHA-1 over the numbers follows them, rather than a 16-bit sum.
  let hasHash: Bool
  /// The size of the AES key, in bytes.
  let keyLength: Int
  let specifier: StringToKey
  let vector: [UInt8]
  let bytes: [UInt8]

  /// The numbers alone.
  func decrypt(_ passphrase: SecretBytes) throws(OpenPGPError) -> SecretBytes {
    let key = try specifier.key(from: passphrase, length: keyLength)
    let plain = try crypto { () throws(CryptographyError) in
      try CipherFeedback(key: key, vector: vector).decrypt(bytes)
    }
    do throws(OpenPGPError) {
      return hasHash ? try plain.withoutHash() : try plain.withoutSum()
    } catch {
      throw error == .inconsistentKey ? .wrongPassphrase : error
    }
  }

  /// Encrypts numbers with AES-256, a hash behind them, as GnuPG reads them.
  ///
  /// The key is derived with SHA-256 over the largest count there is.
  static func encrypt(
    _ numbers: SecretBytes, with passphrase: SecretBytes
  ) throws(OpenPGPError) -> EncryptedNumbers {
    let (salt, vector, hash) = try crypto { () throws(CryptographyError) in
      (try randomBytes(8), try randomBytes(16), try numbers.hash())
    }
    let specifier = StringToKey.iterated(.sha256, salt: salt, codedCount: 0xff)
    let key = try specifier.key(from: passphrase, length: 32)
    let bytes = try crypto { () throws(CryptographyError) in
      try CipherFeedback(key: key, vector: vector).encrypt(SecretBytes(joining: [numbers, hash]))
    }
    return EncryptedNumbers(
      hasHash: true, keyLength: 32, specifier: specifier, vector: vector, bytes: bytes)
  }

  /// What follows the public part in a secret key's body.
  func serialized() -> [UInt8] {
    let cipher: UInt8 = keyLength == 16 ? 7 : keyLength == 24 ? 8 : 9
    return [hasHash ? 254 : 255, cipher] + specifier.serialized() + vector + bytes
  }
}

extension SecretBytes {
  /// Several secrets one after the other.
  convenience init(joining parts: [SecretBytes]) {
    unsafe self.init(capacity: parts.reduce(0) { $0 + $1.count }) { room in
      var end = 0
      for part in parts {
        unsafe part.withUnsafeBytes { bytes in
          unsafe UnsafeMutableRawBufferPointer(rebasing: room[end..<end + bytes.count])
            .copyMemory(from: bytes)
        }
        end += part.count
      }
      return end
    }
  }

  /// The SHA-1 of the bytes, itself a secret.
  func hash() throws(CryptographyError) -> SecretBytes {
    let stream = try DigestStream(.sha1)
    unsafe try withUnsafeBytes { (bytes) throws(CryptographyError) in
      unsafe try stream.update(bytes)
    }
    return unsafe try SecretBytes(capacity: 20) { (room) throws(CryptographyError) -> Int in
      unsafe try stream.current(into: room)
      return room.count
    }
  }

  /// The sum of the bytes modulo 65536.
  func sum() -> UInt16 {
    unsafe withUnsafeBytes { bytes in unsafe bytes.reduce(0) { $0 &+ UInt16($1) } }
  }

  /// All but the last 2 bytes, which must be the sum of the others.
  func withoutSum() throws(OpenPGPError) -> SecretBytes {
    guard count >= 2 else { throw .inconsistentKey }
    let (numbers, tail) = split(at: count - 2)
    guard
      unsafe tail.withUnsafeBytes({ unsafe UInt16($0[0]) << 8 | UInt16($0[1]) }) == numbers.sum()
    else { throw .inconsistentKey }
    return numbers
  }

  /// All but the last 20 bytes, which must be the SHA-1 of the others.
  func withoutHash() throws(OpenPGPError) -> SecretBytes {
    guard count >= 20 else { throw .inconsistentKey }
    let (numbers, tail) = split(at: count - 20)
    let hash = try crypto { () throws(CryptographyError) in try numbers.hash() }
    guard hash.equals(tail) else { throw .inconsistentKey }
    return numbers
  }

  private func split(at index: Int) -> (SecretBytes, SecretBytes) {
    unsafe withUnsafeBytes { bytes in
      unsafe (
        SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[..<index])),
        SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[index...]))
      )
    }
  }
}
