import Foundation
import TestSupport
import Testing

/// `pkg approve`, and the approvals that `pkg sign --policy` asks for.
@Suite struct ApprovalTests {
  /// A file to be signed, in a folder of its own.
  fileprivate struct Case {
    let desk: PolicyDesk
    let place: ScratchDirectory
    var file: String { place["tool.bin"] }

    init() async throws {
      desk = try await PolicyDesk.shared()
      place = try ScratchDirectory()
      try place.write("a tool\n", to: "tool.bin")
    }

    /// An approval by `name`; returns its path.
    func approve(
      by name: String, expires: String = "2099-01-01", file: String? = nil
    ) async throws -> String {
      let output = place["\(name)-\(UUID()).approval.jsonl"]
      let result = try await pkg([
        "approve", file ?? self.file, "--key", desk.place["\(name).sec.asc"], "--expires", expires,
        "-o", output,
      ])
      try #require(result.status == 0, "\(result.errors)")
      return output
    }

    func sign(
      _ approvals: [String], threshold: Int = 2, keys: String = "[alice, bob, carol]",
      by key: String = "release"
    ) async throws -> RunResult {
      let policy = try desk.policy(
        "rules: [{keys: release, approvals: {keys: \(keys), threshold: \(threshold)}}]")
      return try await pkg(
        ["sign", "--replace", "--key", desk.place["\(key).sec.asc"], "--policy", policy, file]
          + approvals.flatMap { ["--approval", $0] })
    }

    func expectUnsigned(_ result: RunResult, _ words: String) throws {
      expectFailure(result, 77)
      #expect(result.errors.contains(words), "\(result.errors)")
      #expect(try place.names().contains("tool.bin.asc") == false)
    }
  }

