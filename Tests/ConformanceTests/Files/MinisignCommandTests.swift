import TestSupport
import Testing

/// minisign accepts ours, and we its.
@Suite struct MinisignCommandTests {
  private func makeKey(_ place: ScratchDirectory, protected: Bool) async throws {
    if protected {
      try await succeed(
        "minisign", ["-G", "-f", "-p", place["key.pub"], "-s", place["key.sec"]],
        input: "p4ss wörd\np4ss wörd\n")
    } else {
      try await succeed(
        "minisign", ["-G", "-W", "-f", "-p", place["key.pub"], "-s", place["key.sec"]])
    }
    try await succeed("chmod", ["600", place["key.sec"]])
  }

  @Test("ours, by its own keys", arguments: [false, true]) func ours(isProtected: Bool) async throws
  {
    let signing = try await SigningPlace()
    let place = signing.place
    try await makeKey(place, protected: isProtected)
    try place.write(sampleBytes(3_000_000), to: "file")
    try place.write("p4ss wörd\n", to: "passphrase", mode: 0o600)
    try place.write("wrong\n", to: "wrong", mode: 0o600)
    if isProtected {
      let refused = try await pkg([
        "sign", "--kind", "minisign", "--key", place["key.sec"], "--passphrase-file",
        place["wrong"], place["file"],
      ])
      expectFailure(refused, 77)
      #expect(try !place.names().contains("file.minisig"))
    }
    let options = isProtected ? ["--passphrase-file", place["passphrase"]] : []
    try await signing.sign("file", kind: "minisign", key: place["key.sec"], options: options)
    let said = try await succeed("minisign", ["-V", "-p", place["key.pub"], "-m", place["file"]])
    #expect(said.contains("timestamp:\(Surroundings.epoch)\tfile:file\thashed"))
    let trust = ["--minisign-key", place["key.pub"]]
    try await signing.expect(0, "file", by: trust)
    try await signing.expect(0, "file.minisig", by: trust)
    let first = try place.text("file.minisig")
    try await signing.sign("file", kind: "minisign", key: place["key.sec"], options: options)
    #expect(try place.text("file.minisig") == first)
    try place.write(first.replacing("hashed", with: "dashed"), to: "file.minisig")
    try await signing.expect(1, "file", by: trust, saying: "trusted comment")
    try place.write(first, to: "file.minisig")
    try place.write("changed", to: "file")
    try await signing.expect(1, "file", by: trust, saying: "does not match")
  }

  @Test func oneFileThatFailsKeepsNoOtherFromIt() async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try await makeKey(place, protected: false)
    try place.write("one\n", to: "one")
    try place.write("two\n", to: "two")
    let command = ["sign", "--kind", "minisign", "--key", place["key.sec"], "-j", "2"]
    let some = try await pkg(command + [place["one"], place["absent"], place["two"]])
    expectFailure(some, 66)
    for name in ["one", "two"] {
      try await succeed("minisign", ["-V", "-p", place["key.pub"], "-m", place[name]])
    }
    let governed = try await pkg(command + ["--target", "el9", place["one"]])
    expectFailure(governed, 77)
    #expect(governed.errors.contains("[sign.ungoverned-key]"), "\(governed.errors)")
  }

  /// Like every other key file's.
  @Test func aKeyFileOthersCanReadIsRefused() async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try await makeKey(place, protected: false)
    try place.write("text\n", to: "file")
    try await succeed("chmod", ["640", place["key.sec"]])
    let command = ["sign", "--kind", "minisign", "--key", place["key.sec"], place["file"]]
    let refused = try await pkg(command)
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[key.file-open]"), "\(refused.errors)")
    #expect(try !place.names().contains("file.minisig"))
    let allowed = try await pkg(command + ["--insecure-key-permissions"])
    #expect(allowed.status == 0)
    #expect(allowed.errors.contains("warning: ") && allowed.errors.contains("[key.file-open]"))
    try await succeed("minisign", ["-V", "-p", place["key.pub"], "-m", place["file"]])
  }

  /// An OpenPGP key signs too.
  @Test func anOpenPGPKeySignsToo() async throws {
    let signing = try await SigningPlace()
    try signing.place.write("text\n", to: "file")
    try await signing.sign(
      "file", kind: "minisign", key: signing.edKey, options: ["--trusted-comment", "by hand"])
    #expect(try signing.place.text("file.minisig").contains("\ntrusted comment: by hand\n"))
    let key = try await pkg(["key", "export", "--form", "minisign", signing.edCertificate])
    try signing.place.write(key.output, to: "key.pub")
    try await succeed("minisign", ["-V", "-p", signing["key.pub"], "-m", signing["file"]])
    try await signing.expect(0, "file", by: ["--minisign-key", signing["key.pub"]])
    let refused = try await pkg([
      "sign", "--kind", "minisign", "--key", signing.key, signing["file"],
    ])
    expectFailure(refused, 77)
  }

  @Test("theirs; a legacy signature is refused", arguments: [[], ["-l"]])
  func theirs(options: [String]) async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try await makeKey(place, protected: false)
    try place.write("what is signed\n", to: "file")
    try await succeed(
      "minisign", ["-S", "-s", place["key.sec"], "-m", place["file"]] + options)
    let trust = ["--minisign-key", place["key.pub"]]
    let isLegacy = !options.isEmpty
    try await signing.expect(isLegacy ? 1 : 0, "file", by: trust, saying: isLegacy ? "legacy" : nil)
    // Nobody is known by whom it could be.
    try await signing.expect(1, "file", saying: isLegacy ? nil : "signature.unknown-key")
  }
}
