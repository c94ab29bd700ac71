import TestSupport
import Testing

/// What a signature's own name says it is about, wherever that matters.
@Suite struct SignedFileTests {
  /// A signature of each form, by the release key of the policies' desk.
  private static let forms = [
    ("notes.txt", "armored", "notes.txt.asc"), ("notes.txt", "binary", "notes.txt.sig"),
    ("notes.txt", "cleartext", "notes.txt.asc"), ("Release", "release", "Release.gpg"),
  ]

  /// A directory with one signed file, which a policy and GnuPG's rules can be asked about.
  private func signed(_ file: String, _ kind: String) async throws -> (
    ScratchDirectory, certificate: String
  ) {
    let desk = try await PolicyDesk.shared()
    let place = try ScratchDirectory()
    try place.write("Date: Thu, 01 Jan 2026 00:00:00 UTC\nSHA256:\n", to: file)
    let result = try await pkg([
      "sign", "--kind", kind, "--key", desk.place["release.sec.asc"], place[file],
    ])
    try #require(result.status == 0, "\(result.errors)")
    return (place, desk.place["release.pub.asc"])
  }

  @Test("a policy asks about the file that is signed", arguments: forms)
  func policy(file: String, kind: String, signature: String) async throws {
    let desk = try await PolicyDesk.shared()
    let (place, _) = try await signed(file, kind)
    for (name, status) in [(file, Int32(0)), (signature, 1)] {
      let policy = try desk.policy("rules: [{names: \(name), kinds: file, keys: release}]")
      for path in [file, signature] {
        let result = try await pkg(["verify", "--policy", policy, place[path]])
        #expect(result.status == status, "\(path) as \(name): \(result.errors)")
        #expect(result.errors.contains("[policy.no-rule]") == (status == 1))
      }
    }
  }

  /// A message that lies alone still holds the file's text; any other file stands for itself.
  @Test func whatLiesAlone() async throws {
    let desk = try await PolicyDesk.shared()
    let (place, _) = try await signed("notes.txt", "cleartext")
    try await succeed("rm", [place["notes.txt"]])
    try await succeed("mv", [place["notes.txt.asc"], place["text.asc"]])
    try place.write("a name says nothing\n", to: "voice.sig")
    let made = try await pkg(
      ["sign", "--key", desk.place["release.sec.asc"], place["voice.sig"]])
    try #require(made.status == 0, "\(made.errors)")
    for (path, name) in [
      ("text.asc", "text"), ("voice.sig", "voice.sig"), ("voice.sig.asc", "voice.sig"),
    ] {
      let policy = try desk.policy("rules: [{names: \(name), keys: release}]")
      let result = try await pkg(["verify", "--policy", policy, place[path]])
      #expect(result.status == 0, "\(path): \(result.errors)")
    }
  }

  @Test("and so does a prediction", arguments: forms)
  func prediction(file: String, kind: String, signature: String) async throws {
    let (place, certificate) = try await signed(file, kind)
    try await succeed(
      "gpg", ["--dearmor", "-o", place["keyring"], certificate],
      environment: ["GNUPGHOME": place.path])
    #expect(
      try await gpgvAccepts(
        place["keyring"],
        kind == "cleartext" ? [place[signature]] : [place[signature], place[file]]))
    for path in [file, signature] {
      let result = try await pkg([
        "verify", "--keyring", certificate, "--as", "gpg-2.2", place[path],
      ])
      #expect(result.output.contains("as GnuPG 2.2: accepts it"), "\(path): \(result.output)")
    }
  }

  @Test(
    "no rule is for a package whose name cannot be read",
    arguments: ["rpm cut", "deb cut", "deb without control file"])
  func unreadable(what: String) async throws {
    let desk = try await PolicyDesk.shared()
    let forgeries = try await Forgeries.ready()
    let place = try ScratchDirectory()
    let bytes: [UInt8]
    switch what {
    case "rpm cut": bytes = Array(forgeries.rpm.prefix(2000))
    case "deb cut": bytes = Array(forgeries.deb.prefix(100))
    default:
      var package = ForgedDEB(forgeries.plainDEB)
      package["control.tar"] = package["data.tar"]
      bytes = package.bytes
    }
    try place.write(bytes, to: "package")
    let policy = try desk.policy("rules: [{keys: release}]")
    let verified = try await pkg(["verify", "--policy", policy, place["package"]])
    #expect(verified.status == 1 && verified.errors.contains("[policy.no-rule]"))
    let refused = try await pkg([
      "sign", "--kind", "armored", "--policy", policy, "--key", desk.place["release.sec.asc"],
      place["package"],
    ])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.unsound]"), "\(refused.errors)")
    #expect(try place.names() == ["package"])
  }

  /// The control archive says what a DEB is called, whatever became of the other.
  @Test func aDebianPackagesNameIsReadWithoutItsFiles() async throws {
    let desk = try await PolicyDesk.shared()
    var package = ForgedDEB(try await Forgeries.ready().deb)
    package["data.tar"][package["data.tar"].count / 2] ^= 1
    let place = try ScratchDirectory()
    try place.write(package.bytes, to: "small.deb")
    for (rule, isOne) in [("{names: small, versions: 1.2.3-1", true), ("{names: other", false)] {
      let policy = try desk.policy("rules: [\(rule), kinds: deb, keys: release}]")
      let result = try await pkg(["verify", "--policy", policy, place["small.deb"]])
      #expect(result.status == 1 && result.errors.contains("[verify.damaged-payload]"))
      #expect(result.errors.contains("[policy.no-rule]") != isOne, "\(result.errors)")
    }
  }
}