  @Test func enoughApprovalsLetItBeSigned() async throws {
    let one = try await Case()
    let result = try await one.sign([
      try await one.approve(by: "alice"), try await one.approve(by: "carol"),
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(try one.place.names().contains("tool.bin.asc"))
  }

  @Test("what is signed already asks for nobody's approval again", arguments: ["rpm", "deb"])
  func signedAgain(format: String) async throws {
    let one = try await Case()
    let file = "small.\(format)"
    let forgeries = try await Forgeries.ready()
    try one.place.write(format == "rpm" ? forgeries.rpm : forgeries.deb, to: file)
    let policy = try one.desk.policy(
      "rules: [{keys: release, approvals: {keys: [alice], threshold: 1}}]")
    let options = [
      "sign", "--key", one.desk.place["release.sec.asc"], "--policy", policy, "--approval",
      try await one.approve(by: "alice", file: one.place[file]), "--log", one.place["log"],
      one.place[file],
    ]
    let signed = try await pkg(options)
    try #require(signed.status == 0 && signed.errors.isEmpty, "\(signed.errors)")
    let bytes = try one.place.read(file)
    let again = try await pkg(options)
    #expect(again.status == 0 && again.errors.contains("[sign.unchanged]"), "\(again.errors)")
    #expect(try one.place.read(file) == bytes)
    #expect(try one.place.text("log").split(separator: "\n").count == 1)
    // A signature that is to be made does ask.
    let anew = try await pkg(options + ["--replace"])
    expectFailure(anew, 77)
    #expect(anew.errors.contains("[policy.too-few-approvals]"), "\(anew.errors)")
    #expect(try one.place.read(file) == bytes)
  }

  @Test func tooFewDoNot() async throws {
    let one = try await Case()
    try one.expectUnsigned(try await one.sign([]), "asks for 2 approvals")
    let alice = try await one.approve(by: "alice")
    try one.expectUnsigned(try await one.sign([alice]), "and there are 1")
  }

  @Test func onePersonCountsOnce() async throws {
    let one = try await Case()
    let files = [try await one.approve(by: "alice"), try await one.approve(by: "alice")]
    try one.expectUnsigned(try await one.sign(files), "and there are 1")
    try one.expectUnsigned(try await one.sign(files + files), "and there are 1")
  }

  @Test func aStrangersApprovalDoesNotCount() async throws {
    let one = try await Case()
    let files = [try await one.approve(by: "alice"), try await one.approve(by: "release")]
    try one.expectUnsigned(try await one.sign(files), "is none of those who are asked")
  }

  @Test func anotherFilesApprovalDoesNotCount() async throws {
    let one = try await Case()
    try one.place.write("another tool\n", to: "other.bin")
    let files = [
      try await one.approve(by: "alice"),
      try await one.approve(by: "bob", file: one.place["other.bin"]),
    ]
    try one.expectUnsigned(try await one.sign(files), "'bob' approves another artefact")
  }

  @Test func aChangedFileIsNotApproved() async throws {
    let one = try await Case()
    let files = [try await one.approve(by: "alice"), try await one.approve(by: "bob")]
    try one.place.write("a changed tool\n", to: "tool.bin")
    try one.expectUnsigned(try await one.sign(files), "and there are 0")
  }

  @Test func aLapsedApprovalDoesNotCount() async throws {
    let one = try await Case()
    // Written with a time to come, then made to have passed, and signed again by its maker.
    let path = try await one.approve(by: "bob")
    let lapsed = try await resigned(path, in: one, by: "bob") {
      $0.replacing("2099-01-01T00:00:00Z", with: "2020-01-01T00:00:00Z")
    }
    let files = [try await one.approve(by: "alice"), lapsed]
    try one.expectUnsigned(try await one.sign(files), "'bob' approved until 1577836800 only")
    // The same way round without a change to its meaning it counts: the test's signer is right.
    let same = try await resigned(path, in: one, by: "bob") { $0 }
    let counted = try await one.sign([files[0], same])
    #expect(counted.status == 0, "\(counted.errors)")
  }

  @Test func approvalOfAnotherActionDoesNotCount() async throws {
    let one = try await Case()
    let path = try await one.approve(by: "bob")
    let other = try await resigned(path, in: one, by: "bob") {
      $0.replacing(#""action":"sign""#, with: #""action":"test""#)
    }
    let files = [try await one.approve(by: "alice"), other]
    try one.expectUnsigned(try await one.sign(files), "'bob' approves 'test', not signing")
  }

  @Test func anApprovalInAnothersNameDoesNotCount() async throws {
    let one = try await Case()
    let path = try await one.approve(by: "bob")
    let forged = try await resigned(path, in: one, by: "carol") { $0 }
    let files = [try await one.approve(by: "alice"), forged]
    try one.expectUnsigned(try await one.sign(files), "it is not signed by 'bob', whom it names")
  }

  @Test func aChangedApprovalDoesNotCount() async throws {
    let one = try await Case()
    let path = try await one.approve(by: "bob", expires: "2098-01-01")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let payload = try #require(text.firstMatch(of: /"payload":"([^"]*)"/).map { String($0.1) })
    let statement = String(
      decoding: try #require(Data(base64Encoded: payload)), as: UTF8.self)
    let changed = Data(
      statement.replacing("2098-01-01", with: "2099-01-01").utf8
    ).base64EncodedString()
    let forged = try one.place.write(text.replacing(payload, with: changed), to: "forged.jsonl")
    let files = [try await one.approve(by: "alice"), forged]
    try one.expectUnsigned(try await one.sign(files), "it is not signed by 'bob', whom it names")
  }

  @Test func approvalsDoNotReplaceTheRightKey() async throws {
    let one = try await Case()
    let files = [try await one.approve(by: "alice"), try await one.approve(by: "bob")]
    try one.expectUnsigned(
      try await one.sign(files, by: "carol"), "'rule 1' does not name 'carol'")
  }

  @Test(
    "an expiry has to be a moment to come",
    arguments: ["yesterday", "2020-01-01", "2099-13-01", "2099-01-01T00:00", ""])
  func expiry(text: String) async throws {
    let one = try await Case()
    let result = try await pkg([
      "approve", one.file, "--key", one.desk.place["bob.sec.asc"], "--expires", text,
    ])
    expectFailure(result, 64)
    #expect(result.errors.contains("[approval.bad-expiry]"), "\(result.errors)")
    #expect(try one.place.names() == ["tool.bin"])
  }

  @Test func whatIsNoApprovalIsRefused() async throws {
    let one = try await Case()
    try one.place.write("{}\n", to: "junk.jsonl")
    let result = try await one.sign([one.place["junk.jsonl"]])
    expectFailure(result, 65)
    #expect(result.errors.contains("[approval.malformed]"))
  }

  /// Who approves, by our count and by securesystemslib's, for every subset of the approvers.
  @Test func securesystemslibCountsTheSame() async throws {
    let one = try await Case()
    var paths: [String: String] = [:]
    for name in ["alice", "bob", "carol"] { paths[name] = try await one.approve(by: name) }
    for names in [
      [], ["alice"], ["bob", "alice"], ["alice", "alice"], ["carol", "bob", "alice"],
    ] {
      for threshold in 1...3 {
        let files = names.compactMap { paths[$0] }
        let counted = try await succeed(
          Surroundings.pythonTool("python"), ["-c", Self.counter, String(threshold)] + files,
          environment: ["KEYS": try one.keys()])
        let result = try await one.sign(files, threshold: threshold)
        #expect(
          (result.status == 0) == (counted == "yes\n"),
          "\(names) \(threshold): \(counted) \(result.errors)")
        try? FileManager.default.removeItem(atPath: one.file + ".asc")
      }
    }
  }

  /// Joins one statement's signatures of several envelopes where they are about the same payload,
  /// and asks for the threshold over all of them.
  private static let counter = """
    import json, os, sys
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import VerificationError
    from securesystemslib.signer import SSlibKey
    keys = [SSlibKey(name, "ed25519", "ed25519", {"public": point})
            for name, point in json.loads(os.environ["KEYS"]).items()]
    accepted = set()
    for path in sys.argv[2:]:
        envelope = Envelope.from_dict(json.load(open(path)))
        # securesystemslib finds a key by its id; ours are digests of the key.
        for key in keys:
            for keyid in list(envelope.signatures):
                renamed = Envelope.from_dict(json.load(open(path)))
                signature = renamed.signatures.pop(keyid)
                signature.keyid = key.keyid
                renamed.signatures[key.keyid] = signature
                try:
                    accepted |= set(renamed.verify([key], 1))
                except VerificationError:
                    pass
    print("yes" if len(accepted) >= int(sys.argv[1]) else "no")
    """

  /// An approval's statement, changed and put in an envelope of `name`'s, signed by openssl.
  private func resigned(
    _ path: String, in one: Case, by name: String, _ change: (String) -> String
  ) async throws -> String {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let payload = try #require(text.firstMatch(of: /"payload":"([^"]*)"/).map { String($0.1) })
    let statement = change(
      String(decoding: try #require(Data(base64Encoded: payload)), as: UTF8.self))
    let type = "application/vnd.in-toto+json"
    let encoded = "DSSEv1 \(type.utf8.count) \(type) \(statement.utf8.count) \(statement)"
    let folder = try ScratchDirectory()
    try folder.write(encoded, to: "encoded")
    try folder.write(try await one.privateKey(name), to: "key.der")
    try await succeed(
      "openssl",
      [
        "pkeyutl", "-sign", "-rawin", "-inkey", folder["key.der"], "-keyform", "DER", "-in",
        folder["encoded"], "-out", folder["signature"],
      ])
    let signature = Data(try folder.read("signature")).base64EncodedString()
    let envelope = """
      {"payload":"\(Data(statement.utf8).base64EncodedString())","payloadType":"\(type)",\
      "signatures":[{"keyid":"","sig":"\(signature)"}]}

      """
    return try one.place.write(envelope, to: "resigned-\(UUID()).jsonl")
  }
}

extension ApprovalTests.Case {
  /// The Ed25519 points of all keys, in hexadecimal, as JSON.
  fileprivate func keys() throws -> String {
    let pairs = try PolicyDesk.people.map { name in
      let packets = try binary("\(name).pub.asc")
      // The packet of the key comes first; its point is the last 32 bytes of 51.
      return
        "\"\(name)\": \"\(packets[2..<53].suffix(32).map { String(format: "%02x", $0) }.joined())\""
    }
    return "{\(pairs.joined(separator: ", "))}"
  }

  /// A secret key as PKCS #8, which openssl reads: the seed follows the public part of 51 bytes.
  fileprivate func privateKey(_ name: String) async throws -> [UInt8] {
    let packets = try binary("\(name).sec.asc")
    // Public part, usage 0, then the seed as a number without leading zeros.
    let bits = Int(packets[54]) << 8 | Int(packets[55])
    let count = (bits + 7) / 8
    let seed = [UInt8](repeating: 0, count: 32 - count) + packets[56..<56 + count]
    return [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20] + seed
  }

  private func binary(_ name: String) throws -> [UInt8] {
    let body = try desk.place.text(name).split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.isEmpty }.prefix { !$0.hasPrefix("=") }.joined()
    return [UInt8](try #require(Data(base64Encoded: body)))
  }
}
