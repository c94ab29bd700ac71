import Foundation
import TestSupport
import Testing

/// `pkg verify --policy` counts keys, in whatever form they signed.
@Suite struct PolicyFormTests {
  /// Keys of every kind, and a file that is signed by each in its own form.
  fileprivate final class Desk: Sendable {
    let place: ScratchDirectory
    /// What the policy says of every key, as YAML.
    let keys: [String: String]

    private static let made = Task { try await Desk() }
    static func shared() async throws -> Desk { try await made.value }

    private init() async throws {
      place = try ScratchDirectory()
      var keys: [String: String] = [:]
      for name in ["pgp", "twin"] {
        let made = try await pkg([
          "key", "generate", "--algorithm", "ed25519", "--user-id", "\(name) <\(name)@x.invalid>",
          "--out", place[name],
        ])
        let fingerprint = try #require(
          made.output.firstMatch(of: /fingerprint ([0-9A-F]{40})/).map { String($0.1) })
        keys[name] = "{fingerprint: \(fingerprint), certificate: \(name).pub.asc}"
      }
      try place.write("what is released\n", to: "file")
      // A key of ssh-keygen's, one of minisign's, and one that a DSSE library has in PEM.
      try await succeed(
        "ssh-keygen", ["-q", "-N", "", "-t", "ecdsa", "-b", "256", "-f", place["laptop"]])
      try await succeed(
        "ssh-keygen", ["-q", "-Y", "sign", "-f", place["laptop"], "-n", "file", place["file"]])
      try await succeed(
        "minisign", ["-G", "-W", "-p", place["mini.pub"], "-s", place["mini.sec"]])
      try await succeed("minisign", ["-S", "-s", place["mini.sec"], "-m", place["file"]])
      try await succeed(
        "openssl", ["genpkey", "-algorithm", "ed25519", "-out", place["ci.key"]])
      try await succeed(
        "openssl", ["pkey", "-in", place["ci.key"], "-pubout", "-out", place["ci.pem"]])
      for (name, file, form) in [
        ("laptop", "laptop.pub", "PKCS8"), ("mini", "mini.pub", ""), ("ci", "ci.pem", ""),
      ] {
        keys[name] =
          "{fingerprint: 'SHA256:\(try await Self.sum(of: place[file], form))', "
          + "public-key: \(file)}"
      }
      self.keys = keys
      try place.write(try await statement(about: "file", by: place["ci.key"]), to: "file.ci")
    }

    /// The SHA-256 of a key's `SubjectPublicKeyInfo`, by openssl.
    private static func sum(of file: String, _ form: String) async throws -> String {
      let script =
        form == "PKCS8"
        ? "ssh-keygen -e -m PKCS8 -f \"$1\" | openssl pkey -pubin -outform DER"
        : file.hasSuffix(".pem")
          ? "openssl pkey -pubin -in \"$1\" -outform DER"
          // minisign's 42 bytes end in the point; before it stands what openssl writes for Ed25519.
          : "{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; "
            + "tail -1 \"$1\" | base64 -d | tail -c 32; }"
      return String(
        try await succeed("sh", ["-c", script + " | sha256sum", "-", file]).prefix(64))
    }

    /// A DSSE envelope about a file, whose encoding openssl signs.
    private func statement(
      about file: String, by key: String, type: String = "https://example.invalid/released"
    ) async throws -> String {
      let digest = try await succeed("sha256sum", [place[file]]).prefix(64)
      let payload =
        #"{"_type":"https://in-toto.io/Statement/v1","predicate":{},"predicateType":""# + type
        + #"","subject":[{"digest":{"sha256":""# + digest + #""},"name":""# + file + #""}]}"#
      let kind = "application/vnd.in-toto+json"
      let scratch = try ScratchDirectory()
      try scratch.write(
        "DSSEv1 \(kind.utf8.count) \(kind) \(payload.utf8.count) \(payload)", to: "encoding")
      try await succeed(
        "openssl",
        [
          "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", scratch["encoding"], "-out",
          scratch["signature"],
        ])
      let signature = Data(try scratch.read("signature")).base64EncodedString()
      let text = Data(payload.utf8).base64EncodedString()
      return #"{"payload":""# + text + #"","payloadType":""# + kind
        + #"","signatures":[{"keyid":"","sig":""# + signature + #""}]}"# + "\n"
    }

