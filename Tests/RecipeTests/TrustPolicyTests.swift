import Diagnostics
import Testing

@testable import Recipe

/// The policy file: what is read, and where it says that something is wrong.
struct TrustPolicyTests {
  private static let a = String(repeating: "A1", count: 20)
  private static let b = String(repeating: "b2", count: 20)
  private static let c = String(repeating: "C3", count: 32)
  private static let d = String(repeating: "d4", count: 32)

  private static let good = """
    keys:
      release:
        fingerprint: \(a)
        certificate: keys/release.pub.asc
        not-before: 2026-01-01
        not-after: 2027-01-01T00:00:00Z
      backup: {fingerprint: b2b2 b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2}
      alice: {fingerprint: \(c)}
    rules:
      - name: hello
        names: [hello, hello-*]
        versions: 1.*
        kinds: [rpm, deb]
        keys: [release, backup]
        threshold: 2
        approvals: {keys: alice}
      - {names: "*.txt", kinds: file, keys: release}
      - {kinds: rpm, keys: [backup]}

    """

  private func problems(_ yaml: String) -> [String] {
    do throws(Diagnostics) {
      _ = try TrustPolicy(yaml: Array(yaml.utf8), file: "p.yaml")
      return []
    } catch { return error.all.texts }
  }

  @Test func aPolicyIsRead() throws {
    let policy = try TrustPolicy(yaml: Array(Self.good.utf8), file: "p.yaml")
    #expect(policy.keys.map(\.name) == ["release", "backup", "alice"])
    #expect(policy.keys.map(\.fingerprint) == [Self.a, Self.b.uppercased(), Self.c])
    let release = try #require(policy["release"])
    #expect(release.certificate?.value == "keys/release.pub.asc")
    #expect(release.notBefore == 1_767_225_600 && release.notAfter == 1_798_761_600)
    #expect(policy.rules.map(\.name) == ["hello", "rule 2", "rule 3"])
    #expect(policy.rules[0].signers == .init(keys: ["release", "backup"], threshold: 2))
    #expect(policy.rules[0].approvals == .init(keys: ["alice"], threshold: 1))
    #expect(policy.rules[0].approvalMoments == [.sign])
    #expect(policy.rules[0].statements == [] && policy.rules[0].hours == nil)
    #expect(policy.rules[1].signers == .init(keys: ["release"], threshold: 1))
    #expect(policy.rules[1].approvals == nil)
  }

  @Test func keysWithoutCertificatesAndEveryLimitAreRead() throws {
    let yaml = """
      keys:
        ci: {fingerprint: "sha256:\(Self.d.uppercased())", public-key: keys/ci.pem}
        a: {fingerprint: \(Self.a)}
      rules:
        - keys: [ci, a]
          statements: [https://slsa.dev/provenance/v1]
          approvals: {keys: a, at: [sign, verify]}
          targets: [el9, deb12]
          hours: 08:00-18:00
          days: [monday, tuesday]

      """
    let policy = try TrustPolicy(yaml: Array(yaml.utf8), file: "p.yaml")
    let key = try #require(policy["ci"])
    #expect(key.fingerprint == "SHA256:" + Self.d && !key.isCertificate)
    #expect(key.publicKey?.value == "keys/ci.pem" && key.certificate == nil)
    let rule = policy.rules[0]
    #expect(rule.statements == ["https://slsa.dev/provenance/v1"])
    #expect(rule.approvalMoments == [.sign, .verify])
    #expect(rule.targets.map(\.value) == ["el9", "deb12"])
    #expect(rule.hours == SigningHours(minutes: 480..<1080, days: [.monday, .tuesday]))
  }

  @Test(
    "the first rule that fits decides",
    arguments: [
      (TrustPolicy.Kind.rpm, "hello", "1.2.3-1", "hello"), (.deb, "hello-doc", "1.0", "hello"),
      (.rpm, "hello", "2.0-1", "rule 3"), (.rpm, "other", "1.0", "rule 3"),
      (.deb, "hello", "2.0", nil), (.deb, "other", "1.0", nil), (.file, "a.txt", nil, "rule 2"),
      (.file, "a.bin", nil, nil), (.file, "hello", nil, nil), (.rpm, "hellos", "1.0", "rule 3"),
    ] as [(TrustPolicy.Kind, String, String?, String?)])
  func rules(kind: TrustPolicy.Kind, name: String, version: String?, expected: String?) throws {
    let policy = try TrustPolicy(yaml: Array(Self.good.utf8), file: "p.yaml")
    #expect(policy.rule(for: kind, name: name, version: version)?.name == expected)
  }

