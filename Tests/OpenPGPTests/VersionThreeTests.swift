import Bytes
import Cryptography
import TestSupport
import Testing

@testable import OpenPGP

/// Signatures of version 3, which GnuPG still believes: RFC 9580 §5.2.2.
struct VersionThreeTests {
  private static let moment: UInt32 = 1_600_000_000

  private func signature(type: UInt8 = 0, over document: [UInt8] = GnuPG.document) throws -> [UInt8]
  {
    let signer = try OwnKeys.signer(.rsa3072)
    var writer = ByteWriter(.big)
    writer.integer(type)
    writer.integer(Self.moment)
    let value = try digest(.sha256, of: document + writer.bytes)
    let raw = try signer.sign(value, .sha256)
    let body: [UInt8] =
      [3, 5] + writer.bytes + signer.publicKey.keyID.bytes + [1, 8] + value.prefix(2)
      + MultiPrecisionInteger(raw).serialized()
    return Packet(.signature, body).serialized()
  }

  private func verdict(
    _ signature: [UInt8], _ document: [UInt8] = GnuPG.document,
    by keys: [Certificate]? = nil
  ) throws -> SignatureVerdict {
    let verifier = try SignatureVerifier(file: signature)
    try verifier.update(document)
    return try verifier.verdict(
      keyring: keys ?? [OwnKeys.key(.rsa3072).certificate], at: Self.moment + 1)
  }

  @Test func theyAreReadAsGnuPGReadsThemAndRefused() async throws {
    let bytes = try signature()
    let status = try await gpgStatus(
      certificate: OwnKeys.key(.rsa3072).certificate.armored(), signature: bytes,
      document: GnuPG.document)
    #expect(status.contains("VALIDSIG"), "\(status)")
    #expect(try verdict(bytes) == .bad(.obsoleteVersion(3)))
    let read = try #require(try SignatureVerifier(parsing: bytes).signature)
    #expect(read.version == 3 && read.created == Self.moment)
    #expect(read.packet.serialized() == bytes)
  }

  /// What does not even verify is called so.
  @Test func whatDoesNotMatchIsBad() throws {
    let bytes = try signature()
    #expect(try verdict(bytes, GnuPG.document + [1]) == .bad(.badSignature))
    let name = try OwnKeys.key(.rsa3072).certificate.primary.keyID.description
    #expect(try verdict(bytes, by: []) == .bad(.unknownKey(name)))
    #expect(try verdict(signature(type: 1)) == .bad(.wrongType(.text)))
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      guard let answer = try? verdict(changed) else { continue }
      #expect(!answer.isGood, "byte \(index)")
    }
  }

  /// A certificate passes them over when it is read, so the key would not stay revoked.
  @Test func theyRevokeNothing() throws {
    let certificate = try OwnKeys.key(.rsa3072).certificate
    let packet = try signature(type: 0x20, over: certificate.primary.hashedForm)
    let revocation = try Revocation(file: packet)
    let primary = certificate.primary
    #expect(revocation.signature.verifies(with: primary, over: primary.hashedForm))
    #expect(certificate.revoked(by: revocation) == nil)
  }

  @Test func theyAreTotal() throws {
    let body = try #require(try SignatureVerifier(parsing: signature()).signature).serialized()
    expectTotal(on: body, widths: [1, 2, 4], OpenPGPSignature.init(parsing:)) { $0.serialized() }
    var changed = body
    changed[1] = 6
    #expect(throws: MalformedInput.self) {
      var reader = ByteReader(changed.span.bytes)
      _ = try OpenPGPSignature(parsing: &reader)
    }
  }
}
