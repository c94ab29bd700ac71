import Bytes
import Cryptography
import Testing

struct SecretTests {
  /// NIST SP 800-38A F.3.13 and F.3.17, first two blocks.
  @Test(arguments: [
    (
      "2b7e151628aed2a6abf7158809cf4f3c",
      "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"
    ),
    (
      "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
      "dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407b"
    ),
  ])
  func cipherFeedbackFollowsTheStandard(key: String, expected: String) throws {
    let plain = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
    let cipher = CipherFeedback(
      key.utf8.count == 32 ? .aes128 : .aes256, key: secret(hex(key)),
      vector: hex("000102030405060708090a0b0c0d0e0f"))
    #expect(hexadecimal(try cipher.encrypt(secret(plain))) == expected)
    #expect(try cipher.decrypt(hex(expected)).equals(secret(plain)))
    // A part of a block, and nothing at all.
    for count in [0, 1, 17] {
      let part = secret(Array(plain.prefix(count)))
      #expect(try cipher.encrypt(part) == Array(hex(expected).prefix(count)))
    }
  }

  @Test func secretsCompareByTheirBytes() {
    #expect(secret([1, 2]).equals(secret([1, 2])))
    #expect(!secret([1, 2]).equals(secret([1, 3])))
    #expect(!secret([1, 2]).equals(secret([1, 2, 3])))
    #expect(secret([]).equals(secret([])))
  }

  @Test(arguments: [
    ("pass\n", "pass"), ("pass\r\n", "pass"), ("pass\n\n", "pass\n"), ("pass", "pass"),
    ("\n", ""), ("\r\n", ""), ("", ""), ("pass\r", "pass\r"),
  ])
  func oneLineEndIsDropped(text: String, expected: String) {
    #expect(secret(Array(text.utf8)).withoutFinalLineEnd().equals(secret(Array(expected.utf8))))
  }

  @Test func aFailedFillLeavesNoSecret() {
    #expect(throws: CryptographyError(operation: "read", reason: "")) {
      try SecretBytes(capacity: 10) { (_) throws(CryptographyError) -> Int in
        throw CryptographyError(operation: "read", reason: "")
      }
    }
    let part = SecretBytes(capacity: 10) { room in
      room[0] = 7
      return 1
    }
    #expect(part.equals(secret([7])))
  }

  @Test func aDigestMayGoIntoABuffer() throws {
    let stream = try DigestStream(.sha256)
    try stream.update(Array("abc".utf8))
    let held = try SecretBytes(capacity: 32) { (room) throws(CryptographyError) -> Int in
      try stream.current(into: room)
      return 32
    }
    #expect(held.equals(secret(try digest(.sha256, of: Array("abc".utf8)))))
  }
}

/// Encryption that also authenticates, and keys made of keys.
struct AuthenticatedCipherTests {
  /// RFC 7253 leaves the nonce's size open; these are of its appendix A, with 12 bytes.
  @Test(arguments: [
    ("BBAA99887766554433221100", "", "", "785407BFFFC8AD9EDCC5520AC9111EE6"),
    (
      "BBAA99887766554433221101", "0001020304050607", "0001020304050607",
      "6820B3657B6F615A5725BDA0D3B4EB3A257C9AF1F8F03009"
    ),
    (
      "BBAA99887766554433221104", "000102030405060708090A0B0C0D0E0F",
      "000102030405060708090A0B0C0D0E0F",
      "571D535B60B277188BE5147170A9A22C3AD7A4FF3835B8C5701C1CCEC8FC3358"
    ),
    (
      "BBAA9988776655443322110D",
      "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F2021222324252627",
      "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F2021222324252627",
      """
      D5CA91748410C1751FF8A2F618255B68A0A12E093FF454606E59F9C1D0DDC54B65E8628E568BAD7A\
      ED07BA06A4A69483A7035490C5769E60
      """
    ),
  ])
  func offsetCodebookFollowsTheStandard(
    nonce: String, associated: String, plain: String, expected: String
  ) throws {
    let cipher = AuthenticatedCipher(
      .ocb, key: secret(hex("000102030405060708090A0B0C0D0E0F")), nonce: hex(nonce))
    let bytes = try cipher.encrypt(secret(hex(plain)), associated: hex(associated))
    #expect(hexadecimal(bytes).uppercased() == expected)
    let back = try cipher.decrypt(bytes, associated: hex(associated))
    #expect(back?.equals(secret(hex(plain))) == true)
    #expect(try cipher.decrypt(bytes, associated: hex(associated) + [0]) == nil)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      #expect(try cipher.decrypt(changed, associated: hex(associated)) == nil)
    }
    #expect(try cipher.decrypt(Array(bytes.prefix(15)), associated: []) == nil)
  }

  @Test(arguments: AuthenticatedCipher.Mode.allCases, [16, 24, 32])
  func whatIsEncryptedIsRead(mode: AuthenticatedCipher.Mode, keySize: Int) throws {
    let key = secret([UInt8](repeating: 3, count: keySize))
    let cipher = AuthenticatedCipher(
      mode, key: key, nonce: [UInt8](repeating: 5, count: mode.nonceSize))
    for count in [0, 1, 15, 16, 17, 100] {
      let plain = secret([UInt8](repeating: 7, count: count))
      let bytes = try cipher.encrypt(plain, associated: [1, 2, 3])
      #expect(bytes.count == count + AuthenticatedCipher.tagSize)
      #expect(try cipher.decrypt(bytes, associated: [1, 2, 3])?.equals(plain) == true)
    }
  }

  /// RFC 5869 appendix A.3: no salt and no info.
  @Test func keysAreDerivedAsTheStandardSays() throws {
    let input = secret([UInt8](repeating: 0x0b, count: 22))
    let expected =
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    #expect(try input.derived(info: [], length: 42).equals(secret(hex(expected))))
    #expect(try !input.derived(info: [1], length: 42).equals(secret(hex(expected))))
  }
}
