import Bytes
import Cryptography
import TestSupport
import Testing

@testable import SSH

/// Key files that ssh-keygen made.
struct SSHPrivateKeyTests {
  private func secret(_ bytes: [UInt8]) -> SecretBytes { SecretBytes(copying: bytes.span.bytes) }

  private func make(_ arguments: [String]) async throws -> ScratchDirectory {
    let place = try ScratchDirectory()
    try await succeed("ssh-keygen", ["-q", "-C", "a comment", "-f", place["key"]] + arguments)
    return place
  }

  @Test(arguments: [
    ["-t", "ed25519"], ["-t", "rsa", "-b", "3072"], ["-t", "ecdsa", "-b", "256"],
    ["-t", "ecdsa", "-b", "384"], ["-t", "ecdsa", "-b", "521"],
  ])
  func everyKindSigns(arguments: [String]) async throws {
    let place = try await make(arguments + ["-N", ""])
    let bytes = try place.read("key")
    let key = try SSHPrivateKey(file: secret(bytes))
    #expect(key.cipher == nil)
    #expect(try place.text("key.pub").hasPrefix(key.publicKey.line + " "))
    let signer = try key.unlocked()
    let digest = try digest(.sha512, of: [1, 2, 3])
    let publicKey = try PublicKey(key.publicKey.components)
    #expect(publicKey.verifies(try signer.sign(digest, .sha512), of: digest, .sha512))
    // With line ends of another system's, and cut anywhere.
    let other = Array(String(decoding: bytes, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
    #expect(try SSHPrivateKey(file: secret(other)).publicKey == key.publicKey)
    for count in 0..<bytes.count - 1 {
      #expect(throws: MalformedInput.self, "\(count) bytes") {
        try SSHPrivateKey(file: secret(Array(bytes.prefix(count)))).unlocked()
      }
    }
  }

  /// No byte of the file may be another, but for those of the comment and the check, which say
  /// nothing.
  @Test func damageIsFound() async throws {
    let place = try await make(["-t", "ed25519", "-N", ""])
    let text = String(decoding: try place.read("key"), as: UTF8.self)
    let lines = text.split(separator: "\n")
    let contents = try Base64.decoded(Array(lines.dropFirst().dropLast().joined().utf8))
    let whole = try SSHPrivateKey(file: secret(Array(text.utf8)))
    let offset = contents.span.bytes.firstOffset(
      of: Array("a comment".utf8), in: 0..<contents.count)
    let comment = try #require(offset)
    for index in contents.indices where !(comment..<comment + 9).contains(index) {
      var changed = contents
      changed[index] ^= 1
      let file =
        Array("\(lines[0])\n".utf8) + Base64.lines(of: changed, width: 70)
        + Array("\(lines[lines.count - 1])\n".utf8)
      do {
        let key = try SSHPrivateKey(file: secret(file))
        guard key.cipher == nil else { continue }
        let signer = try key.unlocked()
        #expect(signer.publicKey.isSame(as: try PublicKey(whole.publicKey.components)))
      } catch is MalformedInput {}
    }
  }

  @Test(arguments: ["aes256-ctr", "aes256-gcm@openssh.com"])
  func protectedKeysSayHow(cipher: String) async throws {
    let place = try await make(["-t", "ed25519", "-N", "p4ss word", "-Z", cipher])
    let key = try SSHPrivateKey(file: secret(try place.read("key")))
    #expect(key.cipher == cipher)
    #expect(try place.text("key.pub").hasPrefix(key.publicKey.line + " "))
  }

  @Test func otherFilesAreRefused() async throws {
    let place = try await make(["-t", "ed25519", "-N", ""])
    let text = try place.text("key")
    for wrong in [
      "", "x", try place.text("key.pub"), text + text, text + "x\n",
      text.replacing("OPENSSH", with: "OPENSSL"),
    ] {
      #expect(throws: MalformedInput.self) { try SSHPrivateKey(file: secret(Array(wrong.utf8))) }
    }
  }
}
