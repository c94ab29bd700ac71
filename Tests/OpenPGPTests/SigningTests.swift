import Bytes
import Cryptography
import OpenPGP
import TestSupport
import Testing

/// What this room signs, judged by others.
struct SigningTests {
  private static let document = Array("a release\n".utf8)
  private static let moment: UInt32 = 1_600_000_000

  private func sign(
    _ signer: Signer, _ hash: DigestAlgorithm?, armored: Bool = false
  ) throws -> [UInt8] {
    let builder = try SignatureBuilder(signer: signer, hash: hash, created: Self.moment)
    try builder.update(Self.document)
    return try armored ? builder.finishArmored() : builder.finish()
  }

  private static let kinds: [TransferableSecretKey.Algorithm] = [
    .ed25519, .rsa3072, .p256, .p384, .p521,
  ]

  @Test(arguments: kinds, [DigestAlgorithm?.none, .sha512])
  func othersAcceptOurSignatures(
    algorithm: TransferableSecretKey.Algorithm, hash: DigestAlgorithm?
  ) async throws {
    let certificate = try OwnKeys.key(algorithm).certificate
    let name = certificate.primary.fingerprint.description
    for armored in [false, true] {
      let signature = try sign(OwnKeys.signer(algorithm), hash, armored: armored)
      let status = try await gpgStatus(
        certificate: certificate.armored(), signature: signature, document: Self.document)
      #expect(status.contains("GOODSIG \(name.suffix(16))"), "\(status)")
      #expect(status.contains("VALIDSIG \(name) 2020-09-13 1600000000 0 4 0 "))
      for word in ["EXPKEYSIG", "REVKEYSIG", "EXPSIG", "KEYEXPIRED"] {
        #expect(!status.contains("[GNUPG:] \(word) "))
      }
      let sequoia = try await sqVerify(
        certificate: certificate.armored(), signature: signature, document: Self.document)
      #expect(sequoia.status == 0, "\(sequoia.errors)")
      let sqv = try await sqvVerify(
        certificate: certificate.armored(), signature: signature, document: Self.document)
      #expect(sqv.status == 0 && sqv.output == "\(name)\n", "\(sqv.output)\(sqv.errors)")
    }
  }

  @Test(arguments: [GnuPG.Name.plain, .rsa, .sealed, .subkeyed])
  func signaturesWithKeysOfGnuPGPleaseGnuPG(name: GnuPG.Name) async throws {
    let gnupg = try await GnuPG.shared
    let key = try TransferableSecretKey.only(gnupg.secret(name))
    let secret = try #require(key.signingKeys(at: later).first)
    let signer = try secret.unlock(passphrase: SecretBytes(name.passphrase))
    let signature = try sign(signer, .sha256)
    let status = try await gpgStatus(
      certificate: gnupg.certificate(name), signature: signature, document: Self.document)
    #expect(status.contains("VALIDSIG \(secret.publicKey.fingerprint)"), "\(status)")
    #expect(status.contains("GOODSIG"))
  }

  @Test(arguments: [TransferableSecretKey.Algorithm.ed25519, .rsa3072])
  func signaturesAreTheSameEveryTime(algorithm: TransferableSecretKey.Algorithm) throws {
    let signer = try OwnKeys.signer(algorithm)
    #expect(try sign(signer, .sha256) == sign(signer, .sha256))
  }

