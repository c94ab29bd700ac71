import Diagnostics
import OpenPGP
import Testing
import Trust

struct KeyringTests {
  private func failure(_ bytes: [UInt8]) -> Diagnostic? {
    do throws(Diagnostic) {
      _ = try Keyring.load(bytes: bytes, name: "ring")
      return nil
    } catch { return error }
  }

  @Test func severalBlocksAreOneKeyring() throws {
    let one = try example("ed25519.pub.asc")
    let other = try example("rsa3072.pub.asc")
    let armored = try Keyring.load(bytes: one + other, name: "ring")
    let binary = try Keyring.load(
      bytes: armored.certificates.flatMap { $0.serialized() }, name: "ring")
    #expect(armored.certificates.count == 2 && armored.warnings.isEmpty)
    #expect(binary.certificates == armored.certificates)
  }

  @Test func ofSecretKeysThePublicPartIsTaken() throws {
    let secret = try Keyring.load(bytes: example("ed25519-protected.sec.asc"), name: "ring")
    let open = try Keyring.load(bytes: example("ed25519-protected.pub.asc"), name: "ring")
    #expect(secret.certificates == open.certificates)
    #expect(secret.certificates[0].packets.allSatisfy { $0.type != .secretKey })
  }

  /// A version 5 key is beyond this reader, and hides no other.
  @Test func otherVersionsArePassedOver() throws {
    let good = try Keyring.load(bytes: example("ed25519.pub.asc"), name: "ring")
    let later = Packet(.publicKey, [5, 0, 0, 0, 0, 27, 0, 0, 0, 32]).serialized()
    let mixed = try Keyring.load(bytes: later + good.certificates[0].serialized(), name: "ring")
    #expect(mixed.certificates == good.certificates)
    #expect(mixed.warnings.map(\.code) == ["keyring.unsupported-key"])
    #expect(mixed.warnings.map(\.severity) == [.warning])
    #expect(failure(later)?.code == "keyring.empty")
  }

  @Test(arguments: ["", "garbage", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n"])
  func whatIsNoKeyringIsTold(text: String) {
    let error = failure(Array(text.utf8))
    #expect(error?.code == "keyring.unreadable" && error?.exit == .badInput)
  }

  @Test func verdictsBecomeFindings() throws {
    let name = try Keyring.load(bytes: example("ed25519.pub.asc"), name: "r").certificates[0]
      .primary.fingerprint
    let cases: [(SignatureVerdict.Reason, String)] = [
      (.unknownKey("AB"), "signature.unknown-key"), (.badSignature, "signature.bad"),
      (.key(name, .revoked), "signature.key-refused"), (.trailingData, "signature.refused"),
    ]
    for (reason, code) in cases {
      let finding = reason.finding(about: "x.asc")
      #expect(finding.code == code && finding.exit == .findings)
      #expect(finding.message.hasPrefix("'x.asc': "))
    }
  }
}