    /// A folder with the file, the policy, and the signatures named.
    func folder(_ rules: String, _ names: [String], keys used: [String]? = nil) async throws
      -> ScratchDirectory
    {
      let folder = try ScratchDirectory()
      for name in try place.names() where name.contains(".pub") || name.hasSuffix(".pem") {
        try folder.write(try place.read(name), to: name)
      }
      try folder.write(try place.read("file"), to: "file")
      for (name, text) in [("laptop", "file.sig"), ("mini", "file.minisig")]
      where names.contains(name) {
        try folder.write(try place.read(text), to: text)
      }
      if names.contains("ci") {
        try folder.write(try place.read("file.ci"), to: "file.intoto.jsonl")
      }
      if names.contains("pgp") {
        let signed = try await pkg(["sign", "--key", place["pgp.sec.asc"], folder["file"]])
        try #require(signed.status == 0, "\(signed.errors)")
      }
      let lines = (used ?? keys.keys.sorted()).map { "  \($0): \(keys[$0] ?? "")\n" }.joined()
      try folder.write("keys:\n\(lines)\(rules)\n", to: "policy.yaml")
      return folder
    }

    func verify(_ folder: ScratchDirectory, _ options: [String] = []) async throws -> RunResult {
      try await pkg(
        ["verify", "--policy", folder["policy.yaml"]] + options + [folder["file"]])
    }
  }

  private static let released = "statements: https://example.invalid/released"

  @Test(
    "each form counts by itself",
    arguments: ["pgp", "laptop", "mini", "ci"])
  func alone(key: String) async throws {
    let desk = try await Desk.shared()
    let folder = try await desk.folder("rules: [{keys: \(key), \(Self.released)}]", [key])
    let result = try await desk.verify(folder)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains("asks for 1 and has 1: \(key)"), "\(result.output)")
    // Not for another file.
    try folder.write("something else\n", to: "file")
    #expect(try await desk.verify(folder).status == 1)
  }

  @Test func allFormsTogetherMeetOneThreshold() async throws {
    let desk = try await Desk.shared()
    let all = ["pgp", "laptop", "mini", "ci"]
    let rules = "rules: [{keys: [pgp, laptop, mini, ci], threshold: 4, \(Self.released)}]"
    let result = try await desk.verify(try await desk.folder(rules, all))
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    for missing in all {
      let folder = try await desk.folder(rules, all.filter { $0 != missing })
      let result = try await desk.verify(folder)
      #expect(result.status == 1, "without \(missing): \(result.output)")
      #expect(result.errors.contains("[policy.too-few-signers]"), "\(result.errors)")
    }
  }

  @Test func aStatementCountsOnlyIfTheRuleNamesItsType() async throws {
    let desk = try await Desk.shared()
    for (extra, code) in [
      ("", "policy.too-few-signers"),
      (", statements: https://example.invalid/scanned", "policy.not-a-signature"),
    ] {
      let folder = try await desk.folder("rules: [{keys: ci\(extra)}]", ["ci"])
      let result = try await desk.verify(folder)
      #expect(result.status == 1 && result.errors.contains("[\(code)]"), "\(result.errors)")
    }
  }

  /// Whoever has one key and signs in two forms is still one.
  @Test func oneKeyInTwoFormsIsOneKey() async throws {
    let desk = try await Desk.shared()
    let folder = try await desk.folder("rules: [{keys: [pgp, twin], threshold: 2}]", ["pgp"])
    for kind in ["minisign", "ssh"] {
      let signed = try await pkg([
        "sign", "--kind", kind, "--key", desk.place["pgp.sec.asc"], folder["file"],
      ])
      try #require(signed.status == 0, "\(signed.errors)")
    }
    let result = try await desk.verify(folder)
    #expect(result.status == 1, "\(result.output)")
    #expect(result.output.contains("asks for 2 and has 1: pgp"), "\(result.output)")
    // All three are good, and each is enough for a threshold of one.
    for name in ["file.asc", "file.sig", "file.minisig"] {
      let single = try await desk.folder("rules: [{keys: pgp}]", [])
      try single.write(try folder.read(name), to: name)
      #expect(try await desk.verify(single).status == 0, "\(name)")
    }
    // Nor does a second name make it two.
    let pem = try await pkg(["key", "export", "--form", "pem", desk.place["pgp.pub.asc"]])
    try folder.write(pem.output, to: "pgp.pem")
    let sum = try await succeed(
      "sh",
      ["-c", "openssl pkey -pubin -in \"$1\" -outform DER | sha256sum", "-", folder["pgp.pem"]]
    ).prefix(64)
    try folder.write(
      """
      keys:
        pgp: \(desk.keys["pgp"] ?? "")
        other: {fingerprint: "SHA256:\(sum)", public-key: pgp.pem}
      rules: [{keys: [pgp, other], threshold: 2}]

      """, to: "policy.yaml")
    let twice = try await desk.verify(folder)
    expectFailure(twice, 65)
    #expect(twice.errors.contains("[policy.same-key]"), "\(twice.errors)")
  }

  @Test func aBadSignatureOfAKnownKeyIsTheEnd() async throws {
    let desk = try await Desk.shared()
    let folder = try await desk.folder("rules: [{keys: [pgp, mini, laptop]}]", ["pgp", "mini"])
    #expect(try await desk.verify(folder).status == 0)
    try folder.write("untrusted comment: other\nother\n", to: "other")
    try await succeed(
      "minisign", ["-S", "-s", desk.place["mini.sec"], "-m", folder["other"]])
    try folder.write(try folder.read("other.minisig"), to: "file.minisig")
    let result = try await desk.verify(folder)
    #expect(result.status == 1 && result.errors.contains("[signature.bad]"), "\(result.errors)")
  }

  @Test func aPackageIsCountedWithWhatLiesBesideIt() async throws {
    let desk = try await Desk.shared()
    let folder = try await desk.folder("", [])
    let hello = try await Hello.built()
    for name in [Hello.Target.all[0].rpm, Hello.Target.all[0].deb] {
      let file = folder[name]
      try FileManager.default.copyItem(atPath: hello.path(name), toPath: file)
      let signed = try await pkg([
        "sign", "--replace", "--key", desk.place["pgp.sec.asc"], file,
      ])
      try #require(signed.status == 0, "\(signed.errors)")
      let rules = "rules: [{names: hello, keys: [pgp, mini], threshold: 2}]"
      let used = ["pgp", "mini"].map { "  \($0): \(desk.keys[$0] ?? "")\n" }.joined()
      try folder.write("keys:\n\(used)\(rules)\n", to: "policy.yaml")
      let arguments = ["verify", "--policy", folder["policy.yaml"], file]
      #expect(try await pkg(arguments).status == 1)
      try await succeed("minisign", ["-S", "-s", desk.place["mini.sec"], "-m", file])
      let result = try await pkg(arguments)
      #expect(result.status == 0, "\(result.output)\(result.errors)")
    }
  }

  @Test(
    "a key that is not what the policy says",
    arguments: [
      (
        "{fingerprint: 'SHA256:\(String(repeating: "ab", count: 32))', public-key: ci.pem}",
        "policy.other-key", Int32(77)
      ),
      (
        "{fingerprint: 'SHA256:\(String(repeating: "ab", count: 32))', public-key: file}",
        "trust.unreadable", 65
      ),
      ("{fingerprint: 'SHA256:\(String(repeating: "ab", count: 32))'}", "policy.wrong-file", 65),
      ("{fingerprint: 'SHA256:abcd', public-key: ci.pem}", "policy.bad-fingerprint", 65),
    ])
  func wrongKey(entry: String, code: String, status: Int32) async throws {
    let desk = try await Desk.shared()
    let folder = try await desk.folder("", [])
    try folder.write("keys:\n  a: \(entry)\nrules: [{keys: a}]\n", to: "policy.yaml")
    let result = try await desk.verify(folder)
    expectFailure(result, status)
    #expect(
      result.errors.contains("[\(code)]") && result.errors.contains("policy.yaml:2:"),
      "\(result.errors)")
  }
}
