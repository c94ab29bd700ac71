import Bytes
import Cryptography
import OpenPGP
import TestSupport
import Testing

struct CleartextTests {
  private static let moment: UInt32 = 1_600_000_000
  private static let text = "Origin: x\n- dash\n-----BEGIN\n-\n\ntrailing \t\nFrom me\n\nend"

  private func message(_ text: String = Self.text) throws -> [UInt8] {
    try CleartextMessage.signed(
      Array(text.utf8), signer: OwnKeys.signer(.ed25519), created: Self.moment)
  }

  private func verdict(_ message: [UInt8]) throws -> SignatureVerdict {
    try CleartextMessage(parsing: message).verdict(
      keyring: [OwnKeys.key(.ed25519).certificate], at: Self.moment)
  }

  @Test(arguments: ["", "\n", "a", "a\n", "a\n\n", "a\r\nb\r\n", "- \n", Self.text])
  func whatIsSignedIsGood(text: String) async throws {
    let whole = try message(text)
    #expect(try verdict(whole).isGood)
    let scratch = try ScratchDirectory()
    try scratch.write(whole, to: "m")
    try scratch.write(OwnKeys.key(.ed25519).certificate.armored(), to: "k")
    let home = ["--homedir", scratch[""], "--batch", "--no-autostart"]
    _ = try await run("gpg", home + ["--import", scratch["k"]])
    let judged = try await run(
      "gpgv",
      [
        "--homedir", scratch[""], "--keyring", scratch["pubring.kbx"], "--status-fd", "1",
        scratch["m"],
      ])
    #expect(judged.output.contains("GOODSIG") && judged.output.contains("VALIDSIG"), "\(judged)")
    let sequoia = try await run("sq", ["verify", "--signer-cert", scratch["k"], scratch["m"]])
    #expect(sequoia.status == 0, "\(sequoia.errors)")
  }

  @Test func thoseOfGnuPGAreGood() async throws {
    let scratch = try ScratchDirectory()
    try scratch.write(OwnKeys.key(.ed25519).armored().copied, to: "k")
    try scratch.write(Array(Self.text.utf8), to: "t")
    try await startAgent(home: scratch.path)
    let home = ["--homedir", scratch.path, "--batch", "--pinentry-mode", "loopback"]
    _ = try await run("gpg", home + ["--import", scratch["k"]])
    let signed = try await run(
      "gpg", home + ["--passphrase", "", "--output", scratch["m"], "--clearsign", scratch["t"]])
    _ = try await run("gpgconf", ["--homedir", scratch.path, "--kill", "all"])
    #expect(signed.status == 0, "\(signed.errors)")
    let read = try CleartextMessage(parsing: scratch.read("m"))
    #expect(
      String(decoding: read.text, as: UTF8.self)
        == "Origin: x\n- dash\n-----BEGIN\n-\n\ntrailing\nFrom me\n\nend\n")
    #expect(try read.verdict(keyring: [try OwnKeys.key(.ed25519).certificate], at: .max).isGood)
  }

  @Test func changedTextIsRefused() throws {
    let whole = try message("first\nsecond\n")
    for (index, byte) in whole.enumerated() where byte != UInt8(ascii: "\n") {
      var changed = whole
      changed[index] ^= 2
      guard let read = try? CleartextMessage(parsing: changed) else { continue }
      let good = try read.verdict(
        keyring: [try OwnKeys.key(.ed25519).certificate], at: Self.moment
      ).isGood
      #expect(!good || read.text == Array("first\nsecond\n".utf8), "byte \(index)")
    }
    for count in 0..<(whole.count - 1) {
      #expect(throws: MalformedInput.self) {
        try CleartextMessage(parsing: Array(whole.prefix(count)))
      }
    }
  }

  @Test func onlyTheWholeInputCounts() throws {
    let whole = String(decoding: try message("line\n"), as: UTF8.self)
    for input in [
      "x\n" + whole, whole + "x\n", whole + whole,
      whole.replacing("\nline\n", with: "\nline\n-injected\n"),
      whole.replacing("Hash: SHA256", with: "Comment: x"),
      whole.replacing("Hash: SHA256\n\n", with: ""),
    ] {
      #expect(throws: MalformedInput.self, "\(input)") {
        try CleartextMessage(parsing: Array(input.utf8))
      }
    }
    #expect(
      try verdict(Array(whole.replacing("\nline\n", with: "\nline\n\n").utf8))
        == .bad(.badSignature))
  }

  /// A detached signature over the same bytes is of another type.
  @Test func aBinarySignatureIsNotForText() throws {
    let builder = try SignatureBuilder(signer: OwnKeys.signer(.ed25519), created: Self.moment)
    try builder.update(Array("line".utf8))
    let input = Array(
      "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nline\n".utf8)
    #expect(try verdict(input + builder.finishArmored()) == .bad(.wrongType(.binary)))
  }
}
