internal import Bytes
internal import Cryptography

/// Private numbers under a passphrase (RFC 9580 §5.5.3, S2K usage 253 to 255).
struct EncryptedNumbers: Sendable {
  /// How the numbers are encrypted, and how a wrong passphrase shows.
  enum Usage: Sendable {
    /// 255: CFB, a 16-bit sum behind the numbers.
    case sum(vector: [UInt8])
    /// 254: CFB, SHA-1 over the numbers behind them.
    case hash(vector: [UInt8])
    /// 253: an authenticated mode, which also covers the public part.
    case authenticated(AuthenticatedCipher.Mode, nonce: [UInt8], KeyContents)
  }

  let usage: Usage
  let algorithm: SymmetricAlgorithm
  let cipher: BlockCipher
  let specifier: StringToKey
  let bytes: [UInt8]

  /// The numbers alone.
  func decrypt(_ passphrase: SecretBytes) throws(OpenPGPError) -> SecretBytes {
    let key = try specifier.key(from: passphrase, length: cipher.keySize)
    switch usage {
    case .sum(let vector):
      return try checked(try plain(key, vector)) { (secret) throws(OpenPGPError) in
        try secret.withoutSum()
      }
    case .hash(let vector):
      return try checked(try plain(key, vector)) { (secret) throws(OpenPGPError) in
        try secret.withoutHash()
      }
    case .authenticated(let mode, let nonce, let contents):
      let numbers = try crypto { () throws(CryptographyError) in
        try AuthenticatedCipher(
          mode, key: try contents.key(from: key, algorithm, mode), nonce: nonce
        ).decrypt(bytes, associated: contents.associated)
      }
      guard let numbers else { throw .wrongPassphrase }
      return numbers
    }
  }

  private func plain(
    _ key: SecretBytes, _ vector: [UInt8]
  ) throws(OpenPGPError) -> SecretBytes {
    try crypto { () throws(CryptographyError) in
      try CipherFeedback(cipher, key: key, vector: vector).decrypt(bytes)
    }
  }

  private func checked(
    _ plain: SecretBytes, _ check: (SecretBytes) throws(OpenPGPError) -> SecretBytes
  ) throws(OpenPGPError) -> SecretBytes {
    do throws(OpenPGPError) { return try check(plain) } catch {
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
    let key = try specifier.key(from: passphrase, length: BlockCipher.aes256.keySize)
    let bytes = try crypto { () throws(CryptographyError) in
      try CipherFeedback(.aes256, key: key, vector: vector)
        .encrypt(SecretBytes(joining: [numbers, hash]))
    }
    return EncryptedNumbers(
      usage: .hash(vector: vector), algorithm: .aes256, cipher: .aes256, specifier: specifier,
      bytes: bytes)
  }

  /// What follows the public part in a secret key's body.
  func serialized() -> [UInt8] {
    let head: [UInt8]
    let vector: [UInt8]
    switch usage {
    case .sum(let bytes): (head, vector) = ([255, algorithm.rawValue], bytes)
    case .hash(let bytes): (head, vector) = ([254, algorithm.rawValue], bytes)
    case .authenticated(let mode, let nonce, _):
      (head, vector) = ([253, algorithm.rawValue, mode.identifier], nonce)
    }
    return head + specifier.serialized() + vector + bytes
  }
}
