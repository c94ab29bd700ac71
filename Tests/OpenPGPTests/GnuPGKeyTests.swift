import Cryptography
import OpenPGP
import TestSupport
import Testing

/// Keys GnuPG exported.
struct GnuPGKeyTests {
  @Test(arguments: GnuPG.Name.allCases)
  func secretKeysUnlockAndSign(name: GnuPG.Name) async throws {
    let gnupg = try await GnuPG.shared
    let key = try TransferableSecretKey.only(gnupg.secret(name))
    for secret in key.secrets where secret.publicKey.algorithm != .ecdh {
      #expect(secret.needsPassphrase == !name.passphrase.isEmpty)
      // The key's numbers are checked against its public part, and a signature is tried.
      let signer = try secret.unlock(passphrase: SecretBytes(name.passphrase))
      let builder = try SignatureBuilder(signer: signer, created: later)
      _ = try builder.finish()
    }
  }

  @Test func aWrongPassphraseIsTold() async throws {
    let gnupg = try await GnuPG.shared
    for name in [GnuPG.Name.sealed, .subkeyed] {
      let secret = try TransferableSecretKey.only(gnupg.secret(name)).secrets[0]
      for wrong in ["", "p4ss word", "p4ss wörd "] {
        #expect(throws: OpenPGPError.wrongPassphrase) {
          try secret.unlock(passphrase: SecretBytes(wrong))
        }
      }
      #expect(throws: OpenPGPError.passphraseNeeded) { try secret.unlock(passphrase: nil) }
    }
  }

  @Test func anOfflinePrimaryKeyLeavesItsSubkey() async throws {
    let gnupg = try await GnuPG.shared
    let whole = try TransferableSecretKey.only(gnupg.secret(.subkeyed))
    let part = try TransferableSecretKey.only(gnupg.offlinePrimary)
    #expect(part.certificate.primary == whole.certificate.primary)
    #expect(!part.secrets[0].hasSecret)
    #expect(throws: OpenPGPError.noSecret) { try part.secrets[0].unlock(passphrase: nil) }
    for key in [whole, part] {
      let able = key.signingKeys(at: later)
      #expect(able.map(\.publicKey) == [key.certificate.subkeys[0].key])
      _ = try able[0].unlock(passphrase: SecretBytes(GnuPG.passphrase))
    }
  }

  @Test func standingsAreThoseGnuPGMade() async throws {
    let gnupg = try await GnuPG.shared
    func problems(_ name: GnuPG.Name, at time: UInt32 = later) throws -> [KeyProblem?] {
      let certificate = try Certificate.all(gnupg.certificate(name))[0]
      #expect(certificate.userIDs.map(\.text) == ["\(name.rawValue) <\(name.address)>"])
      return certificate.standing(at: time).keys.map(\.problem)
    }
    #expect(try problems(.plain) == [nil, .notForSigning])
    #expect(try problems(.sealed) == [nil])
    #expect(try problems(.rsa) == [nil])
    #expect(try problems(.short) == [.weak(bits: 1024)])
    #expect(try problems(.subkeyed) == [.notForSigning, nil, .notForSigning])
    #expect(try problems(.revoked) == [.revoked])
    // 2020-01-01 and 366 or 365 days, whatever GnuPG makes of a year.
    let expired = try Certificate.all(gnupg.certificate(.expired))[0]
    let end = try #require(expired.standing(at: later).keys[0].expires)
    #expect((1_609_372_800...1_609_459_500).contains(end))
    #expect(try problems(.expired) == [.expired(at: end)])
    #expect(try problems(.expired, at: UInt32(end)) == [.expired(at: end)])
    #expect(try problems(.expired, at: UInt32(end) - 1) == [nil])
    // Before 2020 nothing existed.
    let plain = try Certificate.all(gnupg.certificate(.plain))[0]
    #expect(
      try problems(.plain, at: 1_577_836_799)
        == [KeyProblem](repeating: .notYetValid(created: plain.primary.created), count: 2))
    // The subkey came a day later.
    let subkeyed = try Certificate.all(gnupg.certificate(.subkeyed))[0]
    #expect(
      try problems(.subkeyed, at: subkeyed.primary.created)[1]
        == .notYetValid(created: subkeyed.subkeys[0].key.created))
  }

  @Test func certificatesSurviveReadingAndWriting() async throws {
    let gnupg = try await GnuPG.shared
    for name in GnuPG.Name.allCases {
      let bytes = try gnupg.certificate(name)
      let certificate = try Certificate.all(bytes)[0]
      #expect(certificate.serialized() == bytes)
      #expect(try Certificate.all(certificate.armored()) == [certificate])
      // A secret key holds the same certificate.
      let secret = try TransferableSecretKey.only(gnupg.secret(name))
      #expect(secret.certificate.primary == certificate.primary)
      #expect(secret.serialized().copied == (try gnupg.secret(name)))
    }
    #expect(
      try Certificate.all(gnupg.armoredCertificate) == Certificate.all(gnupg.certificate(.plain)))
  }

  @Test func fingerprintsAreThoseGnuPGPrints() async throws {
    let gnupg = try await GnuPG.shared
    let certificate = try Certificate.all(gnupg.certificate(.subkeyed))[0]
    let scratch = try ScratchDirectory()
    try scratch.write(gnupg.certificate(.subkeyed), to: "k")
    let listing = try await show(scratch["k"])
    let printed = listing.split(separator: "\n").filter { $0.hasPrefix("fpr:") }
      .map { $0.split(separator: ":")[1] }
    #expect(printed == certificate.keys.map { Substring($0.fingerprint.description) })
  }
}
