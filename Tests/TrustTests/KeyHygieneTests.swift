import Cryptography
import Diagnostics
import Testing

@testable import OpenPGP
@testable import Trust

/// What no tool at hand makes, put together here.
struct KeyHygieneTests {
  private static let made: UInt32 = 1_577_836_800

  /// An Ed25519 certificate whose one self-signature states just this.
  private func certificate(_ statements: [Subpacket]) throws -> Certificate {
    let raw = try PrivateKey.generate(.ed25519)
    let signer = try Signer(try PublicKeyPacket(raw.publicKey, created: Self.made), raw)
    let name = Certificate.UserID(bytes: Array("K <k@example.invalid>".utf8))
    let builder = try SignatureBuilder(
      signer: signer, hash: nil, created: Self.made, type: .positiveCertification,
      statements: statements)
    try builder.update(signer.publicKey.hashedForm + name.hashedForm)
    return try Certificate([
      Packet(.publicKey, signer.publicKey.body), Packet(.userID, name.bytes),
      builder.finishSignature().packet,
    ])
  }

  private func codes(_ statements: [Subpacket]) throws -> [String] {
    let file = try certificate(statements).armored()
    let hygiene = try KeyHygiene(bytes: file, name: "k", at: Self.made)
    #expect(hygiene.findings.isEmpty && hygiene.keys.count == 1)
    return hygiene.keys[0].findings.map(\.code)
  }

  @Test func flagsAreWanted() throws {
    #expect(try codes([Subpacket(.keyFlags, [3])]) == [])
    #expect(try codes([]) == ["key.not-for-signing", "key.no-flags"])
    #expect(try codes([Subpacket(.keyFlags, [1])]) == ["key.not-for-signing"])
  }

  @Test func criticalStatementsAreTold() throws {
    #expect(
      try codes([Subpacket(.keyFlags, [3], isCritical: true)]) == ["key.critical-statement"])
    // What is not known and critical binds nothing.
    let unknown = Subpacket(.init(rawValue: 99), [], isCritical: true)
    #expect(
      try codes([Subpacket(.keyFlags, [3]), unknown]) == [
        "key.not-bound", "key.critical-statement",
      ])
  }

  @Test func keysOfVersionSixAreTold() throws {
    // RFC 9580 A.3 is what the OpenPGP room's tests verify; here any well-formed key will do.
    let key = Packet(.publicKey, [6, 1, 2, 3, 4, 27, 0, 0, 0, 32] + Array(1...32))
    let file = Armor(.publicKey, key.serialized()).serialized()
    let hygiene = try KeyHygiene(bytes: file, name: "k", at: Self.made)
    #expect(hygiene.keys[0].findings.map(\.code) == ["key.not-bound", "key.version-6"])
    let secret = Packet(.secretKey, key.body + [0] + [UInt8](repeating: 7, count: 32))
    let other = try KeyHygiene(bytes: secret.serialized(), name: "k", at: Self.made)
    #expect(other.keys[0].findings.map(\.code) == ["key.not-bound", "key.version-6"])
  }

  @Test func examplesAreTold() throws {
    let hygiene = try KeyHygiene(
      bytes: example("ed25519.pub.asc"), name: "k", at: Self.made)
    #expect(hygiene.keys[0].findings.map(\.code) == ["key.example"])
    #expect(!hygiene.holdsSecret)
    let secret = try KeyHygiene(bytes: example("ed25519.sec.asc"), name: "k", at: Self.made)
    #expect(secret.holdsSecret)
  }
}
