import Cryptography
import TestSupport
import Testing

@testable import OpenPGP

/// Revocations made here, read by others.
struct RevocationTests {
  private static let moment = OwnKeys.created + 1000

  private func revocation(_ reason: Revocation.Reason) throws -> Revocation {
    try Revocation(
      by: OwnKeys.signer(.ed25519), reason: reason, words: "gone, für immer",
      created: Self.moment)
  }

  @Test(arguments: Revocation.Reason.allCases)
  func othersReadThem(reason: Revocation.Reason) async throws {
    let certificate = try OwnKeys.key(.ed25519).certificate
    let revocation = try revocation(reason)
    let scratch = try ScratchDirectory()
    try scratch.write(certificate.armored(), to: "key.asc")
    try scratch.write(revocation.armored(), to: "rev.asc")
    let common = ["--homedir", scratch[""], "--batch", "--no-autostart"]
    try await succeed("gpg", common + ["--import", scratch["key.asc"]])
    try await succeed("gpg", common + ["--import", scratch["rev.asc"]])
    let listing = try await succeed("gpg", common + ["--with-colons", "--list-keys"])
    #expect(listing.contains("pub:r:"), "\(listing)")
    let revoked = try #require(certificate.revoked(by: revocation))
    try scratch.write(revoked.armored(), to: "revoked.asc")
    #expect(try await show(scratch["revoked.asc"]).contains("pub:r:"))
    let inspected = try await run("sq", ["inspect", scratch["revoked.asc"]])
    #expect(inspected.output.contains("Revoked"), "\(inspected.output)")
    #expect(inspected.output.contains("gone, für immer"), "\(inspected.output)")
  }

  @Test func hardOnesCountAlwaysSoftOnesFromThenOn() throws {
    let certificate = try OwnKeys.key(.ed25519).certificate
    for reason in Revocation.Reason.allCases {
      let revoked = try #require(certificate.revoked(by: revocation(reason)))
      let isSoft = [.superseded, .retired].contains(reason)
      #expect(revoked.standing(at: Self.moment - 1).keys[0].problem == (isSoft ? nil : .revoked))
      #expect(revoked.standing(at: Self.moment).keys[0].problem == .revoked)
    }
  }

  @Test func theyAreReadBackAndFitTheirKeyOnly() throws {
    let certificate = try OwnKeys.key(.ed25519).certificate
    let made = try revocation(.retired)
    let text = Array("Some words of warning.\n\n".utf8) + made.armored()
    #expect(try Revocation(file: made.armored()) == made)
    #expect(try Revocation(file: text) == made)
    #expect(try Revocation(file: made.signature.packet.serialized()) == made)
    let other = try OwnKeys.key(.rsa3072).certificate
    #expect(other.revoked(by: made) == nil)
    let once = try #require(certificate.revoked(by: made))
    #expect(once.revoked(by: made) == once)
    #expect(try Certificate.all(once.serialized()) == [once])
    let document = try SignatureBuilder(signer: OwnKeys.signer(.ed25519), created: Self.moment)
    let wrong = try document.finish()
    for bytes in [[], wrong, certificate.armored(), certificate.serialized(), Array("x".utf8)] {
      #expect(throws: (any Error).self) { try Revocation(file: bytes) }
    }
  }
}
