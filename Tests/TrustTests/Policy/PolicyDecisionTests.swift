import Diagnostics
import OpenPGP
import Recipe
import Testing
import Trust

/// What a policy makes of signatures, at a time that the test says.
struct PolicyDecisionTests {
  private static let fingerprints = (1...3).map { number in
    String(repeating: "0\(number)", count: 20)
  }

  private func policy(_ rule: String, key: String = "") throws -> TrustPolicy {
    let keys = ["a", "b", "c"].enumerated().map { index, name in
      "  \(name): {fingerprint: \(Self.fingerprints[index])\(name == "a" ? key : "")}\n"
    }.joined()
    return try TrustPolicy(
      yaml: Array("keys:\n\(keys)rules:\n  - {\(rule)}\n".utf8), file: "p.yaml")
  }

  private static let subject = PolicySubject(kind: .rpm, name: "hello", version: "1.0-1")
  private static let now: UInt32 = 1_800_000_000

  private func decide(_ policy: TrustPolicy, _ votes: PolicyVote...) -> PolicyDecision {
    policy.decision(on: Self.subject, votes: votes, at: Self.now)
  }

  @Test func aThresholdCountsKeys() throws {
    let policy = try policy("keys: [a, b, c], threshold: 2")
    #expect(!decide(policy, PolicyVote(key: "a")).isTrusted)
    #expect(!decide(policy, PolicyVote(key: "a"), PolicyVote(key: "a", created: 5)).isTrusted)
    let two = decide(policy, PolicyVote(key: "c"), PolicyVote(key: "a"))
    #expect(two.isTrusted && two.signers == ["c", "a"])
    #expect(!decide(policy, PolicyVote(key: "a"), PolicyVote(key: "nobody")).isTrusted)
  }

  @Test func statementsCountByTheirType() throws {
    let vote = PolicyVote(key: "a", statement: "urn:released")
    #expect(!decide(try policy("keys: a"), vote).isTrusted)
    #expect(!decide(try policy("keys: a, statements: 'urn:scanned'"), vote).isTrusted)
    #expect(decide(try policy("keys: a, statements: ['urn:x', 'urn:released']"), vote).isTrusted)
  }

  /// `not-after` is one year before the judgement.
  @Test(
    "a window is held against what is proven",
    arguments: [
      (nil, nil, false), (1_700_000_000, nil, false),
      // Proven to have been there inside the window; but what it says of itself counts as well.
      (1_700_000_000, 1_700_000_100, true), (nil, 1_700_000_100, true),
      (1_600_000_000, 1_700_000_100, false), (1_790_000_000, 1_790_000_000, false),
    ] as [(UInt32?, UInt32?, Bool)])
  func windows(created: UInt32?, proven: UInt32?, isTrusted: Bool) throws {
    let policy = try policy("keys: a", key: ", not-before: 2021-01-01, not-after: 2026-01-01")
    let decision = decide(policy, PolicyVote(key: "a", created: created, provenAt: proven))
    #expect(decision.isTrusted == isTrusted, "\(decision)")
    #expect(decision.findings.contains { $0.code == "policy.outside-window" } == !isTrusted)
  }

  @Test(
    "signing has its hours",
    arguments: [
      // Thursday, the first of January 1970, and the days around a leap year's end of February.
      ("hours: '08:00-18:00'", 8 * 3600, true), ("hours: '08:00-18:00'", 8 * 3600 - 1, false),
      ("hours: '08:00-18:00'", 18 * 3600, false), ("hours: '08:00-18:00'", 18 * 3600 - 1, true),
      ("hours: '00:00-24:00'", 86_399, true), ("days: thursday", 0, true),
      ("days: friday", 0, false), ("days: friday", 86_400, true),
      ("days: [saturday, sunday]", 1_709_164_800, false),
      ("days: thursday", 1_709_164_800, true), ("days: thursday", 1_709_164_799, false),
      ("days: wednesday, hours: '23:00-24:00'", 1_709_164_799, true),
      ("days: thursday, hours: '00:00-00:01'", 1_709_164_859, true),
      ("days: thursday, hours: '00:00-00:01'", 1_709_164_860, false),
    ] as [(String, UInt32, Bool)])
  func hours(line: String, time: UInt32, isAllowed: Bool) throws {
    let policy = try policy("keys: a, \(line)")
    let signer = Fingerprint([UInt8](repeating: 1, count: 20))
    func ask() throws(Diagnostic) {
      _ = try policy.requireRule(
        for: Self.subject, signedBy: signer, created: time, at: time)
    }
    guard isAllowed else {
      let refusal = #expect(throws: Diagnostic.self) { try ask() }
      #expect(refusal?.code == "policy.outside-hours" && refusal?.exit == .notPermitted)
      // Everybody can read when "now" was.
      if time == 18 * 3600 {
        #expect(refusal?.message.hasSuffix(", at 1970-01-01T18:00:00Z") == true)
      }
      return
    }
    #expect(throws: Never.self) { try ask() }
    // What was signed then is judged at any time.
    #expect(decide(policy, PolicyVote(key: "a", created: time)).isTrusted)
  }
}
