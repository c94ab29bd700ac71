import Bytes
import Cryptography
import Testing

@testable import OpenPGP

/// What must be refused, and for which reason.
struct VerdictTests {
  private static let document = Array("a release\n".utf8)
  private static let moment: UInt32 = 1_600_000_000

  private func verdict(
    _ signature: [UInt8], _ document: [UInt8] = Self.document, by keys: [Certificate]? = nil,
    at time: UInt32 = Self.moment
  ) throws -> SignatureVerdict {
    let verifier = try SignatureVerifier(file: signature)
    try verifier.update(document)
    return try verifier.verdict(keyring: keys ?? [OwnKeys.key(.ed25519).certificate], at: time)
  }

  private func builder(
    created: UInt32 = Self.moment, type: SignatureType = .binary, _ statements: [Subpacket] = []
  ) throws -> SignatureBuilder {
    let builder = try SignatureBuilder(
      signer: OwnKeys.signer(.ed25519), hash: .sha256, created: created, type: type,
      statements: statements)
    try builder.update(Self.document)
    return builder
  }

  private func gnuPGVerdict(
    _ name: GnuPG.Name, _ hash: String = "SHA256", at time: UInt32 = later
  ) async throws -> SignatureVerdict {
    let gnupg = try await GnuPG.shared
    return try verdict(
      gnupg.signature(name, hash), GnuPG.document, by: Certificate.all(gnupg.certificate(name)),
      at: time)
  }

