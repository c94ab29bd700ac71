import Bytes
import Testing

@testable import OpenPGP

/// What may be overlooked of a key that signed well, and what may not.
@Suite struct ToleranceTests {
  private static let document = Array("a release\n".utf8)
  private static let moment: UInt32 = 1_600_000_000
  private static let signing = Subpacket(.keyFlags, [2])

  /// An Ed25519 key and a P-256 key below it, with whatever signatures a test wants on them.
  private struct Keys {
    let primary, subkey: Signer
    private let userID = Certificate.UserID(bytes: Array("Maker".utf8))

    init() throws {
      primary = try OwnKeys.signer(.ed25519)
      subkey = try OwnKeys.signer(.p256)
    }

    private var primaryForm: [UInt8] { primary.publicKey.hashedForm }
    private var subkeyForm: [UInt8] { primaryForm + subkey.publicKey.hashedForm }

    private func statement(
      _ type: SignatureType, by signer: Signer, over form: [UInt8], _ parts: [Subpacket]
    ) throws -> OpenPGPSignature {
      let builder = try SignatureBuilder(
        signer: signer, hash: nil, created: OwnKeys.created, type: type, statements: parts)
      try builder.update(form)
      return try builder.finishSignature()
    }

    func certification(
      _ parts: [Subpacket] = [ToleranceTests.signing],
      _ type: SignatureType = .init(rawValue: 0x13)
    ) throws -> Packet {
      let form = primaryForm + userID.hashedForm
      return try statement(type, by: primary, over: form, parts).packet
    }

    var revocation: Packet {
      get throws { try statement(.keyRevocation, by: primary, over: primaryForm, []).packet }
    }

    var subkeyRevocation: Packet {
      get throws { try statement(.subkeyRevocation, by: primary, over: subkeyForm, []).packet }
    }

    func binding(
      _ parts: [Subpacket] = [ToleranceTests.signing], by signer: Signer? = nil,
      isMutual: Bool = true
    ) throws -> Packet {
      let back = try statement(.primaryKeyBinding, by: subkey, over: subkeyForm, [])
      let mutual = isMutual ? [Subpacket(.embeddedSignature, back.serialized())] : []
      return try statement(
        .subkeyBinding, by: signer ?? primary, over: subkeyForm, parts + mutual
      ).packet
    }

    /// The certificate; a subkey for each list of what is on it.
    func certificate(
      revocations: [Packet] = [], certifications: [Packet]? = nil, subkeys: [[Packet]] = []
    ) throws -> Certificate {
      let start = [Packet(.publicKey, primary.publicKey.body)] + revocations
      let name = [Packet(.userID, userID.bytes)] + (try certifications ?? [certification()])
      return try Certificate(
        start + name + subkeys.flatMap { [Packet(.publicSubkey, subkey.publicKey.body)] + $0 })
    }
  }

  private func verdict(
    by signer: Signer, _ keyring: [Certificate], _ tolerance: KeyTolerance,
    created: UInt32 = Self.moment, at time: UInt32 = Self.moment
  ) throws -> SignatureVerdict {
    let builder = try SignatureBuilder(signer: signer, created: created)
    try builder.update(Self.document)
    let verifier = try SignatureVerifier(parsing: builder.finish())
    try verifier.update(Self.document)
    return try verifier.verdict(keyring: keyring, at: time, tolerance: tolerance)
  }

  /// Expects the subkey to be refused for the first problem, and all of them to be overlooked.
  private func expectOverlooked(
    _ problems: [KeyProblem], of signer: Signer, _ keyring: Certificate...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let name = signer.publicKey.fingerprint
    #expect(
      try verdict(by: signer, keyring, .none) == .bad(.key(name, #require(problems.first))),
      sourceLocation: sourceLocation)
    let tolerant = try verdict(by: signer, keyring, .weak)
    #expect(tolerant.isGood, "\(tolerant)", sourceLocation: sourceLocation)
    #expect(
      tolerant.overlooked == problems.map { .key(name, $0) }, sourceLocation: sourceLocation)
  }

