import Bytes
import Cryptography
import Diagnostics
import Foundation
import OpenPGP
import TestSupport
import Testing
import Trust

/// The folder of published throw-away keys.
private let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("keys-example")

func example(_ name: String) throws -> [UInt8] {
  Array(try Data(contentsOf: examples.appendingPathComponent(name)))
}

func secret(_ text: String) -> SecretBytes { SecretBytes(copying: Array(text.utf8).span.bytes) }

func secret(_ bytes: [UInt8]) -> SecretBytes { SecretBytes(copying: bytes.span.bytes) }

extension Keyring {
  static func load(bytes: [UInt8], name: String) throws(Diagnostic) -> Keyring {
    try load(file: secret(bytes), name: name)
  }
}

extension KeyHygiene {
  init(bytes: [UInt8], name: String, at time: UInt32) throws(Diagnostic) {
    try self.init(file: secret(bytes), name: name, at: time)
  }
}

/// The time the example keys were made.
let made: UInt32 = 1_577_836_800

struct SigningKeyTests {
  private func load(
    _ bytes: [UInt8], at time: UInt32 = made, _ passphrase: String? = nil
  ) throws(Diagnostic) -> SigningKey {
    try SigningKey.load(file: secret(bytes), name: "k.asc", at: time) { () throws(Diagnostic) in
      passphrase.map { secret($0) }
    }
  }

  private func failure(
    _ bytes: [UInt8], at time: UInt32 = made, _ passphrase: String? = nil
  ) -> Diagnostic? {
    do throws(Diagnostic) {
      _ = try load(bytes, at: time, passphrase)
      return nil
    } catch { return error }
  }

