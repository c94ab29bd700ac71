import Foundation
import TestSupport
import Testing

/// `pkg verify --policy` and `pkg sign --policy`: who may sign what, and with whose approval.
@Suite struct PolicyTests {
  @Test func aPolicyThatNamesTheKeyIsMet() async throws {
    let desk = try await PolicyDesk.shared()
    let result = try await desk.verify("rules: [{names: hello, kinds: [rpm, deb], keys: release}]")
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains("policy: 'rule 1' asks for 1 and has 1: release"))
    let json = try await desk.verify(
      "rules: [{names: hello, keys: release}]", options: ["--format", "json"])
    #expect(json.output.contains(#""trusted" : true"#), "\(json.output)")
  }

  @Test(
    "and one that does not, or asks for more, is not",
    arguments: [
      ("rules: [{names: other, keys: release}]", "policy.no-rule"),
      ("rules: [{versions: '2.*', keys: release}]", "policy.no-rule"),
      ("rules: [{kinds: file, keys: release}]", "policy.no-rule"),
      ("rules: [{names: hello, keys: alice}]", "policy.too-few-signers"),
      ("rules: [{keys: [release, alice], threshold: 2}]", "policy.too-few-signers"),
      // The first rule that fits decides, also when a later one would say yes.
      ("rules: [{names: hello, keys: alice}, {keys: release}]", "policy.too-few-signers"),
    ])
  func refused(rules: String, code: String) async throws {
    let desk = try await PolicyDesk.shared()
    let result = try await desk.verify(rules)
    #expect(result.status == 1, "\(result.output)\(result.errors)")
    #expect(result.errors.contains("[\(code)]"), "\(result.errors)")
    #expect(result.output.contains("NOT PROVEN"))
  }

  @Test(
    "a key counts only inside its window",
    arguments: [
      ("not-before: 2099-01-01", 1), ("not-after: 2020-01-01", 1), ("not-before: 2020-01-01", 0),
      // The signature says it was made in January 2026: before the window, or after it.
      ("not-before: 2026-02-01", 1), ("not-after: 2026-01-01", 1), ("not-after: 2099-01-01", 0),
    ])
  func window(line: String, status: Int32) async throws {
    let desk = try await PolicyDesk.shared()
    let result = try await desk.verify("rules: [{keys: release}]", release: line)
    #expect(result.status == status, "\(result.output)\(result.errors)")
    #expect(result.errors.contains("[policy.outside-window]") == (status == 1))
  }

  @Test func aFileOfManyKeysTrustsOnlyTheOneNamed() async throws {
    let desk = try await PolicyDesk.shared()
    // Both certificates lie in the file; the policy's fingerprint is alice's alone.
    try desk.place.write(
      try desk.place.text("release.pub.asc") + desk.place.text("alice.pub.asc"), to: "many.asc")
    let policy = """
      keys: {only: {fingerprint: \(desk.fingerprints["alice"] ?? ""), certificate: many.asc}}
      rules: [{keys: only}]

      """
    try desk.place.write(policy, to: "many.yaml")
    let result = try await pkg(["verify", "--policy", desk.place["many.yaml"], desk.rpm])
    #expect(result.status == 1)
    #expect(result.errors.contains("[signature.unknown-key]"), "\(result.errors)")
    #expect(result.errors.contains("[policy.too-few-signers]"))
  }

  @Test func theKeyringBringsCertificatesAndNoTrust() async throws {
    let desk = try await PolicyDesk.shared()
    let keys = "keys: {r: {fingerprint: \(desk.fingerprints["release"] ?? "")}}\n"
    try desk.place.write(keys + "rules: [{keys: r}]\n", to: "bare.yaml")
    let policy = ["verify", "--policy", desk.place["bare.yaml"]]
    let without = try await pkg(policy + [desk.rpm])
    #expect(without.status == 1 && without.errors.contains("[policy.no-certificate]"))
    let with = try await pkg(
      policy + ["--keyring", desk.place["release.pub.asc"], desk.rpm])
    #expect(with.status == 0, "\(with.errors)")
    let other = try await pkg(
      ["verify", "--policy", desk.place["bare.yaml"], "--keyring", desk.place["alice.pub.asc"]]
        + [desk.rpm])
    #expect(other.status == 1)
  }

  @Test func aCertificateThatIsAnothersIsRefused() async throws {
    let desk = try await PolicyDesk.shared()
    try desk.place.write(
      """
      keys:
        release:
          fingerprint: \(desk.fingerprints["alice"] ?? "")
          certificate: release.pub.asc
      rules: [{keys: release}]

      """, to: "swapped.yaml")
    let result = try await pkg(["verify", "--policy", desk.place["swapped.yaml"], desk.rpm])
    expectFailure(result, 77)
    #expect(result.errors.contains("swapped.yaml:4:18: error: "), "\(result.errors)")
    #expect(result.errors.contains("[policy.no-certificate]"))
  }

  @Test func aMistakeInThePolicyStopsBeforeAnythingElse() async throws {
    let desk = try await PolicyDesk.shared()
    try desk.place.write("keys: {}\nrule: []\n", to: "bad.yaml")
    for command in [["verify"], ["sign", "--key", desk.place["release.sec.asc"]]] {
      let result = try await pkg(command + ["--policy", desk.place["bad.yaml"], desk.rpm])
      expectFailure(result, 65)
      #expect(result.errors.contains("bad.yaml:2:1: error: "), "\(result.errors)")
      #expect(result.errors.contains("did you mean 'rules'?"))
    }
  }

  @Test(
    "a rule for some releases lets nothing be signed for others",
    arguments: [
      (["--target", "el9"], Int32(0), ""), (["--target", "el9,deb12"], 0, ""),
      (["--target", "rhel9"], 0, ""), ([], 77, "none is named"),
      (["--target", "el9,el10"], 77, "does not let sign for el10"),
    ])
  func targets(options: [String], status: Int32, words: String) async throws {
    let desk = try await PolicyDesk.shared()
    let folder = try ScratchDirectory()
    try folder.write("data\n", to: "file")
    let policy = try desk.policy(
      "rules: [{keys: release, targets: [el9, debian12], hours: 00:00-24:00}]")
    let result = try await pkg(
      ["sign", "--key", desk.place["release.sec.asc"], "--policy", policy, folder["file"]]
        + options)
    #expect(result.status == status, "\(result.errors)")
    #expect(words.isEmpty || result.errors.contains(words), "\(result.errors)")
    #expect(try folder.names().contains("file.asc") == (status == 0))
    // Who is to be asked at signing is not asked later.
    if status == 0 {
      #expect(try await pkg(["verify", "--policy", policy, folder["file"]]).status == 0)
    }
    let wrong = try desk.policy("rules: [{keys: release, targets: el99}]")
    let unknown = try await pkg([
      "sign", "--key", desk.place["release.sec.asc"], "--policy", wrong, folder["file"],
    ])
    expectFailure(unknown, 65)
    #expect(unknown.errors.contains(".yaml:14:34: error: "), "\(unknown.errors)")
  }

  @Test func aPlainFileIsJudgedByItsName() async throws {
    let desk = try await PolicyDesk.shared()
    let folder = try ScratchDirectory()
    try folder.write("data\n", to: "notes.txt")
    let signed = try await pkg([
      "sign", "--key", desk.place["release.sec.asc"], folder["notes.txt"],
    ])
    try #require(signed.status == 0, "\(signed.errors)")
    for (pattern, status) in [("'*.txt'", Int32(0)), ("'*.bin'", 1)] {
      let policy = try desk.policy("rules: [{names: \(pattern), kinds: file, keys: release}]")
      for file in ["notes.txt", "notes.txt.asc"] {
        let result = try await pkg(["verify", "--policy", policy, folder[file]])
        #expect(result.status == status, "\(file) \(pattern): \(result.errors)")
      }
    }
  }
}