  /// Expects refusals, for `strict` by default and for `tolerant` when weak keys are allowed.
  private func expectRefused(
    _ strict: KeyProblem, _ tolerant: KeyProblem? = nil, of signer: Signer,
    _ keyring: Certificate..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let name = signer.publicKey.fingerprint
    #expect(
      try verdict(by: signer, keyring, .none) == .bad(.key(name, strict)),
      sourceLocation: sourceLocation)
    #expect(
      try verdict(by: signer, keyring, .weak) == .bad(.key(name, tolerant ?? strict)),
      sourceLocation: sourceLocation)
  }

  @Test func ofASoundKeyNothingIsOverlooked() throws {
    let keys = try Keys()
    let sound = try keys.certificate(subkeys: [[keys.binding()]])
    for signer in [keys.primary, keys.subkey] {
      let strict = try verdict(by: signer, [sound], .none)
      #expect(strict.isGood && strict.overlooked.isEmpty)
      #expect(try verdict(by: signer, [sound], .weak) == strict)
    }
  }

  @Test func everyWeaknessIsNamed() throws {
    let keys = try Keys()
    let mute = try keys.certificate(subkeys: [[keys.binding(isMutual: false)]])
    try expectOverlooked([.noBackSignature], of: keys.subkey, mute)
    try expectOverlooked([.bare], of: keys.subkey, keys.certificate(subkeys: [[]]))
    try expectOverlooked([.bare], of: keys.primary, keys.certificate(certifications: []))
    let end = UInt64(OwnKeys.created) + 60
    let short = Subpacket.number(.keyExpirationTime, 60)
    let encrypting = [Subpacket(.keyFlags, [4]), short]
    try expectOverlooked(
      [.notForSigning, .expired(at: end), .noBackSignature], of: keys.subkey,
      keys.certificate(subkeys: [[keys.binding(encrypting, isMutual: false)]]))
    try expectOverlooked(
      [.expired(at: end), .notForSigning], of: keys.primary,
      keys.certificate(certifications: [keys.certification([Subpacket(.keyFlags, [1]), short])]))
    // One copy of a certificate may know more than another.
    let sound = try keys.certificate(subkeys: [[keys.binding()]])
    try expectOverlooked([.noBackSignature], of: keys.subkey, sound, mute)
  }

  @Test func whatIsTakenBackStaysRefused() throws {
    let keys = try Keys()
    let short = try keys.certification([Self.signing, .number(.keyExpirationTime, 60)])
    let expired = KeyProblem.expired(at: UInt64(OwnKeys.created) + 60)
    let revoked = try keys.certificate(
      certifications: [short], subkeys: [[keys.binding(), keys.subkeyRevocation]])
    try expectRefused(expired, .revoked, of: keys.subkey, revoked)
    try expectRefused(
      .revoked, of: keys.primary,
      keys.certificate(revocations: [keys.revocation], certifications: [short]))
    // In another copy of the certificate, and in another copy of the subkey.
    let bare = try keys.certificate(subkeys: [[]])
    try expectRefused(.bare, .revoked, of: keys.subkey, bare, revoked)
    try expectRefused(
      .revoked, of: keys.subkey,
      keys.certificate(subkeys: [[keys.binding()], [keys.subkeyRevocation, keys.binding()]]))
    // A name that was taken back speaks for nothing.
    let withdrawn = try keys.certificate(
      certifications: [
        keys.certification(), keys.certification([], .certificationRevocation),
      ])
    try expectRefused(.unbound, of: keys.primary, withdrawn)
  }

  /// A binding that is not true is not the same as none.
  @Test func falseBindingsStayRefused() throws {
    let keys = try Keys()
    try expectRefused(
      .unbound, of: keys.subkey,
      keys.certificate(subkeys: [[keys.binding(by: keys.subkey)]]))
    var bent = try keys.binding()
    bent.body[bent.body.count - 1] ^= 1
    try expectRefused(.unbound, of: keys.subkey, keys.certificate(subkeys: [[bent]]))
  }

  @Test func aKeyToComeIsJudgedAsOfItsSignature() throws {
    let keys = try Keys()
    let certificate = try keys.certificate()
    let before = OwnKeys.created - 1
    #expect(
      try verdict(by: keys.primary, [certificate], .none, at: before)
        == .bad(.fromTheFuture(created: Self.moment)))
    let tolerant = try verdict(by: keys.primary, [certificate], .weak, at: before)
    #expect(
      tolerant.overlooked == [
        .key(certificate.primary.fingerprint, .notYetValid(created: OwnKeys.created))
      ])
    // What a valid key dates ahead, or before itself, is the signature's own fault.
    for tolerance in [KeyTolerance.none, .weak] {
      #expect(
        try verdict(
          by: keys.primary, [certificate], tolerance, created: Self.moment + 1)
          == .bad(.fromTheFuture(created: Self.moment + 1)))
      #expect(
        try verdict(by: keys.primary, [certificate], tolerance, created: before)
          == .bad(.createdBeforeKey(created: before)))
    }
  }

  @Test func whatAnybodyCanMakeIsNotForgiven() {
    #expect(KeyProblem.weak(bits: 1024).isForgivable && !KeyProblem.weak(bits: 1023).isForgivable)
    #expect(KeyProblem.weakBinding(.sha1).isForgivable)
    #expect(!KeyProblem.weakBinding(.md5).isForgivable)
    #expect(!KeyProblem.unsupportedAlgorithm(.dsa).isForgivable)
  }
}