  @Test(arguments: [("ed25519", nil), ("rsa3072", nil), ("ed25519-protected", "example")])
  func examplesSign(name: String, passphrase: String?) throws {
    let key = try load(example("\(name).sec.asc"), passphrase)
    #expect(key.isExampleKey)
    #expect(
      key.userID == "Example Release Key (THROW-AWAY, never trust) <throw-away@example.invalid>")
    #expect(key.publicKey.created == made)
    #expect(key.check(at: made).map(\.code) == ["key.example"])
    let builder = try SignatureBuilder(signer: key.signer, created: made)
    try builder.update([1, 2, 3])
    let signature = try builder.finish()
    let keyring = try Keyring.load(bytes: example("\(name).pub.asc"), name: "p")
    let verifier = try SignatureVerifier(parsing: signature)
    try verifier.update([1, 2, 3])
    #expect(
      try verifier.verdict(keyring: keyring.certificates, at: made)
        == .good(fingerprint: key.publicKey.fingerprint, userID: key.userID, created: made))
  }

  @Test func passphrasesAreAskedForOnlyWhenNeeded() throws {
    let bytes = try example("ed25519.sec.asc")
    _ = try SigningKey.load(file: secret(bytes), name: "k", at: made) { () throws(Diagnostic) in
      Issue.record("asked for a passphrase of an unprotected key")
      return nil
    }
    let asked = Diagnostic("test.asked", "the source of passphrases failed")
    let sealed = try example("ed25519-protected.sec.asc")
    #expect(throws: asked) {
      try SigningKey.load(file: secret(sealed), name: "k", at: made) { () throws(Diagnostic) in
        throw asked
      }
    }
  }

  @Test func protectedKeysSayWhatTheyNeed() throws {
    let sealed = try example("ed25519-protected.sec.asc")
    let none = try #require(failure(sealed))
    #expect(none.code == "key.passphrase-needed" && none.exit == .notPermitted)
    #expect(none.hint == "set PKG_PASSPHRASE or give --passphrase-file")
    let wrong = try #require(failure(sealed, "Example"))
    #expect(wrong.code == "key.wrong-passphrase" && wrong.exit == .notPermitted)
    #expect(!wrong.description.contains("Example"))
  }

  @Test func whatIsNoSecretKeyIsTold() throws {
    let whole = try example("ed25519.sec.asc")
    let cases: [(bytes: [UInt8], code: String)] = try [
      ([], "key.unreadable"), (Array("garbage".utf8), "key.unreadable"),
      ([0xff, 0xff], "key.unreadable"), (Array(whole.prefix(200)), "key.unreadable"),
      (example("ed25519.pub.asc"), "key.no-secret"),
      (whole + example("rsa3072.sec.asc"), "key.several"),
    ]
    for (bytes, code) in cases {
      let error = try #require(failure(bytes))
      #expect(error.code == code && error.exit == .badInput)
      #expect(error.hint != nil)
    }
    // Binary files, as gpg writes without --armor, are as good.
    let binary = try Armor.blocks(in: whole)[0].contents
    #expect(try load(binary).publicKey == load(whole).publicKey)
  }

  @Test func keysNotYetMadeDoNotSign() throws {
    let bytes = try example("ed25519.sec.asc")
    #expect(failure(bytes, at: made - 1)?.code == "key.not-yet-valid")
  }

  @Test func badKeysOfGnuPGAreRefused() async throws {
    let scratch = try ScratchDirectory()
    func gpg(_ arguments: [String]) async throws {
      let common = ["--homedir", scratch.path, "--batch", "--yes", "--pinentry-mode", "loopback"]
      let result = try await run("gpg", common + ["--passphrase", ""] + arguments)
      #expect(result.status == 0, "\(result.errors)")
    }
    func export(_ name: String) async throws -> [UInt8] {
      let file = scratch[name]
      try await gpg(["--output", file, "--export-secret-keys", "\(name)@example.invalid"])
      return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    }
    try await startAgent(home: scratch.path)
    let clock = ["--faked-system-time", "20200101T000000!"]
    for (name, kind, usage, life) in [
      ("brief", "ed25519", "sign,cert", "1y"), ("short", "rsa1024", "sign,cert", "never"),
      ("middling", "rsa2048", "sign,cert", "never"), ("certifier", "ed25519", "cert", "never"),
      ("antique", "dsa2048", "sign,cert", "never"),
    ] {
      try await gpg(
        clock + ["--quick-gen-key", "\(name) <\(name)@example.invalid>", kind, usage, life])
    }
    try await gpg(
      clock + [
        "--cert-digest-algo", "SHA1", "--quick-gen-key", "old <old@example.invalid>", "ed25519",
        "sign,cert", "never",
      ])
    let old = try await export("old")
    let brief = try await export("brief")
    let short = try await export("short")
    let middling = try await export("middling")
    let certifier = try await export("certifier")
    let antique = try await export("antique")
    _ = try await run("gpgconf", ["--homedir", scratch.path, "--kill", "all"])

    let year: UInt32 = 31_536_000
    #expect(failure(brief, at: made + 2 * year)?.code == "key.expired")
    #expect(failure(brief, at: made + 2 * year)?.exit == .notPermitted)
    let soon = try load(brief, at: made + year - 10 * 86_400)
    #expect(soon.check(at: made + year - 10 * 86_400).map(\.code) == ["key.expires-soon"])
    #expect(soon.check(at: made).isEmpty && !soon.isExampleKey)
    #expect(failure(short)?.code == "key.weak")
    #expect(try load(middling).check(at: made).map(\.code) == ["key.short-rsa"])
    #expect(failure(old)?.code == "key.not-bound")
    #expect(failure(certifier)?.code == "key.not-for-signing")
    #expect(failure(antique)?.code == "key.unsupported")
  }

  @Test func revokedKeysDoNotSign() throws {
    let packets = try #require(
      try KeyFile.packets(parsing: secret(example("ed25519.sec.asc"))).first)
    let signer = try TransferableSecretKey(packets).primaryKey.unlock(passphrase: nil)
    for reason in Revocation.Reason.allCases {
      let revocation = try Revocation(by: signer, reason: reason, created: made + 10)
      let revoked = try TransferableSecretKey(
        [packets[0], revocation.signature.packet] + packets.dropFirst())
      let error = #expect(throws: Diagnostic.self) {
        try SigningKey.load(file: revoked.serialized(), name: "k", at: made + 100) { nil }
      }
      #expect(error?.code == "key.revoked", "\(reason)")
    }
  }

  /// Every cut of a key file is told as a diagnostic, never a trap.
  @Test func cutKeysAreRefused() throws {
    let whole = try Armor.blocks(in: example("ed25519.sec.asc"))[0].contents
    for count in 0..<whole.count {
      #expect(failure(Array(whole.prefix(count))) != nil, "\(count) bytes")
    }
  }
}
