import Cryptography
import Foundation
import OpenPGP
import TestSupport
import Testing

/// A key that the tests sign with byte by byte, whatever its certificate allows.
struct ForgerKey: Sendable {
  let name: String
  let signer: Signer
  /// The armored public certificate.
  let certificate: [UInt8]
  /// The file with the private key, which nothing protects.
  let secretFile: String

  var fingerprint: String { "\(signer.publicKey.fingerprint)" }
}

/// Keys made by gpg, good ones and others, once for all tests.
final class ForgerKeys: Sendable {
  /// When the keys were made: 2020-01-01, in seconds since the epoch.
  static let made: UInt32 = 1_577_836_800
  /// When forged signatures say they were made, while every key was valid: 2020-03-01.
  static let signed: UInt32 = 1_583_020_800

  let place: ScratchDirectory
  let good, goodRSA, unknown, expired, revoked, certifyOnly, weak, weaklyBound: ForgerKey
  /// All of them but ``unknown``.
  let keyring: String
  /// rpm's database of the same keys.
  let database: String

  private static let shared = Task { try await ForgerKeys() }

  static func ready() async throws -> ForgerKeys { try await shared.value }

  private init() async throws {
    let place = try ScratchDirectory()
    self.place = place
    try await startAgent(home: place["gpg"])
    @Sendable func gpg(_ arguments: [String]) async throws -> String {
      try await succeed(
        "gpg",
        [
          "--homedir", place["gpg"], "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback",
          "--passphrase", "", "--faked-system-time", "20200101T000000!", "--status-fd", "1",
        ] + arguments)
    }
    @Sendable func make(
      _ name: String, _ algorithm: String, _ usage: String = "sign", _ expiry: String = "never",
      options: [String] = []
    ) async throws -> ForgerKey {
      let status = try await gpg(
        options + [
          "--quick-generate-key", "\(name) <\(name)@example.com>", algorithm, usage, expiry,
        ])
      let fingerprint = String(try #require(status.firstMatch(of: /KEY_CREATED P ([0-9A-F]+)/)).1)
      if name == "revoked" {
        let text = try place.text("gpg/openpgp-revocs.d/\(fingerprint).rev")
        try place.write(text.replacing("\n:-----", with: "\n-----"), to: "revocation")
        _ = try await gpg(["--import", place["revocation"]])
      }
      let secretFile = place["\(name).sec.asc"]
      _ = try await gpg(["--armor", "-o", place["\(name).pub.asc"], "--export", fingerprint])
      _ = try await gpg(["--armor", "-o", secretFile, "--export-secret-keys", fingerprint])
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: secretFile)
      let bytes = try place.read("\(name).sec.asc")
      let packets = try KeyFile.packets(parsing: SecretBytes(copying: bytes.span.bytes))
      let secret = try TransferableSecretKey(try #require(packets.first))
      return ForgerKey(
        name: name, signer: try secret.secrets[0].unlock(passphrase: nil),
        certificate: try place.read("\(name).pub.asc"), secretFile: secretFile)
    }
    good = try await make("good", "ed25519")
    goodRSA = try await make("rsa", "rsa3072")
    unknown = try await make("unknown", "ed25519")
    expired = try await make("expired", "ed25519", "sign", "1y")
    revoked = try await make("revoked", "ed25519")
    certifyOnly = try await make("certify", "ed25519", "cert")
    weak = try await make("weak", "rsa1024")
    weaklyBound = try await make(
      "bound", "ed25519", options: ["--cert-digest-algo", "SHA1"])
    let trusted = [good, goodRSA, expired, revoked, certifyOnly, weak, weaklyBound]
    keyring = try place.write(trusted.flatMap(\.certificate), to: "keyring.asc")
    database = place["db"]
    for key in trusted {
      try await succeed(
        "rpmkeys", ["--dbpath", database, "--import", place["\(key.name).pub.asc"]])
    }
  }
}
