import Bytes
import Cryptography
import Testing

@testable import OpenPGP

/// How private parts lie in a file, good and bad.
struct SecretKeyTests {
  private func read(_ body: [UInt8]) throws(MalformedInput) -> SecretKeyPacket {
    try SecretKeyPacket(parsing: SecretBytes(body))
  }

  /// RFC 9580 §3.7.1.3.
  @Test func codedCountsAreOctets() {
    #expect(StringToKey.octets(codedCount: 0) == 1024)
    #expect(StringToKey.octets(codedCount: 96) == 65536)
    #expect(StringToKey.octets(codedCount: 255) == 65_011_712)
  }

  /// A key longer than the digest, and a passphrase longer than the count: RFC 9580 §3.7.1.1,
  /// §3.7.1.3, spelled out.
  @Test func keysAreDerivedAsTheStandardSays() throws {
    let salt: [UInt8] = Array(1...8)
    for count in [1, 7, 70000] {
      let words = [UInt8](repeating: 0x61, count: count)
      let specifier = StringToKey.iterated(.sha1, salt: salt, codedCount: 0)
      let key = try specifier.key(from: SecretBytes(copying: words.span.bytes), length: 32)
      var stream: [UInt8] = []
      while stream.count < max(1024, 8 + count) { stream += salt + words }
      stream = Array(stream.prefix(max(1024, 8 + count)))
      let expected = try digest(.sha1, of: stream) + digest(.sha1, of: [0] + stream)
      #expect(key.equals(SecretBytes(copying: Array(expected.prefix(32)).span.bytes)))
    }
  }

  @Test func theOlderSumIsRead() throws {
    let packet = try OwnKeys.key(.ed25519).secrets[0]
    guard case .none(let plain) = packet.protection else {
      Issue.record("the key is not in the clear")
      return
    }
    let specifier = StringToKey.iterated(.sha256, salt: Array(1...8), codedCount: 0)
    let ciphers: [(UInt8, BlockCipher)] = [
      (2, .tripleDES), (7, .aes128), (8, .aes192), (9, .aes256), (11, .camellia128),
      (12, .camellia192), (13, .camellia256),
    ]
    for (number, cipher) in ciphers {
      let vector = [UInt8](repeating: 9, count: cipher.blockSize)
      let key = try specifier.key(from: SecretBytes("word"), length: cipher.keySize)
      let bytes = try CipherFeedback(cipher, key: key, vector: vector).encrypt(plain)
      let body = packet.publicKey.body + [255, number] + specifier.serialized() + vector + bytes
      let signer = try read(body).unlock(passphrase: SecretBytes("word"))
      #expect(signer.publicKey == packet.publicKey)
      #expect(throws: OpenPGPError.wrongPassphrase) {
        try read(body).unlock(passphrase: SecretBytes("ward"))
      }
    }
  }

  @Test(
    arguments: [
      ([9, 1, 2], "a key protected as before OpenPGP (RFC 2440 §5.5.3) is not supported"),
      ([254, 9, 4], "a key protected with Argon2 is not supported"),
      ([253, 9, 2, 4], "a key protected with Argon2 is not supported"),
      ([253, 9, 1, 3, 8], "a key protected with EAX is not supported"),
      ([253, 9, 7, 3, 8], "a key protected with AEAD mode 7 is not supported"),
      ([253, 13, 2, 3, 8], "a key protected with Camellia-256 is not supported"),
      ([254, 9, 2, 8], "a key protected with S2K type 2 is not supported"),
      ([254, 3, 3, 2], "a key protected with CAST5 is not supported"),
      ([254, 10, 3, 2], "a key protected with Twofish is not supported"),
      (
        [254, 9, 3, 3],
        "a key protected with a passphrase hashed by RIPEMD-160 is not supported"
      ),
    ] as [([UInt8], String)])
  func otherProtectionsAreNamed(part: [UInt8], words: String) throws {
    let rest = [UInt8](repeating: 0, count: 60)
    let packet = try read(OwnKeys.key(.ed25519).secrets[0].publicKey.body + part + rest)
    #expect(packet.hasSecret && !packet.needsPassphrase)
    let error = #expect(throws: OpenPGPError.self) {
      try packet.unlock(passphrase: SecretBytes("word"))
    }
    #expect(error?.description == words)
    guard case .unsupportedProtection(let protection) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(protection.cure.contains("iterated S2K"))
  }

  @Test func aKeyOnACardHasNoSecret() throws {
    let part: [UInt8] = [255, 0, 101, 2] + Array("GNU".utf8) + [2, 3, 1, 2, 3]
    let packet = try read(OwnKeys.key(.ed25519).secrets[0].publicKey.body + part)
    #expect(!packet.hasSecret && !packet.needsPassphrase)
    #expect(throws: OpenPGPError.noSecret) { try packet.unlock(passphrase: nil) }
  }

  @Test(arguments: [TransferableSecretKey.Algorithm.ed25519, .rsa3072])
  func damageInTheClearIsFound(algorithm: TransferableSecretKey.Algorithm) throws {
    let body = try OwnKeys.key(algorithm).secrets[0].serialized().copied
    let start = try OwnKeys.key(algorithm).certificate.primary.body.count
    for index in start..<body.count {
      var changed = body
      changed[index] ^= 1
      #expect(throws: (any Error).self, "byte \(index)") {
        try read(changed).unlock(passphrase: nil)
      }
      let cut = Array(body.prefix(index))
      #expect(throws: (any Error).self) { try read(cut).unlock(passphrase: nil) }
    }
  }

  /// A public half exchanged under a private one must not be signed with.
  @Test func anExchangedPublicPartIsFound() throws {
    let mine = try OwnKeys.key(.ed25519).secrets[0]
    let other = try OwnKeys.sealed.get().secrets[0]
    let body = other.publicKey.body + mine.serialized().copied.dropFirst(mine.publicKey.body.count)
    #expect(throws: OpenPGPError.inconsistentKey) { try read(body).unlock(passphrase: nil) }
  }

  /// RFC 9580 §3.2: a number has no leading zeros, a seed may.
  @Test func leadingZerosOfASeedAreRestored() throws {
    // Ed25519 keys whose seed starts with a zero byte are written one byte shorter.
    let seed = [0] + [UInt8](repeating: 7, count: 31)
    let number = SecretBytes(copying: seed.span.bytes).asNumber()
    #expect(number.count == 2 + 31)
    var sum: UInt16 = 0
    let bytes = number.withUnsafeBytes { [UInt8]($0) }
    for byte in bytes { sum &+= UInt16(byte) }
    let body = try Self.publicBody(seed: seed) + [0] + bytes + [UInt8(sum >> 8), UInt8(sum & 255)]
    let signer = try read(body).unlock(passphrase: nil)
    _ = try signer.sign(digest(.sha256, of: []), .sha256)
  }

  /// A version 4 public key of the point that `openssl` derives from the seed above.
  private static func publicBody(seed: [UInt8]) throws -> [UInt8] {
    let point = try #require(bytes(hexadecimal: pointOfSeed))
    return try PublicKeyPacket(PublicKey(.ed25519(point)), created: 0).body
  }

  private static let pointOfSeed =
    "ff812f84e53570c36ae9479aad71e649c3cc4a04a6768632150febdd66a238a8"
}
