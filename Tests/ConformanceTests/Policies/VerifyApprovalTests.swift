import Foundation
import TestSupport
import Testing

/// Approvals that `pkg verify --policy` asks for.
@Suite struct VerifyApprovalTests {
  /// A signed artefact in a folder of its own; the policy asks for two approvals of it.
  private struct Case {
    let desk: PolicyDesk
    let place: ScratchDirectory
    let file: String
    private let policy: String

    /// Copies a file of the desk, or writes one and signs it.
    init(_ source: String? = nil, at: String = "[sign, verify]") async throws {
      desk = try await PolicyDesk.shared()
      place = try ScratchDirectory()
      file = place[source.map { String($0.split(separator: "/").last ?? "") } ?? "tool.bin"]
      if let source {
        try FileManager.default.copyItem(atPath: source, toPath: file)
      } else {
        try place.write("a tool\n", to: "tool.bin")
        let signed = try await pkg(["sign", "--key", desk.place["release.sec.asc"], file])
        try #require(signed.status == 0, "\(signed.errors)")
      }
      policy = try desk.policy(
        "rules: [{keys: release, approvals: {keys: [alice, bob], threshold: 2, at: \(at)}}]")
    }

    func approve(by name: String, _ options: [String] = []) async throws {
      let result = try await pkg(
        ["approve", "--key", desk.place["\(name).sec.asc"], "--expires", "2099-01-01"] + options
          + [file])
      try #require(result.status == 0, "\(result.errors)")
    }

    func verify(_ options: [String] = []) async throws -> RunResult {
      try await pkg(["verify", "--policy", policy] + options + [file])
    }

    func sign(_ options: [String] = []) async throws -> RunResult {
      try await pkg(
        ["sign", "--policy", policy, "--key", desk.place["release.sec.asc"]] + options + [file])
    }

    func expectRefused(_ result: RunResult, _ words: String = "") {
      #expect(result.status == 1, "\(result.output)")
      #expect(result.errors.contains("[policy.too-few-approvals]"), "\(result.errors)")
      #expect(words.isEmpty || result.errors.contains(words), "\(result.errors)")
      #expect(result.output.contains("NOT PROVEN"))
    }
  }

  @Test func approvalsBesideTheFileAreFound() async throws {
    let one = try await Case()
    one.expectRefused(try await one.verify(), "there are 0")
    try await one.approve(by: "alice")
    one.expectRefused(try await one.verify(), "there are 1")
    try await one.approve(by: "bob")
    let result = try await one.verify()
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func approvalsMayBeGivenByName() async throws {
    let one = try await Case()
    for name in ["alice", "bob"] { try await one.approve(by: name, ["-o", one.place[name]]) }
    one.expectRefused(try await one.verify())
    let files = ["--approval", one.place["alice"], "--approval", one.place["bob"]]
    #expect(try await one.verify(files).status == 0)
    let missing = try await one.verify(["--approval", one.place["nobody"]])
    expectFailure(missing, 66)
    let alone = try await pkg([
      "verify", "--keyring", one.desk.place["release.pub.asc"], "--approval", one.place["alice"],
      one.file,
    ])
    #expect(alone.status == 64 && alone.errors.contains("--approval needs --policy"))
  }

  @Test func anotherFilesApprovalDoesNotCount() async throws {
    let one = try await Case()
    for name in ["alice", "bob"] { try await one.approve(by: name) }
    try one.place.write("another tool\n", to: "tool.bin")
    let signed = try await pkg(["sign", "--key", one.desk.place["release.sec.asc"], one.file])
    try #require(signed.status == 0, "\(signed.errors)")
    one.expectRefused(try await one.verify(), "approves another artefact")
  }

  @Test func aStrangersApprovalDoesNotCount() async throws {
    let one = try await Case()
    try await one.approve(by: "alice")
    // Where bob's would lie is carol's.
    try await one.approve(by: "carol", ["-o", one.place["carol"]])
    let bob = try #require(one.desk.fingerprints["bob"]).suffix(16).lowercased()
    try one.place.write(
      try one.place.read("carol"), to: "tool.bin.\(bob).approval.jsonl")
    one.expectRefused(try await one.verify(), "is none of those who are asked")
  }

  @Test func aLapsedApprovalDoesNotCount() async throws {
    let one = try await Case()
    for name in ["alice", "bob"] { try await one.approve(by: name) }
    one.expectRefused(
      try await one.verify(["--at", "2099-06-01T00:00:00Z"]), "approved until")
  }

  @Test func rubbishBesideTheFileIsNoApproval() async throws {
    let one = try await Case()
    try await one.approve(by: "alice")
    let bob = try #require(one.desk.fingerprints["bob"]).suffix(16).lowercased()
    try one.place.write("{}\n", to: "tool.bin.\(bob).approval.jsonl")
    expectFailure(try await one.verify(), 65)
  }

  @Test func askedForAtSigningOnlyTheyAreNotAskedForLater() async throws {
    let one = try await Case(at: "sign")
    #expect(try await one.verify().status == 0)
    let late = try await Case(at: "verify")
    late.expectRefused(try await late.verify())
    #expect(try await late.sign().status == 0)
  }

  /// What people approve is the package before it is signed; its signature changes its bytes.
  @Test("packages signed in place", arguments: [true, false])
  func packages(isRPM: Bool) async throws {
    let small = try await SmallBuild()
    let built = try await small.build()
    try #require(built.status == 0, "\(built.errors)")
    let names = try small.place.names(in: "out")
    let name = try #require(names.first { $0.hasSuffix(isRPM ? ".rpm" : ".deb") })
    let one = try await Case(small.place["out/\(name)"])
    try await one.approve(by: "alice")
    try await one.approve(by: "bob")
    let approvals = try one.place.names().filter { $0.hasSuffix(".approval.jsonl") }
    #expect(approvals.count == 2)
    expectFailure(try await one.sign(), 77)
    let signed = try await one.sign(approvals.flatMap { ["--approval", one.place[$0]] })
    try #require(signed.status == 0, "\(signed.errors)")
    let result = try await one.verify()
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    // Another package with the same signer's signature is not approved.
    let other = try await Case(isRPM ? one.desk.rpm : one.desk.deb)
    for approval in approvals {
      let copy = approval.replacing(name, with: String(other.file.split(separator: "/").last ?? ""))
      try other.place.write(try one.place.read(approval), to: copy)
    }
    other.expectRefused(try await other.verify(), "approves another artefact")
  }
}