  /// The layout, byte by byte: RFC 9580 §5.2.3 and §4.2.2.
  @Test func thePacketIsThePlainOne() throws {
    let signer = try OwnKeys.signer(.ed25519)
    let packet = try sign(signer, .sha256)
    let name = signer.publicKey.fingerprint.bytes
    let head: [UInt8] =
      [0x88, UInt8(packet.count - 2), 4, 0, 22, 8, 0, 29, 0x16, 0x21, 0x04] + name
      + [5, 2, 0x5f, 0x5e, 0x10, 0x00, 0, 10, 9, 16] + name.suffix(8)
    #expect(Array(packet.prefix(head.count)) == head)
    #expect(packet.count <= 119)
    let long = try sign(OwnKeys.signer(.rsa3072), .sha512)
    #expect(
      Array(long.prefix(7)) == [
        0x89, UInt8((long.count - 3) >> 8), UInt8((long.count - 3) & 255), 4, 0, 1, 10,
      ])
  }

  /// RFC 9580 asks for nothing; GnuPG refuses a hash shorter than the curve.
  @Test func hashesAreNotWeakerThanTheCurve() throws {
    for (algorithm, hash): (TransferableSecretKey.Algorithm, DigestAlgorithm) in [
      (.p384, .sha256), (.p521, .sha256), (.p521, .sha384),
    ] {
      #expect(throws: OpenPGPError.self) { try sign(OwnKeys.signer(algorithm), hash) }
    }
    let verifier = try SignatureVerifier(parsing: sign(OwnKeys.signer(.p384), nil))
    #expect(verifier.signature?.hash == .sha384)
    #expect(
      try SignatureVerifier(parsing: sign(OwnKeys.signer(.p256), nil)).signature?.hash == .sha256)
  }

  @Test(arguments: kinds)
  func certificatesAreImported(algorithm: TransferableSecretKey.Algorithm) async throws {
    let scratch = try ScratchDirectory()
    try scratch.write(OwnKeys.key(algorithm).certificate.armored(), to: "key.asc")
    let imported = try await run(
      "rpmkeys", ["--define", "_dbpath \(scratch["db"])", "--import", scratch["key.asc"]])
    // What rpm 4.18 does not know it does not import: curves.
    let isKnown = [.ed25519, .rsa3072].contains(algorithm)
    #expect((imported.status == 0) == isKnown, "\(imported.errors)")
    try await expectGnuPGAndSequoiaToList(scratch["key.asc"])
    guard isKnown else { return }
    #expect(imported.status == 0, "\(imported.errors)")
    let listed = try await run(
      "rpm", ["--define", "_dbpath \(scratch["db"])", "-q", "gpg-pubkey", "--qf", "%{SUMMARY}"])
    #expect(listed.output.contains("maker@example.invalid"), "\(listed.errors)")
  }

  private func expectGnuPGAndSequoiaToList(_ path: String) async throws {
    let listing = try await show(path)
    #expect(listing.contains("Maker <maker@example.invalid>"))
    // Field 12 of the public key: what it may be used for, by GnuPG's reckoning.
    let fields = listing.split(separator: "\n")[0].split(
      separator: ":", omittingEmptySubsequences: false)
    #expect(fields[0] == "pub" && fields[11] == "scSC")
    let inspected = try await run("sq", ["inspect", path])
    #expect(inspected.output.contains("Key flags: certification, signing"), "\(inspected.output)")
  }

  @Test(arguments: [false, true])
  func gnuPGSignsWithOurKeys(sealed: Bool) async throws {
    let scratch = try ScratchDirectory()
    let key = try sealed ? OwnKeys.sealed.get() : OwnKeys.rsa3072.get()
    try scratch.write(key.armored().copied, to: "key.asc")
    try scratch.write(Self.document, to: "document")
    try await startAgent(home: scratch.path)
    let common = ["--homedir", scratch.path, "--batch", "--pinentry-mode", "loopback"]
    let imported = try await run("gpg", common + ["--import", scratch["key.asc"]])
    let signed = try await run(
      "gpg",
      common + [
        "--passphrase", sealed ? GnuPG.passphrase : "", "--output", scratch["sig"],
        "--detach-sign", scratch["document"],
      ])
    _ = try await run("gpgconf", ["--homedir", scratch.path, "--kill", "all"])
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(signed.status == 0, "\(signed.errors)")
    let verifier = try SignatureVerifier(file: scratch.read("sig"))
    try verifier.update(Self.document)
    #expect(try verifier.verdict(keyring: [key.certificate], at: .max).isGood)
  }

  @Test func weakHashesAreNotSignedWith() throws {
    let signer = try OwnKeys.signer(.ed25519)
    for hash in [DigestAlgorithm.md5, .sha1] {
      #expect(throws: OpenPGPError.self) {
        try SignatureBuilder(signer: signer, hash: hash, created: 0)
      }
    }
  }

  /// A signer that answers with something else is found out before the packet leaves.
  @Test func aFaultySignerIsFoundOut() throws {
    struct Faulty: RawSigner {
      let publicKey: PublicKey
      func sign(_: [UInt8], _: DigestAlgorithm) throws(SigningFailure) -> [UInt8] {
        [UInt8](repeating: 1, count: 64)
      }
    }
    let packet = try OwnKeys.signer(.ed25519).publicKey
    let faulty = Faulty(publicKey: try packet.verificationKey())
    let builder = try SignatureBuilder(
      signer: Signer(packet, faulty), created: Self.moment)
    let error = #expect(throws: OpenPGPError.self) { try builder.finish() }
    guard case .signer(let failure) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(failure.kind == .badSignature)
    #expect(throws: SigningFailure.self) { try faulty.provenSignature(of: [1], .sha256) }
  }

  @Test func aSignerOfAnotherKeyIsNotBound() throws {
    let other = try PrivateKey.generate(.ed25519)
    let packet = try OwnKeys.signer(.ed25519).publicKey
    #expect(throws: OpenPGPError.inconsistentKey) { try Signer(packet, other) }
  }
}
