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
      key: secret(hex(key)), vector: hex("000102030405060708090a0b0c0d0e0f"))
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
