import TestSupport
import Testing

/// OpenPGP signatures beside and around files: others accept ours, and we theirs.
@Suite struct FileSignatureTests {
  private static let text = "first line  \n- dashed\n-----BEGIN nothing-----\n\nlast line"

  @Test("detached signatures", arguments: [("armored", "asc"), ("binary", "sig")])
  func detached(kind: String, suffix: String) async throws {
    let signing = try await SigningPlace()
    try signing.place.write([0, 13, 10, 255], to: "file")
    try await signing.sign("file", kind: kind)
    let signature = signing["file.\(suffix)"]
    #expect(try await gpgvAccepts(signing.keyring, [signature, signing["file"]]))
    try await succeed("sqv", ["--keyring", signing.certificate, signature, signing["file"]])
    try await signing.expect(0, "file")
    try await signing.expect(0, "file.\(suffix)")
    // The same file signed again gives the same bytes.
    let first = try signing.place.read("file.\(suffix)")
    try await signing.sign("file", kind: kind)
    #expect(try signing.place.read("file.\(suffix)") == first)
    try signing.place.write([0, 13, 10, 254], to: "file")
    try await signing.expect(1, "file")
  }

  @Test("digests", arguments: ["sha384", "sha512"]) func digests(digest: String) async throws {
    let signing = try await SigningPlace()
    try signing.place.write("text\n", to: "file")
    try await signing.sign("file", kind: "armored", options: ["--digest", digest])
    #expect(try await gpgvAccepts(signing.keyring, [signing["file.asc"], signing["file"]]))
    try await signing.expect(0, "file")
  }

  @Test func cleartextMessages() async throws {
    let signing = try await SigningPlace()
    try signing.place.write(Self.text, to: "file")
    try await signing.sign("file", kind: "cleartext")
    #expect(try await gpgvAccepts(signing.keyring, [signing["file.asc"]]))
    // What gpg takes out is the text, but for the blank space nobody signs.
    try await succeed(
      "gpgv", ["--keyring", signing.keyring, "--output", signing["out"], signing["file.asc"]])
    #expect(
      try signing.place.text("out")
        == "first line\n- dashed\n-----BEGIN nothing-----\n\nlast line\n")
    try await signing.expect(0, "file.asc")
    // Beside its file, a message also has to be the file's text.
    try signing.place.write("another text\n", to: "file")
    try await signing.expect(1, "file.asc", saying: "verify.file-differs")
  }

  @Test("we accept what gpg signs", arguments: ["--clearsign", "--detach-sign", "--armor"])
  func theirs(kind: String) async throws {
    let home = try await GnuPGPlace()
    let key = try await home.key("signer")
    try home.place.write(Self.text + "\n", to: "file")
    let options = kind == "--armor" ? ["--armor", "--detach-sign"] : [kind]
    try await home.gpg(options + ["-u", key, home["file"]])
    try await home.export(key, to: "key.asc")
    let name = kind == "--detach-sign" ? "file.sig" : "file.asc"
    let result = try await pkg(["verify", "--keyring", home["key.asc"], home[name]])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func whatIsNoTextIsNotMadeAMessage() async throws {
    let signing = try await SigningPlace()
    try signing.place.write([0xff, 0], to: "file")
    let result = try await pkg([
      "sign", "--kind", "cleartext", "--key", signing.key, signing["file"],
    ])
    expectFailure(result, 65)
    #expect(try signing.place.names() == ["file"])
  }
}

/// A home of gpg's own, with keys made for a test.
struct GnuPGPlace {
  let place: ScratchDirectory

  init() async throws {
    place = try ScratchDirectory()
    try place.write("", to: "home/gpg.conf", mode: 0o600)
    try await succeed("chmod", ["700", place["home"]])
    try await startAgent(home: place["home"])
  }

  subscript(_ name: String) -> String { place[name] }

  /// gpg, which must succeed; at a time of its own when one is named.
  @discardableResult
  func gpg(_ arguments: [String], at time: String? = nil, input: String = "") async throws
    -> String
  {
    try await succeed(
      "gpg",
      ["--homedir", place["home"], "--batch", "--yes", "--pinentry-mode", "loopback"]
        + ["--passphrase", "", "--no-auto-check-trustdb", "--always-trust"]
        + (time.map { ["--faked-system-time", "\($0)!"] } ?? []) + arguments, input: input)
  }

  /// Makes a key and returns its fingerprint.
  func key(
    _ name: String, algorithm: String = "ed25519", usage: String = "sign",
    expiry: String = "never", at time: String? = nil
  ) async throws -> String {
    try await gpg(
      ["--quick-gen-key", "\(name) <\(name)@example.com>", algorithm, usage, expiry], at: time)
    let listing = try await gpg(["--with-colons", "--list-keys", "\(name)@example.com"])
    let line = try #require(lines(listing).first { $0.hasPrefix("fpr:") })
    return String(line.split(separator: ":", omittingEmptySubsequences: false)[9])
  }

  func export(_ keys: String..., to name: String) async throws {
    try await gpg(["--armor", "--output", place[name], "--export"] + keys)
  }

  func stop() async throws {
    _ = try await run("gpgconf", ["--homedir", place["home"], "--kill", "all"])
  }
}
