import Bytes
import Cryptography
import TestSupport
import Testing

@testable import OpenPGP

/// Sequoia's keys and signatures, read here; ours, read there.
struct SequoiaTests {
  /// Later than anything made during the tests.
  private static let later = UInt32.max

  private func verdict(
    _ signature: [UInt8], _ certificate: [UInt8], _ document: [UInt8] = GnuPG.document
  ) throws -> SignatureVerdict {
    let verifier = try SignatureVerifier(file: signature)
    try verifier.update(document)
    return try verifier.verdict(keyring: Certificate.all(certificate), at: Self.later)
  }

  @Test(arguments: Sequoia.Kind.all)
  func itsSignaturesAreJudged(kind: Sequoia.Kind) async throws {
    let sequoia = try await Sequoia.shared
    let certificate = try Certificate.all(sequoia.certificate(kind))[0]
    #expect(certificate.primary.version == kind.version)
    #expect(certificate.primary.fingerprint.version == kind.version)
    let answer = try verdict(sequoia.signature(kind), sequoia.certificate(kind))
    guard case .good(let fingerprint, let userID, _, _) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(fingerprint == certificate.primary.fingerprint)
    #expect(userID == "Sequoia <sequoia@example.invalid>")
    #expect(
      try verdict(sequoia.signature(kind), sequoia.certificate(kind), GnuPG.document + [0])
        == .bad(.badSignature))
    guard
      case .bad(.key(_, .revoked)) = try verdict(
        sequoia.signature(kind), sequoia.revoked(kind))
    else {
      Issue.record("a revoked key is believed")
      return
    }
    #expect(try Certificate.all(certificate.serialized()) == [certificate])
  }

  /// Where a number of the signature lies does not matter: nothing of it can change.
  @Test func everyChangedByteOfVersionSixIsRefused() async throws {
    let kind = Sequoia.Kind(suite: "Cv25519", version: 6)
    let sequoia = try await Sequoia.shared
    let keyring = try Certificate.all(sequoia.certificate(kind))
    let signature = try Armor.only(.signature, in: sequoia.signature(kind))
    let whole = try #require(try SignatureVerifier(parsing: signature).signature)
    #expect(whole.version == 6 && whole.salt.count == 32)
    for index in signature.indices {
      var changed = signature
      changed[index] ^= 1
      guard let verifier = try? SignatureVerifier(parsing: changed) else { continue }
      try verifier.update(GnuPG.document)
      #expect(try !verifier.verdict(keyring: keyring, at: Self.later).isGood, "byte \(index)")
    }
    for count in signature.indices {
      let cut = Array(signature.prefix(count))
      #expect(throws: (any Error).self) { try SignatureVerifier(parsing: cut) }
    }
    var reader = ByteReader(whole.serialized().span.bytes)
    #expect(try OpenPGPSignature(parsing: &reader) == whole)
  }

  /// A version 4 signature does not count for a version 6 key, whatever it says.
  @Test func versionsAreNotMixed() async throws {
    let sequoia = try await Sequoia.shared
    let six = Sequoia.Kind(suite: "Cv25519", version: 6)
    let packets = try Certificate.all(sequoia.certificate(six))[0].packets
    let four = try Certificate.all(
      sequoia.certificate(Sequoia.Kind(suite: "Cv25519", version: 4)))[0]
    let foreign = four.packets.filter { $0.type == .publicSubkey }
    let mixed = try Certificate(packets + foreign)
    #expect(mixed.subkeys.count == packets.count { $0.type == .publicSubkey })
    #expect(mixed.packets == packets + foreign)
  }

  @Test(arguments: Sequoia.Kind.all.filter { $0.version == 4 })
  func itsKeysSign(kind: Sequoia.Kind) async throws {
    let sequoia = try await Sequoia.shared
    let key = try TransferableSecretKey.only(sequoia.secret(kind))
    let secret = try #require(key.signingKeys(at: Self.later).first)
    #expect(secret.publicKey != key.certificate.primary)
    let builder = try SignatureBuilder(
      signer: secret.unlock(passphrase: nil), created: secret.publicKey.created + 1)
    try builder.update(GnuPG.document)
    // Its own clock may be where the key was made.
    let result = try await Sequoia.verifies(
      certificate: sequoia.certificate(kind), signature: builder.finish(),
      document: GnuPG.document)
    #expect(
      result.output.uppercased() == "\(key.certificate.primary.fingerprint)\n", "\(result.errors)")
  }

  @Test(arguments: [TransferableSecretKey.Algorithm.ed25519, .rsa3072, .p256, .p384, .p521])
  func itTakesOurs(algorithm: TransferableSecretKey.Algorithm) async throws {
    let certificate = try OwnKeys.key(algorithm).certificate
    let builder = try SignatureBuilder(
      signer: OwnKeys.signer(algorithm), created: OwnKeys.created + 1)
    try builder.update(GnuPG.document)
    let result = try await Sequoia.verifies(
      certificate: certificate.armored(), signature: builder.finish(), document: GnuPG.document)
    #expect(
      result.output.uppercased() == "\(certificate.primary.fingerprint)\n", "\(result.errors)")
  }
}
