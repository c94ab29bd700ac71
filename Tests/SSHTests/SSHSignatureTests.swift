import Bytes
import Cryptography
import SSH
import Testing

struct SSHSignatureTests {
  private static let keys = Result {
    [try PrivateKey.generate(.ed25519), try PrivateKey.generate(.rsa(bits: 3072))]
  }

  private func signature(_ key: PrivateKey, _ hash: SSHSignature.Hash = .sha512) throws
    -> (SSHSignature, [UInt8])
  {
    let digest = try digest(hash.digest, of: Array("message".utf8))
    return (try SSHSignature(signing: digest, hash, namespace: "file", with: key), digest)
  }

  @Test func whatIsWrittenIsRead() throws {
    for key in try Self.keys.get() {
      for hash in [SSHSignature.Hash.sha256, .sha512] {
        let (signature, digest) = try signature(key, hash)
        let again = try SSHSignature(file: signature.serialized())
        #expect(again == signature)
        #expect(try again.verifies(digest: digest))
        #expect(try !again.verifies(digest: digest.reversed()))
        #expect(try PublicKey(again.publicKey.components).isSame(as: key.publicKey))
      }
    }
  }

  @Test func aSignatureFileIsOneBlock() throws {
    let file = try signature(try Self.keys.get()[0]).0.serialized()
    for wrong in [
      [], file + file, file + Array("x".utf8), Array("x".utf8) + file, Array(file.dropLast(9)),
    ] as [[UInt8]] {
      #expect(throws: MalformedInput.self) { try SSHSignature(file: wrong) }
    }
  }

  @Test func everyCutIsRefused() throws {
    let block = try PEM.blocks(in: try signature(try Self.keys.get()[0]).0.serialized())[0].contents
    for count in 0..<block.count {
      #expect(throws: MalformedInput.self, "\(count)") {
        try SSHSignature(parsing: Array(block[..<count]))
      }
    }
    #expect(throws: MalformedInput.self) { try SSHSignature(parsing: block + [0]) }
  }

  @Test func keysOfOtherTypesAreRefused() throws {
    for type in ["ssh-dss", "sk-ssh-ed25519@openssh.com", "ssh-ed25519-cert-v01@openssh.com"] {
      var writer = ByteWriter(.big)
      writer.integer(UInt32(type.utf8.count))
      writer.raw(type.utf8)
      let error = #expect(throws: MalformedInput.self) { try SSHPublicKey(parsing: writer.bytes) }
      #expect(error?.code == .unsupported)
    }
  }
}
