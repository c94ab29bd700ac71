import Bytes
import Checks
import Diagnostics
import Kconfig
import Testing

private func reference(_ name: String, _ text: String) throws -> KconfigReference {
  let bytes = Array(text.utf8)
  var reader = ByteReader(bytes.span.bytes)
  return KconfigReference(name: name, file: try KconfigFile(parsing: &reader))
}

@Suite struct KconfigCheckTests {
  @Test func everyReferenceIsHeldToEveryRule() throws {
    let place = SpecLocation(file: "pkg.yaml", line: 7, column: 5)
    let rule = KconfigRule(
      require: [try KconfigRequirement(option: "CONFIG_NR_CPUS", values: [">=64"])],
      why: "serves large machines")
    let findings = checkKconfig(
      [KconfigExpectation(rule: rule, location: place)],
      references: [
        try reference("small", "CONFIG_NR_CPUS=32\n"),
        try reference("large", "CONFIG_NR_CPUS=64\n"), try reference("none", ""),
      ])
    #expect(
      findings.map(\.message) == [
        "CONFIG_NR_CPUS is absent (need >=64) in none", "CONFIG_NR_CPUS=32 (need >=64) in small",
      ])
    #expect(findings.allSatisfy { $0.code == "kconfig.unmet" && $0.exit == .findings })
    #expect(findings.allSatisfy { $0.severity == .error && $0.location == place })
  }

  @Test func severityIsTheRules() throws {
    let rule = KconfigRule(any: [
      KconfigRule(forbid: [.init(option: "A")]), KconfigRule(forbid: [.init(option: "B")]),
    ])
    let findings = checkKconfig(
      [KconfigExpectation(rule: rule, severity: .warning)],
      references: [try reference("k", "CONFIG_A=y\nCONFIG_B=m\n")])
    #expect(
      findings.map(\.description) == [
        "pkg: warning: no alternative holds in k: CONFIG_A=y (need off); nor: "
          + "CONFIG_B=m (need off) [kconfig.unmet]"
      ])
  }

  @Test func forbiddenValuesAreNamed() throws {
    let rule = KconfigRule(
      forbid: [try .init(option: "COMPAT_BRK", values: ["y"])], why: "randomization")
    let findings = checkKconfig(
      [KconfigExpectation(rule: rule)],
      references: [
        try reference("old", "CONFIG_COMPAT_BRK=y\n"),
        try reference("new", "# CONFIG_COMPAT_BRK is not set\n"),
      ])
    #expect(
      findings.map(\.description) == [
        """
        pkg: error: CONFIG_COMPAT_BRK=y (must not be y) in old [kconfig.unmet]
        pkg: hint: the reason given for the rule: randomization
        """
      ])
  }

  @Test func slipsOfThePenAreWarnedOf() throws {
    let invented = KconfigRule(forbid: [.init(option: "GO_MODULE")])
    let elsewhere = KconfigRule(forbid: [.init(option: "A")], when: .init(reference: "ubunut-*"))
    let kernel = KconfigRule(
      forbid: [.init(option: "B")], when: .init(kernel: try KernelCondition(">=5.4")))
    let findings = checkKconfig(
      [invented, elsewhere, kernel].map { KconfigExpectation(rule: $0) },
      references: [try reference("k", "CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_A=m\n")])
    #expect(
      findings.map(\.code).sorted() == [
        "kconfig.reassigned", "kconfig.undecided", "kconfig.unknown-option", "kconfig.unused-rule",
      ])
    #expect(!findings.hasErrors)
  }

  @Test func patternsAreTheRecipes() throws {
    let names = ["debian-12", "ubuntu-22.04", "ubuntu-24.04"]
    for (pattern, count) in [("{debian,ubuntu}-*", 3), ("ubuntu-2[4-6].04", 1), ("*", 3)] {
      let rule = KconfigRule(forbid: [.init(option: "A")], when: .init(reference: pattern))
      let findings = checkKconfig(
        [KconfigExpectation(rule: rule)],
        references: try names.map { try reference($0, "CONFIG_A=y\n") })
      #expect(findings.count { $0.code == "kconfig.unmet" } == count, "\(pattern)")
    }
  }

  @Test func rulesWithoutReferencesAreAnError() {
    let findings = checkKconfig(
      [KconfigExpectation(rule: KconfigRule(forbid: [.init(option: "A")]))], references: [])
    #expect(findings.map(\.code) == ["kconfig.no-reference"])
    #expect(findings.hasErrors)
    #expect(checkKconfig([], references: []) == [])
  }
}
