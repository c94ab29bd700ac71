import Cryptography
import TestSupport
import Testing

@testable import OpenPGP

/// Every kind of key GnuPG exports is read, signs, and its signatures please GnuPG.
struct GnuPGKindTests {
  @Test(arguments: GnuPGKinds.Kind.allCases)
  func everyKindSigns(kind: GnuPGKinds.Kind) async throws {
    let gnupg = try await GnuPGKinds.shared
    let open = try TransferableSecretKey.only(gnupg.open(kind)).secrets[0]
    let sealed = try TransferableSecretKey.only(gnupg.sealed(kind)).secrets[0]
    #expect(!open.needsPassphrase && sealed.needsPassphrase)
    #expect(open.publicKey == sealed.publicKey)
    guard case .encrypted(let numbers) = sealed.protection, case .hash = numbers.usage,
      case .iterated(.sha1, _, _) = numbers.specifier
    else {
      Issue.record("GnuPG protects otherwise: \(sealed.protection)")
      return
    }
    #expect(numbers.algorithm.rawValue == 7)
    #expect(throws: OpenPGPError.wrongPassphrase) {
      try sealed.unlock(passphrase: SecretBytes("p4ss word"))
    }
    for secret in [open, sealed] {
      let signer = try secret.unlock(passphrase: SecretBytes(GnuPG.passphrase))
      let builder = try SignatureBuilder(signer: signer, created: later)
      try builder.update(GnuPG.document)
      let status = try await gpgStatus(
        certificate: gnupg.certificate(kind), signature: builder.finish(),
        document: GnuPG.document)
      #expect(status.contains("VALIDSIG \(secret.publicKey.fingerprint)"), "\(status)")
      #expect(status.contains("GOODSIG"), "\(status)")
    }
  }

  @Test(arguments: GnuPGKinds.Kind.allCases)
  func everySignatureOfGnuPGIsGood(kind: GnuPGKinds.Kind) async throws {
    let gnupg = try await GnuPGKinds.shared
    let keyring = try Certificate.all(gnupg.certificate(kind))
    let verifier = try SignatureVerifier(file: gnupg.signature(kind))
    try verifier.update(GnuPG.document)
    #expect(try verifier.verdict(keyring: keyring, at: later).isGood)
  }

  /// The primary key of a card, GnuPG's second kind of dummy, with a signing subkey at hand.
  @Test func aPrimaryKeyOnACardLeavesItsSubkey() async throws {
    let gnupg = try await GnuPG.shared
    var packets = try KeyFile.packets(parsing: gnupg.offlinePrimary)[0]
    let dummy = packets[0]
    let part = try #require(dummy.secret).copied
    let mode = try #require(part.lastIndex(of: 1))
    #expect(Array(part[(mode - 3)..<mode]) == Array("GNU".utf8))
    // Mode 2, and the number of the card behind its length.
    packets[0] = Packet(
      .secretKey, dummy.body,
      secret: SecretBytes(Array(part[..<mode]) + [2, 4, 0xd2, 0x76, 0x00, 0x01]))
    let key = try TransferableSecretKey(packets)
    #expect(!key.secrets[0].hasSecret)
    let able = key.signingKeys(at: later)
    #expect(able.map(\.publicKey) == [key.certificate.subkeys[0].key])
    _ = try able[0].unlock(passphrase: SecretBytes(GnuPG.passphrase))
  }
}