  @Test func ourOwnIsGood() throws {
    let key = try OwnKeys.key(.ed25519).certificate
    #expect(
      try verdict(builder().finish())
        == .good(
          fingerprint: key.primary.fingerprint, userID: "Maker <maker@example.invalid>",
          created: Self.moment))
    #expect(try verdict(builder().finishArmored()).isGood)
  }

  @Test(arguments: [GnuPG.Name.plain, .sealed, .rsa, .subkeyed])
  func thoseOfGnuPGAreGood(name: GnuPG.Name) async throws {
    let certificate = try await Certificate.all(GnuPG.shared.certificate(name))[0]
    for hash in name == .plain || name == .rsa ? ["SHA256", "SHA512"] : ["SHA256"] {
      guard
        case .good(let fingerprint, let userID, let created, _) = try await gnuPGVerdict(name, hash)
      else {
        Issue.record("the \(hash) signature of \(name) is not good")
        continue
      }
      #expect(fingerprint == certificate.primary.fingerprint)
      #expect(userID == "\(name.rawValue) <\(name.address)>")
      #expect(created == 1_590_969_600)
    }
  }

  @Test func armoredByGnuPGIsGood() async throws {
    let gnupg = try await GnuPG.shared
    #expect(
      try verdict(
        gnupg.armoredSignature, GnuPG.document, by: Certificate.all(gnupg.armoredCertificate),
        at: later
      ).isGood)
  }

  @Test func anUnknownKeyIsNamed() async throws {
    let others = try await Certificate.all(GnuPG.shared.certificate(.plain))
    let name = try OwnKeys.key(.ed25519).certificate.primary.fingerprint.description
    #expect(try verdict(builder().finish(), by: others) == .bad(.unknownKey(name)))
    #expect(try verdict(builder().finish(), by: []) == .bad(.unknownKey(name)))
  }

  @Test func anotherDocumentIsBad() throws {
    let signature = try builder().finish()
    for document in [[], Array(Self.document.dropLast()), Self.document + [0], [1] + Self.document]
    {
      #expect(try verdict(signature, document) == .bad(.badSignature))
    }
  }

  /// Only what nobody signed may change: an unhashed type, the count of leading zero bits.
  @Test func everyChangedByteIsRefused() throws {
    let signature = try builder().finish()
    let whole = try #require(try SignatureVerifier(parsing: signature).signature)
    for index in signature.indices {
      for bit in [UInt8(1), 0x80] {
        var changed = signature
        changed[index] ^= bit
        guard (try? verdict(changed))?.isGood == true,
          let read = try SignatureVerifier(parsing: changed).signature
        else { continue }
        #expect(
          read.hashed == whole.hashed && read.numbers == whole.numbers
            && read.left16 == whole.left16, "byte \(index)")
      }
    }
  }

  @Test(arguments: [SignatureType.text, .init(rawValue: 0x10), .directKey])
  func otherTypesAreRefused(type: SignatureType) throws {
    #expect(try verdict(builder(type: type).finish()) == .bad(.wrongType(type)))
  }

  @Test func weakHashesAreRefused() async throws {
    #expect(try await gnuPGVerdict(.plain, "SHA1") == .bad(.weakDigest(.sha1)))
    #expect(try await gnuPGVerdict(.rsa, "SHA1") == .bad(.weakDigest(.sha1)))
  }

  @Test func keysThatMayNotSignAreRefused() async throws {
    let gnupg = try await GnuPG.shared
    func fingerprint(_ name: GnuPG.Name) throws -> Fingerprint {
      try Certificate.all(gnupg.certificate(name))[0].primary.fingerprint
    }
    #expect(
      try await gnuPGVerdict(.short) == .bad(.key(fingerprint(.short), .weak(bits: 1024))))
    #expect(try await gnuPGVerdict(.revoked) == .bad(.key(fingerprint(.revoked), .revoked)))
    guard case .bad(.key(_, .expired)) = try await gnuPGVerdict(.expired) else {
      Issue.record("an expired key was accepted")
      return
    }
    #expect(try await gnuPGVerdict(.expired, at: 1_595_000_000).isGood)
    // The primary key that only certifies.
    let key = try TransferableSecretKey.only(gnupg.secret(.subkeyed))
    let signer = try key.secrets[0].unlock(passphrase: SecretBytes(GnuPG.passphrase))
    let signature = try SignatureBuilder(signer: signer, created: Self.moment)
    try signature.update(Self.document)
    #expect(
      try verdict(signature.finish(), by: [key.certificate])
        == .bad(.key(key.certificate.primary.fingerprint, .notForSigning)))
  }

  /// A subkey put below another primary key, and one whose back-signature is gone.
  @Test func subkeysNeedBothSignatures() async throws {
    let gnupg = try await GnuPG.shared
    let packets = try KeyFile.packets(parsing: gnupg.certificate(.subkeyed))[0]
    let plain = try KeyFile.packets(parsing: gnupg.certificate(.plain))[0]
    let subkey = try #require(packets.firstIndex { $0.type == .publicSubkey })
    let stolen = try Certificate(Array(plain.prefix(3)) + packets[subkey...(subkey + 1)])
    let name = stolen.subkeys[0].key.fingerprint
    let signature = try gnupg.signature(.subkeyed)
    #expect(
      try verdict(signature, GnuPG.document, by: [stolen], at: later)
        == .bad(.key(name, .unbound)))
    // With the rightful certificate beside it, the thief does no harm.
    #expect(
      try verdict(signature, GnuPG.document, by: [stolen, Certificate(packets)], at: later).isGood)
    var lone = packets
    lone[subkey + 1].body = try withoutBackSignature(packets[subkey + 1])
    guard case .bad = try verdict(signature, GnuPG.document, by: [Certificate(lone)], at: later)
    else {
      Issue.record("a subkey without a back-signature was accepted")
      return
    }
  }

  /// Takes subpacket 32 out wherever it stands.
  private func withoutBackSignature(_ packet: Packet) throws -> [UInt8] {
    var reader = ByteReader(packet.body.span.bytes)
    let signature = try OpenPGPSignature(parsing: &reader)
    let head = SignatureHead(
      type: signature.type, algorithm: signature.algorithm, hash: signature.hash,
      hashed: signature.hashed.filter { $0.kind != .embeddedSignature })
    return OpenPGPSignature(
      head: head, unhashed: signature.unhashed.filter { $0.kind != .embeddedSignature },
      left16: signature.left16, numbers: signature.numbers
    ).serialized()
  }

  @Test func aRevokedCopyOutvotesAnother() async throws {
    let gnupg = try await GnuPG.shared
    let revoked = try Certificate.all(gnupg.certificate(.revoked))[0]
    let packets = try KeyFile.packets(parsing: gnupg.certificate(.revoked))[0]
    let innocent = try Certificate(
      packets.filter { $0.type != .signature || $0.body[1] != SignatureType.keyRevocation.rawValue }
    )
    let signature = try gnupg.signature(.revoked)
    #expect(try verdict(signature, GnuPG.document, by: [innocent], at: later).isGood)
    #expect(
      try verdict(signature, GnuPG.document, by: [innocent, revoked], at: later)
        == .bad(.key(revoked.primary.fingerprint, .revoked)))
  }

  @Test func timesMustFit() throws {
    #expect(
      try verdict(builder().finish(), at: Self.moment - 1)
        == .bad(.fromTheFuture(created: Self.moment)))
    let early = OwnKeys.created - 1
    #expect(
      try verdict(builder(created: early).finish()) == .bad(.createdBeforeKey(created: early)))
    let brief = try builder([.number(.expirationTime, 60)]).finish()
    #expect(try verdict(brief, at: Self.moment + 59).isGood)
    #expect(
      try verdict(brief, at: Self.moment + 60)
        == .bad(.signatureExpired(at: UInt64(Self.moment) + 60)))
  }

  @Test func criticalStatementsMustBeUnderstood() throws {
    for kind in [Subpacket.Kind(rawValue: 20), .init(rawValue: 101)] {
      let plain = try builder([Subpacket(kind, [1, 2, 3])]).finish()
      #expect(try verdict(plain).isGood)
      let critical = try builder([Subpacket(kind, [1, 2, 3], isCritical: true)]).finish()
      #expect(try verdict(critical) == .bad(.unknownCriticalSubpacket(kind)))
    }
  }

  /// Rebuilds a signature with other unhashed parts, which nobody signed.
  private func rebuilt(
    unhashed: [Subpacket], left16: [UInt8]? = nil, hashed: [Subpacket]? = nil
  ) throws -> [UInt8] {
    let value = try builder().finishSignature()
    let head = SignatureHead(
      type: value.type, algorithm: value.algorithm, hash: value.hash,
      hashed: hashed ?? value.hashed)
    return OpenPGPSignature(
      head: head, unhashed: unhashed, left16: left16 ?? value.left16, numbers: value.numbers
    ).packet.serialized()
  }

  @Test func theHashedFingerprintDecides() throws {
    let key = try OwnKeys.key(.ed25519).certificate.primary
    #expect(try verdict(rebuilt(unhashed: [])).isGood)
    let other = Subpacket(.issuerKeyID, [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(try verdict(rebuilt(unhashed: [other])) == .bad(.issuerMismatch))
    let name = Subpacket(.issuerFingerprint, [4] + key.fingerprint.bytes.reversed())
    #expect(try verdict(rebuilt(unhashed: [name])) == .bad(.issuerMismatch))
    // Nobody named, and no time.
    #expect(
      try verdict(rebuilt(unhashed: [], hashed: [.number(.creationTime, Self.moment)]))
        == .bad(.issuerMissing))
    #expect(try verdict(rebuilt(unhashed: [], hashed: [])) == .bad(.creationTimeMissing))
  }

  @Test func theFirstBytesOfTheDigestMustFit() throws {
    let key = try OwnKeys.key(.ed25519).certificate.primary
    let id = Subpacket(.issuerKeyID, key.keyID.bytes)
    let right = try builder().finishSignature().left16
    #expect(
      try verdict(rebuilt(unhashed: [id], left16: [right[0] ^ 1, right[1]]))
        == .bad(.left16Mismatch))
  }

  @Test func oneSignatureAndNothingElse() throws {
    let signature = try builder().finish()
    #expect(try verdict(signature + [0]) == .bad(.trailingData))
    #expect(try verdict(signature + signature) == .bad(.severalPackets))
    #expect(throws: MalformedInput.self) { try SignatureVerifier(parsing: []) }
    #expect(throws: MalformedInput.self) {
      try SignatureVerifier(parsing: builder().finishArmored())
    }
    for count in 0..<signature.count {
      #expect(throws: MalformedInput.self) {
        try SignatureVerifier(parsing: Array(signature.prefix(count)))
      }
    }
  }

  @Test func otherVersionsAndAlgorithmsAreNamed() throws {
    var old = try builder().finish()
    for version: UInt8 in [0, 2, 5, 7, 255] {
      old[2] = version
      #expect(try verdict(old) == .bad(.unsupportedVersion(version)))
    }
    // The others are laid out otherwise.
    for version: UInt8 in [3, 6] {
      old[2] = version
      #expect(throws: MalformedInput.self) { try verdict(old) }
    }
    var hashed = try builder().finish()
    hashed[5] = 12
    #expect(try verdict(hashed) == .bad(.unsupportedHash(HashAlgorithm(rawValue: 12))))
    hashed[5] = 1
    #expect(try verdict(hashed) == .bad(.weakDigest(.md5)))
    var signed = try builder().finish()
    signed[4] = 17
    #expect(try verdict(signed) == .bad(.unsupportedAlgorithm(.dsa)))
    // RSA is said to have signed: the key is not an RSA key, and the numbers do not fit.
    signed[4] = 1
    #expect(throws: MalformedInput.self) { try verdict(signed) }
  }

  @Test func theVerdictMayBeAskedForTwice() throws {
    let verifier = try SignatureVerifier(parsing: builder().finish())
    try verifier.update(Self.document)
    let keys = try [OwnKeys.key(.ed25519).certificate]
    #expect(try !verifier.verdict(keyring: [], at: Self.moment).isGood)
    #expect(try verifier.verdict(keyring: keys, at: Self.moment).isGood)
  }
}
