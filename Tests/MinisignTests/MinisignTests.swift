import Bytes
import Cryptography
import Minisign
import Testing

struct MinisignTests {
  private func made() throws -> (MinisignSignature, MinisignPublicKey, [UInt8]) {
    let key = try PrivateKey.generate(.ed25519)
    let publicKey = try MinisignPublicKey(key.publicKey)
    let stream = try DigestStream.blake2b()
    try stream.update(Array("message".utf8))
    let digest = try stream.current()
    let signature = try MinisignSignature(
      signing: digest, key: publicKey, trustedComment: "file:x", with: key)
    return (signature, publicKey, digest)
  }

  /// RFC 7693, appendix A.
  @Test func blake2b() throws {
    let stream = try DigestStream.blake2b()
    try stream.update(Array("abc".utf8))
    #expect(
      hexadecimal(try stream.current())
        == "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
        + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923")
  }

  @Test func whatIsWrittenIsRead() throws {
    let (signature, key, digest) = try made()
    #expect(try MinisignPublicKey(file: key.serialized()) == key)
    let again = try MinisignSignature(file: signature.serialized())
    #expect(again == signature)
    #expect(try again.verdict(digest: digest, keys: [key]) == .good(0))
    #expect(try again.verdict(digest: digest.reversed(), keys: [key]) == .badSignature)
    #expect(try again.verdict(digest: digest, keys: []) != .good(0))
    let other = try MinisignPublicKey(try PrivateKey.generate(.ed25519).publicKey)
    #expect(
      try again.verdict(digest: digest, keys: [other])
        == .unknownKey(hexadecimal(key.keyID.reversed()).uppercased()))
    // Another key under the same id.
    let impostor = MinisignPublicKey(keyID: key.keyID, point: other.point)
    #expect(try again.verdict(digest: digest, keys: [impostor]) == .badSignature)
    #expect(try again.verdict(digest: digest, keys: [impostor, key]) == .good(1))
  }

  @Test func everyCutIsRefused() throws {
    let file = try made().0.serialized()
    for count in 0..<(file.count - 1) {
      #expect(throws: MalformedInput.self, "\(count)") {
        try MinisignSignature(file: Array(file[..<count]))
      }
    }
    #expect(throws: MalformedInput.self) { try MinisignSignature(file: file + [0x0a]) }
  }

  @Test func rsaKeysAreRefused() throws {
    #expect(throws: CryptographyError.self) {
      try MinisignPublicKey(try PrivateKey.generate(.rsa(bits: 2048)).publicKey)
    }
  }

  @Test func limitsAboveOneGibibyteAreRefused() throws {
    #expect(Scrypt(cost: 1 << 20, blockSize: 8, parallelization: 1) != nil)
    #expect(Scrypt(cost: 1 << 21, blockSize: 8, parallelization: 1) == nil)
    #expect(Scrypt(cost: 3, blockSize: 8, parallelization: 1) == nil)
    #expect(Scrypt(cost: 1 << 63, blockSize: 64, parallelization: 1) == nil)
    #expect(Scrypt(cost: 1 << 10, blockSize: 8, parallelization: 1000) == nil)
    #expect(Scrypt(cost: 1 << 10, blockSize: 0, parallelization: 1) == nil)
  }
}