  @Test(
    "a key is trusted from not-before until not-after",
    arguments: [
      (1_767_225_599, false), (1_767_225_600, true), (1_798_761_599, true),
      (1_798_761_600, false),
    ])
  func window(time: Int64, expected: Bool) throws {
    let policy = try TrustPolicy(yaml: Array(Self.good.utf8), file: "p.yaml")
    #expect(policy["release"]?.isTrusted(at: time) == expected)
    #expect(policy["backup"]?.isTrusted(at: time) == true)
  }

  static let remarks = [
    Remark("", "p.yaml:1:1: error: the policy is empty [recipe.empty]"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a}]\nrule: []",
      "p.yaml:3:1: error: the policy knows no key 'rule' [recipe.unknown-key]\n"
        + "p.yaml:3:1: hint: did you mean 'rules'?"),
    Remark(
      "keys: {a: {fingerprint: \(a), certficate: x}}\nrules: [{keys: a}]",
      "p.yaml:1:67: error: the key knows no key 'certficate' [recipe.unknown-key]\n"
        + "p.yaml:1:67: hint: did you mean 'certificate'?"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules:\n  - keys: a\n    treshold: 2",
      "p.yaml:4:5: error: the rule knows no key 'treshold' [recipe.unknown-key]\n"
        + "p.yaml:4:5: hint: did you mean 'threshold'?"),
    Remark(
      "keys: {a: {fingerprint: A1A1A1A1A1A1A1A1}}\nrules: [{keys: a}]",
      "p.yaml:1:25: error: 'A1A1A1A1A1A1A1A1' is no whole fingerprint [policy.bad-fingerprint]\n"
        + "p.yaml:1:25: hint: give all 40 digits, as 'pkg key show' prints them: shorter ids collide"
    ),
    Remark(
      "keys:\n  a: {fingerprint: \(a)}\n  b: {fingerprint: \(a)}\nrules: [{keys: a}]",
      "p.yaml:3:20: error: 'b' is the same key as 'a' [policy.same-key]\n"
        + "p.yaml:3:20: hint: a threshold counts keys, not names: remove one"),
    Remark(
      "keys: {release: {fingerprint: \(a)}}\nrules: [{keys: [relese]}]",
      "p.yaml:2:17: error: 'rule 1' names the key 'relese', which is not there "
        + "[policy.unknown-name]\np.yaml:2:17: hint: did you mean 'release'?"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: [a, a]}]",
      "p.yaml:2:20: error: 'a' is named twice [policy.same-key]\np.yaml:2:20: hint: remove one"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: [a], threshold: 2}]",
      "p.yaml:2:32: error: '2' of 1 keys is no threshold [policy.bad-threshold]\n"
        + "p.yaml:2:32: hint: write a number from 1 to 1"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: [a], threshold: 0}]",
      "p.yaml:2:32: error: '0' of 1 keys is no threshold [policy.bad-threshold]\n"
        + "p.yaml:2:32: hint: write a number from 1 to 1"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, approvals: {keys: [b]}}]",
      "p.yaml:2:38: error: 'rule 1' names the key 'b', which is not there [policy.unknown-name]\n"
        + "p.yaml:2:38: hint: did you mean 'a'?"),
    Remark(
      "keys: {a: {fingerprint: \(a), not-before: 2027-01-01, not-after: 2026-01-01}}\n"
        + "rules: [{keys: a}]",
      "p.yaml:1:102: error: the key is trusted at no time: it ends before it begins "
        + "[policy.bad-window]\np.yaml:1:102: hint: 'not-after' is later than 'not-before'"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, kinds: [rmp]}]",
      "p.yaml:2:27: error: 'rules.kinds' cannot be 'rmp' [recipe.unknown-value]\n"
        + "p.yaml:2:27: hint: did you mean 'rpm'?"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, names: []}]",
      "p.yaml:2:26: error: 'names' is empty [recipe.empty-value]\n"
        + "p.yaml:2:26: hint: remove it if every one is meant"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, names: ''}]",
      "p.yaml:2:26: error: 'rules.names' is empty [recipe.empty-value]\n"
        + "p.yaml:2:26: hint: give it a value, or leave it out"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, names: [hello, ' ']}]",
      "p.yaml:2:34: error: 'rules.names' is empty [recipe.empty-value]\n"
        + "p.yaml:2:34: hint: give it a value, or leave it out"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, kinds: []}]",
      "p.yaml:2:26: error: 'kinds' is empty [recipe.empty-value]\n"
        + "p.yaml:2:26: hint: remove it if nothing is to be restricted"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, hours: ''}]",
      "p.yaml:2:26: error: 'rules.hours' is empty [recipe.empty-value]\n"
        + "p.yaml:2:26: hint: give it a value, or leave it out"),
    Remark(
      "keys: {a: {fingerprint: \(a), not-after: ~}}\nrules: [{keys: a}]",
      "p.yaml:1:78: error: 'keys.a.not-after' is empty [recipe.empty-value]\n"
        + "p.yaml:1:78: hint: give it a value, or leave it out"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, approvals: }]",
      "p.yaml:2:30: error: 'rules.approvals' is empty [recipe.empty-value]\n"
        + "p.yaml:2:30: hint: give it a value, or leave it out"),
    Remark(
      "keys: {a: {fingerprint: ''}}\nrules: [{keys: a}]",
      "p.yaml:1:25: error: 'keys.a.fingerprint' is empty [recipe.empty-value]\n"
        + "p.yaml:1:25: hint: give it a value, or leave it out"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, approvals: {keys: a, at: []}}]",
      "p.yaml:2:44: error: 'at' is empty [recipe.empty-value]\n"
        + "p.yaml:2:44: hint: remove it if nothing is to be restricted"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: []",
      "p.yaml:2:8: error: 'rules' is empty [recipe.empty-value]\n"
        + "p.yaml:2:8: hint: then nothing may sign"),
    Remark(
      "rules: [{keys: a}]", "p.yaml:1:1: error: the policy has no 'keys' [recipe.missing-key]"),
    Remark(
      "keys: {a: {fingerprint: 'SHA256:\(d)'}}\nrules: [{keys: a}]",
      "p.yaml:1:25: error: 'a' has no certificate, so its key has to be given [policy.wrong-file]\n"
        + "p.yaml:1:25: hint: name the file with 'public-key'"),
    Remark(
      "keys: {a: {fingerprint: \(a), public-key: x}}\nrules: [{keys: a}]",
      "p.yaml:1:79: error: 'a' is named by the fingerprint of a certificate [policy.wrong-file]\n"
        + "p.yaml:1:79: hint: use 'certificate'"),
    Remark(
      "keys: {a: {fingerprint: \(a)}, b: {fingerprint: 'SHA256:\(d)', public-key: x}}\n"
        + "rules: [{keys: a, approvals: {keys: [b]}}]",
      "p.yaml:2:38: error: 'b' has no certificate, which approvals name [policy.cannot-approve]\n"
        + "p.yaml:2:38: hint: have somebody with an OpenPGP key approve"),
    Remark(
      "keys: {a: {fingerprint: 'SHA256:\(a)', public-key: x}}\nrules: [{keys: a}]",
      "p.yaml:1:25: error: 'SHA256:\(a)' is no whole fingerprint [policy.bad-fingerprint]\n"
        + "p.yaml:1:25: hint: give all 40 digits, as 'pkg key show' prints them: shorter ids collide"
    ),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, hours: 18:00-08:00}]",
      "p.yaml:2:26: error: '18:00-08:00' are no hours of a day [policy.bad-hours]\n"
        + "p.yaml:2:26: hint: write them as '08:00-18:00', in UTC"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, days: [mondy]}]",
      "p.yaml:2:26: error: 'rules.days' cannot be 'mondy' [recipe.unknown-value]\n"
        + "p.yaml:2:26: hint: did you mean 'monday'?"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, targets: []}]",
      "p.yaml:2:28: error: 'targets' is empty [recipe.empty-value]\n"
        + "p.yaml:2:28: hint: remove it if nothing is to be restricted"),
    Remark(
      "keys: {a: {fingerprint: \(a)}}\nrules: [{keys: a, approvals: {keys: a, at: sing}}]",
      "p.yaml:2:44: error: 'rules.approvals.at' cannot be 'sing' [recipe.unknown-value]\n"
        + "p.yaml:2:44: hint: did you mean 'sign'?"),
  ]

  @Test("every mistake has its place", arguments: remarks)
  func mistakes(remark: Remark) {
    let said = problems(remark.yaml)
    #expect(said.contains(remark.expected), "\(said.joined(separator: "\n"))")
  }
}
