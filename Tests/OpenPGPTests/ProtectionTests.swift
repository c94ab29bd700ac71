import Bytes
import Cryptography
import Testing

@testable import OpenPGP

/// Private parts under a passphrase in every form that is read.
struct ProtectionTests {
  private static let word = "p4ss wörd"

  private func read(
    _ body: [UInt8], _ type: PacketType = .secretKey
  ) throws(MalformedInput) -> SecretKeyPacket {
    try SecretKeyPacket(parsing: SecretBytes(body), type: type)
  }

  /// The private numbers of our own key, without their sum.
  private func numbers() throws -> (publicKey: PublicKeyPacket, numbers: SecretBytes) {
    let packet = try OwnKeys.key(.p256).secrets[0]
    let numbers: SecretBytes
    switch packet.protection {
    case .none(let plain): numbers = try plain.withoutSum()
    default: throw OpenPGPError.noSecret
    }
    return (packet.publicKey, numbers)
  }

  /// RFC 9580 §3.7.1.1 and §3.7.1.2: the passphrase is hashed once.
  @Test func olderDerivationsAreThoseOfTheStandard() throws {
    let word = Array(Self.word.utf8)
    for hash in [HashAlgorithm.md5, .sha1, .sha256] {
      let algorithm = try #require(hash.digest)
      let simple = try digest(algorithm, of: word) + digest(algorithm, of: [0] + word)
      let key = try StringToKey.simple(hash).key(from: SecretBytes(Self.word), length: 32)
      #expect(key.equals(SecretBytes(copying: Array(simple.prefix(32)).span.bytes)))
      let salt: [UInt8] = [8, 7, 6, 5, 4, 3, 2, 1]
      let salted = try digest(algorithm, of: salt + word) + digest(algorithm, of: [0] + salt + word)
      let other = try StringToKey.salted(hash, salt: salt)
        .key(from: SecretBytes(Self.word), length: 24)
      #expect(other.equals(SecretBytes(copying: Array(salted.prefix(24)).span.bytes)))
    }
    // Of nothing there is a hash, too.
    let none = try StringToKey.simple(.sha256).key(from: SecretBytes(""), length: 32)
    let expected = try digest(.sha256, of: [])
    #expect(none.equals(SecretBytes(copying: expected.span.bytes)))
  }

  @Test(
    arguments: [
      StringToKey.simple(.sha1), .salted(.sha256, salt: [1, 2, 3, 4, 5, 6, 7, 8]),
      .iterated(.sha512, salt: [1, 2, 3, 4, 5, 6, 7, 8], codedCount: 7),
    ], [UInt8(254), 255])
  func feedbackIsRead(specifier: StringToKey, usage: UInt8) throws {
    let (publicKey, numbers) = try numbers()
    let sum = [UInt8(numbers.sum() >> 8), UInt8(numbers.sum() & 0xff)]
    let hash = try numbers.hash()
    let tail = usage == 254 ? hash : SecretBytes(copying: sum.span.bytes)
    let vector = [UInt8](repeating: 9, count: 16)
    let key = try specifier.key(from: SecretBytes(Self.word), length: 24)
    let bytes = try CipherFeedback(.aes192, key: key, vector: vector)
      .encrypt(SecretBytes(joining: [numbers, tail]))
    let packet = try read(
      publicKey.body + [usage, 8] + specifier.serialized() + vector + bytes)
    #expect(packet.needsPassphrase && packet.hasSecret)
    #expect(try packet.unlock(passphrase: SecretBytes(Self.word)).publicKey == publicKey)
    #expect(throws: OpenPGPError.wrongPassphrase) {
      try packet.unlock(passphrase: SecretBytes("p4ss word"))
    }
  }

  /// The layout is that of ``StandardVectorTests/theLockedKeyHoldsTheOpenOne()``, in version 4.
  @Test(arguments: AuthenticatedCipher.Mode.allCases, [PacketType.secretKey, .secretSubkey])
  func authenticatedNumbersAreRead(mode: AuthenticatedCipher.Mode, type: PacketType) throws {
    let (publicKey, numbers) = try numbers()
    let specifier = StringToKey.iterated(.sha256, salt: Array(1...8), codedCount: 3)
    let nonce = [UInt8](repeating: 4, count: mode.nonceSize)
    let head: UInt8 = type == .secretKey ? 0xc5 : 0xc7
    let identifier: UInt8 = mode == .ocb ? 2 : 3
    let derived = try specifier.key(from: SecretBytes(Self.word), length: 32)
      .derived(info: [head, 4, 9, identifier], length: 32)
    let bytes = try AuthenticatedCipher(mode, key: derived, nonce: nonce)
      .encrypt(numbers, associated: [head] + publicKey.body)
    let body =
      publicKey.body + [253, 9, identifier] + specifier.serialized() + nonce + bytes
    #expect(
      try read(body, type).unlock(passphrase: SecretBytes(Self.word)).publicKey == publicKey)
    #expect(throws: OpenPGPError.wrongPassphrase) {
      try read(body, type).unlock(passphrase: SecretBytes("p4ss word"))
    }
    // A primary key's numbers are not a subkey's, and the public part is bound to them.
    let other: PacketType = type == .secretKey ? .secretSubkey : .secretKey
    #expect(throws: OpenPGPError.wrongPassphrase) {
      try read(body, other).unlock(passphrase: SecretBytes(Self.word))
    }
    var elder = body
    elder[4] ^= 1
    #expect(throws: OpenPGPError.wrongPassphrase) {
      try read(elder, type).unlock(passphrase: SecretBytes(Self.word))
    }
    for count in publicKey.body.count + 1..<body.count {
      #expect(throws: (any Error).self) {
        try read(Array(body.prefix(count)), type).unlock(passphrase: SecretBytes(Self.word))
      }
    }
  }
}
