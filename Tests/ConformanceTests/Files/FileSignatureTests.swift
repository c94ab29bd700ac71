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

  /// What takes the place of a file's own signature could be anybody's, or no signature at all.
  @Test(arguments: ["armored", "binary", "cleartext", "ssh", "minisign", "dsse"])
  func whatIsAnotherKeysIsNotWrittenOver(kind: String) async throws {
    let signing = try await SigningPlace()
    let (place, options) = (signing.place, kind == "dsse" ? ["--payload-type", "text/plain"] : [])
    try place.write("text\n", to: "file")
    try await signing.sign("file", kind: kind, key: signing.edKey, options: options)
    let name = try #require(try place.names().first { $0 != "file" })
    let first = try place.read(name)
    // Its own, of other contents, makes way.
    try place.write("other text\n", to: "file")
    try await signing.sign("file", kind: kind, key: signing.edKey, options: options)
    #expect(try place.read(name) != first)
    let other = try ScratchDirectory()
    let made = try await pkg([
      "key", "generate", "--algorithm", "ed25519", "--user-id", "other", "--out", other["k"],
    ])
    try #require(made.status == 0, "\(made.errors)")
    let command = ["sign", "--kind", kind, "--key", other["k.sec.asc"]] + options + [place["file"]]
    for contents in [try place.read(name), Array("notes\n".utf8), []] {
      try place.write(contents, to: name)
      let refused = try await pkg(command)
      expectFailure(refused, 77)
      #expect(refused.errors.contains("[sign.already-signed]"), "\(refused.errors)")
      #expect(try place.read(name) == contents)
    }
    let replaced = try await pkg(command + ["--replace"])
    #expect(replaced.status == 0, "\(replaced.errors)")
  }

  @Test func aStrangersSignatureBesideAGoodOneIsToldOf() async throws {
    let signing = try await SigningPlace()
    try signing.place.write("text\n", to: "file")
    try await signing.sign("file", kind: "armored")
    try await signing.sign("file", kind: "binary", key: signing.edKey)
    let result = try await signing.verify("file")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("warning: ") && result.errors.contains("signature.unknown-key"))
    try await signing.expect(0, "file", by: ["--keyring", signing.edCertificate])
    // In the name of a known key it is a forgery.
    try signing.place.write("other text\n", to: "other")
    try await signing.sign("other", kind: "binary")
    try await succeed("mv", [signing["other.sig"], signing["file.sig"]])
    try await signing.expect(1, "file", saying: "signature.bad")
  }

  @Test func aFilesNameMakesNoLineOfItsOwn() async throws {
    let signing = try await SigningPlace()
    let name = "file\nother: proven"
    try signing.place.write("text\n", to: name)
    let result = try await signing.verify(name)
    #expect(result.status == 1)
    #expect(!lines(result.output).contains { $0.hasPrefix("other: ") }, "\(result.output)")
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