/// A signed RPM and DEB, and the keys of a release and of three people.
final class PolicyDesk: Sendable {
  let place: ScratchDirectory
  let rpm: String
  let deb: String
  let fingerprints: [String: String]
  static let people = ["release", "alice", "bob", "carol"]

  private static let made = Task { try await PolicyDesk() }
  static func shared() async throws -> PolicyDesk { try await made.value }

  private init() async throws {
    let hello = try await Hello.built()
    place = try ScratchDirectory()
    let target = Hello.Target.all[0]
    var fingerprints: [String: String] = [:]
    for name in Self.people {
      let key = try await pkg([
        "key", "generate", "--algorithm", "ed25519", "--user-id", "\(name) <\(name)@example.com>",
        "--out", place[name],
      ])
      try #require(key.status == 0, "\(key.errors)")
      let found = try #require(key.output.firstMatch(of: /fingerprint ([0-9A-F]{40})/))
      fingerprints[name] = String(found.1)
    }
    self.fingerprints = fingerprints
    for name in [target.rpm, target.deb] {
      try FileManager.default.copyItem(atPath: hello.path(name), toPath: place[name])
    }
    (rpm, deb) = (place[target.rpm], place[target.deb])
    let signed = try await pkg(["sign", "--replace", "--key", place["release.sec.asc"], rpm])
    try #require(signed.status == 0, "\(signed.errors)")
    // The DEB's older signature is by a key that no policy here knows.
    let second = try await pkg(["sign", "--replace", "--key", place["release.sec.asc"], deb])
    try #require(second.status == 0, "\(second.errors)")
  }

  /// Writes a policy with everybody's keys and these rules; returns its path.
  func policy(_ rules: String, release: String = "") throws -> String {
    let keys = Self.people.map { name in
      let more = name == "release" && !release.isEmpty ? "\n    \(release)" : ""
      return """
          \(name):
            fingerprint: \(fingerprints[name] ?? "")
            certificate: \(name).pub.asc\(more)
        """
    }
    return try place.write(
      "keys:\n" + keys.joined(separator: "\n") + "\n\(rules)\n", to: "policy-\(UUID()).yaml")
  }

  func verify(
    _ rules: String, release: String = "", options: [String] = []
  ) async throws -> RunResult {
    try await pkg(["verify", "--policy", try policy(rules, release: release)] + options + [rpm])
  }
}
