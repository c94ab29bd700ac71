import TestSupport
import Testing

/// SSH signatures: `ssh-keygen -Y verify` accepts ours, and we its.
@Suite struct SSHCommandTests {
  private func allow(_ signing: SigningPlace, _ key: String, options: String = "") async throws {
    let line = try await pkg(["key", "export", "--form", "ssh", key])
    try #require(line.status == 0, "\(line.errors)")
    try signing.place.write("one@example.com \(options)\(line.output)", to: "allowed")
  }

  private func keygenAccepts(
    _ signing: SigningPlace, _ file: String, namespace: String = "file"
  ) async throws -> Bool {
    try await run(
      "sh",
      [
        "-c",
        "ssh-keygen -Y verify -f \"$1\" -I one@example.com -n \(namespace) -s \"$2\" < \"$3\"",
        "-", signing["allowed"], signing["\(file).sig"], signing[file],
      ]
    ).status == 0
  }

  @Test("ours", arguments: [false, true]) func ours(isRSA: Bool) async throws {
    let signing = try await SigningPlace()
    let key = isRSA ? signing.key : signing.edKey
    try signing.place.write(sampleBytes(100_000), to: "file")
    try await signing.sign("file", kind: "ssh", key: key)
    try await allow(signing, key)
    #expect(try await keygenAccepts(signing, "file"))
    let trust = ["--allowed-signers", signing["allowed"]]
    try await signing.expect(0, "file", by: trust, saying: "one@example.com")
    try await signing.expect(0, "file.sig", by: trust)
    try await signing.expect(0, "file", by: trust + ["--identity", "one@example.com"])
    try await signing.expect(1, "file", by: trust + ["--identity", "two@example.com"])
    try await signing.expect(1, "file", by: trust + ["--namespace", "git"])
    let first = try signing.place.read("file.sig")
    try await signing.sign("file", kind: "ssh", key: key)
    #expect(try signing.place.read("file.sig") == first)
    // A restriction of the line's, and a change of the file.
    try await allow(signing, key, options: "valid-before=\"20200101Z\" ")
    try await signing.expect(1, "file", by: trust, saying: "may not sign here")
    try await signing.expect(0, "file", by: trust + ["--at", "2019-06-01T00:00:00Z"])
    for (list, isAllowed) in [
      ("git", false), ("*,!file", false), ("!git,*", true), ("f?le", true),
    ] {
      try await allow(signing, key, options: "namespaces=\"\(list)\" ")
      #expect(try await keygenAccepts(signing, "file") == isAllowed, "\(list)")
      try await signing.expect(isAllowed ? 0 : 1, "file", by: trust, about: list)
    }
    // A line of a kind nothing here verifies takes nothing from the others.
    try await allow(signing, key)
    let security = try signing.place.text("allowed")
    try signing.place.write(
      "k@x sk-ssh-ed25519@openssh.com "
        + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
        + "AAAABHNzaDo=\n" + security, to: "allowed")
    #expect(try await keygenAccepts(signing, "file"))
    try await signing.expect(0, "file", by: trust, saying: "[trust.passed-over]")
    try await allow(signing, key, options: "no-such-option ")
    expectFailure(try await signing.verify("file", by: trust), 65)
    try await allow(signing, key)
    try signing.place.write("other", to: "file")
    #expect(try await !keygenAccepts(signing, "file"))
    try await signing.expect(1, "file", by: trust, saying: "does not match")
  }

  /// A key file of ssh-keygen's signs what names its key itself, with no OpenPGP certificate.
  @Test(arguments: [["ed25519"], ["rsa", "-b", "3072"], ["ecdsa", "-b", "256"]])
  func aKeyOfSSHsSigns(type: [String]) async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try place.write("data\n", to: "file")
    try await succeed(
      "ssh-keygen", ["-q", "-N", "", "-C", "", "-f", place["id"], "-t"] + type)
    try await signing.sign("file", kind: "ssh", key: place["id"])
    try place.write("one@example.com \(try place.text("id.pub"))", to: "allowed")
    #expect(try await keygenAccepts(signing, "file"))
    let certified = try await pkg([
      "key", "certify", "--key", place["id"], "--user-id", "R <r@example.com>", "--out",
      place["id.asc"],
    ])
    #expect(certified.status == 0, "\(certified.errors)")
    let detached = try await pkg([
      "sign", "--key", place["id"], "--certificate", place["id.asc"], place["file"],
    ])
    #expect(detached.status == 0, "\(detached.errors)")
    try await expectDetachedSignature(
      place["file.asc"], of: place["file"], certificate: place["id.asc"])
    func refused(_ options: [String], _ status: Int32, _ code: String) async throws {
      let result = try await pkg(["sign", "--key", place["id"], place["file"]] + options)
      expectFailure(result, status)
      #expect(result.errors.contains("[\(code)]"), "\(result.errors)")
    }
    // An OpenPGP signature has a certificate, a policy wants one, and so does a log.
    try await refused([], 64, "key.certificate-needed")
    try await refused(["--kind", "ssh", "--log", place["log"]], 77, "sign.ungoverned-key")
    try await refused(["--kind", "ssh", "--target", "el9"], 77, "sign.ungoverned-key")
    try await succeed("chmod", ["644", place["id"]])
    try await refused(["--kind", "ssh"], 77, "key.file-open")
    try await succeed("chmod", ["600", place["id"]])
    try await succeed("ssh-keygen", ["-q", "-p", "-N", "p4ss word", "-f", place["id"]])
    try await refused(["--kind", "ssh"], 77, "key.ssh-protected")
  }

  @Test(
    "theirs",
    arguments: [
      ["ed25519"], ["rsa", "-b", "2048"], ["ecdsa", "-b", "256"],
      ["ecdsa", "-b", "384"], ["ecdsa", "-b", "521"],
    ])
  func theirs(kind: [String]) async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try place.write("what is signed\n", to: "file")
    try await succeed(
      "ssh-keygen", ["-q", "-N", "", "-f", place["key"], "-t"] + kind)
    try await succeed(
      "ssh-keygen", ["-q", "-Y", "sign", "-f", place["key"], "-n", "release@x", place["file"]])
    try place.write("a@x,b@x namespaces=\"release@*\" \(try place.text("key.pub"))", to: "allowed")
    let trust = ["--allowed-signers", place["allowed"], "--namespace", "release@x"]
    try await signing.expect(0, "file", by: trust)
    try await signing.expect(1, "file", by: ["--allowed-signers", place["allowed"]])
    let other = try await SigningPlace()
    try await signing.expect(1, "file", by: ["--keyring", other.certificate])
  }
}
