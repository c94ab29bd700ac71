import Kconfig
import Testing

private let configuration = """
  # Linux/x86_64 5.15.0-91-generic Kernel Configuration
  CONFIG_X86_64=y
  CONFIG_BPF=y
  CONFIG_OVERLAY_FS=m
  # CONFIG_IKCONFIG is not set
  CONFIG_NR_CPUS=32
  CONFIG_START=0x1000000
  CONFIG_LSM="lockdown,yama,bpf extra"
  CONFIG_NAME="(none)"
  """

@Suite struct KconfigRuleTests {
  @Test(arguments: [
    ("BPF", "y", true), ("OVERLAY_FS", "y", false), ("OVERLAY_FS", "m", true),
    ("OVERLAY_FS", "enabled", true), ("CONFIG_BPF", "enabled", true), ("IKCONFIG", "n", true),
    ("IKCONFIG", "off", true), ("MISSING", "off", true), ("MISSING", "n", true),
    ("BPF", "n", false),
    ("MISSING", "enabled", false), ("NR_CPUS", ">=32", true), ("NR_CPUS", ">= 33", false),
    ("NR_CPUS", "<=32", true), ("NR_CPUS", "==32", true), ("NR_CPUS", "32", true),
    ("NR_CPUS", "!=32", false), ("NR_CPUS", ">31", true), ("NR_CPUS", "<32", false),
    ("NR_CPUS", "==0x20", true), ("MISSING", "!=32", false), ("BPF", ">=0", false),
    ("START", "==16777216", true), ("START", ">=0x1000001", false),
    ("NAME", "\"(none)\"", true), ("NAME", "\"none\"", false), ("LSM", "contains bpf", true),
    ("LSM", "contains extra", true), ("LSM", "contains yam", false), ("BPF", "contains y", false),
    ("LSM", "~^lockdown", true), ("LSM", "~^yama", false), ("NR_CPUS", "~^[0-9]+$", true),
    ("IKCONFIG", "~^n$", true), ("MISSING", "~.*", false),
  ])
  func everyValueOfTheLanguage(option: String, value: String, expected: Bool) throws {
    let requirement = try KconfigRequirement(option: option, values: [value])
    #expect(requirement.isMet(by: try kconfig(configuration)) == expected)
  }

  @Test func anyOfSeveralValuesWillDo() throws {
    let file = try kconfig(configuration)
    #expect(try KconfigRequirement(option: "OVERLAY_FS", values: ["y", "m"]).isMet(by: file))
    #expect(try !KconfigRequirement(option: "BPF", values: ["m", "off"]).isMet(by: file))
  }

  @Test(arguments: [
    ("A", ["Y"]), ("A", [""]), ("A", [">="]), ("A", [">=x"]), ("A", ["contains"]),
    ("A", ["contains a,b"]), ("A", ["\"open"]), ("A", ["\""]), ("A", ["~"]), ("A", ["~("]),
    ("A", ["=>1"]), ("A", []), ("", ["y"]), ("CONFIG_", ["y"]), ("A-B", ["y"]), ("A", ["0x-1"]),
    ("A", ["yes"]),
  ])
  func otherTextIsRefused(option: String, values: [String]) {
    #expect(throws: MalformedRequirement.self) {
      try KconfigRequirement(option: option, values: values)
    }
  }

  @Test func shortfallsAreSentences() throws {
    let rule = KconfigRule(
      require: [
        try KconfigRequirement(option: "NR_CPUS", values: [">=64"]),
        try KconfigRequirement(option: "IKCONFIG", values: ["y", "m"]),
        try KconfigRequirement(option: "DEBUG_INFO_BTF", values: ["y"]),
        try KconfigRequirement(option: "NAME", values: ["\"x\""]),
        try KconfigRequirement(option: "BPF", values: ["y"]),
      ], forbid: [.init(option: "CONFIG_OVERLAY_FS"), .init(option: "MODULE_SIG_FORCE")])
    guard case .unmet(let shortfalls) = rule.verdict(on: try kconfig(configuration), named: "k")
    else {
      Issue.record("the rule should be unmet")
      return
    }
    #expect(
      shortfalls.map(\.sentence) == [
        "CONFIG_NR_CPUS=32 (need >=64)", "CONFIG_IKCONFIG is not set (need y or m)",
        "CONFIG_DEBUG_INFO_BTF is absent (need y)", "CONFIG_NAME=\"(none)\" (need \"x\")",
        "CONFIG_OVERLAY_FS=m (need off)",
      ])
  }

  /// An option, what it must not be, and what is said of it in `configuration`.
  static let prohibitions: [(String, [String], String?)] = [
    ("BPF", ["y"], "CONFIG_BPF=y (must not be y)"),
    ("CONFIG_BPF", ["m", "y"], "CONFIG_BPF=y (must not be m or y)"),
    ("OVERLAY_FS", ["enabled"], "CONFIG_OVERLAY_FS=m (must not be enabled)"),
    ("NR_CPUS", ["<64"], "CONFIG_NR_CPUS=32 (must not be <64)"),
    (
      "LSM", ["contains yama"], "CONFIG_LSM=\"lockdown,yama,bpf extra\" (must not be contains yama)"
    ),
    ("IKCONFIG", ["n"], "CONFIG_IKCONFIG is not set (must not be off)"),
    ("MISSING", ["off"], "CONFIG_MISSING is absent (must not be off)"),
    ("OVERLAY_FS", ["y"], nil), ("BPF", ["m"], nil), ("MISSING", ["y", "m"], nil),
    ("IKCONFIG", ["y", "m"], nil), ("NR_CPUS", [">=64", "y"], nil),
  ]

  @Test(arguments: prohibitions)
  func onlyTheValuesNamedAreForbidden(option: String, values: [String], sentence: String?) throws {
    let rule = KconfigRule(forbid: [try KconfigProhibition(option: option, values: values)])
    let verdict = rule.verdict(on: try kconfig(configuration), named: "k")
    guard case .unmet(let shortfalls) = verdict else {
      #expect(verdict == .met)
      #expect(sentence == nil)
      return
    }
    #expect(shortfalls.map(\.sentence) == [sentence])
  }

  @Test func prohibitionsAreOfTheLanguageToo() throws {
    for (option, values) in [("A", [String]()), ("A", ["yes"]), ("A-B", ["y"])] {
      #expect(throws: MalformedRequirement.self) {
        try KconfigProhibition(option: option, values: values)
      }
    }
    let rule = KconfigRule(forbid: [
      try .init(option: "CONFIG_B", values: ["y"]), .init(option: "A"),
    ])
    #expect(rule.options == ["A", "B"])
  }

  @Test func oneAlternativeIsEnough() throws {
    let file = try kconfig(configuration)
    let missing = KconfigRule(
      require: [try KconfigRequirement(option: "ARM64_4K_PAGES", values: ["y"])])
    let present = KconfigRule(require: [try KconfigRequirement(option: "BPF", values: ["y"])])
    let elsewhere = KconfigRule(
      require: missing.require, when: .init(architectures: ["arm64"]))
    #expect(KconfigRule(any: [missing, present]).verdict(on: file, named: "k") == .met)
    #expect(KconfigRule(any: [elsewhere]).verdict(on: file, named: "k") == .met)
    let lack = KconfigShortfall.option("ARM64_4K_PAGES", state: .absent, need: "y")
    #expect(
      KconfigRule(any: [missing, missing]).verdict(on: file, named: "k")
        == .unmet([.alternatives([[lack], [lack]])]))
  }

  @Test(arguments: [
    (">=5.4", true), (">=5.15", true), (">=5.15.1", false), ("<6", true), ("==5.15.0", true),
    (">5", true), ("!=5.15", false),
  ])
  func kernelConditions(text: String, applies: Bool) throws {
    let rule = KconfigRule(
      forbid: [.init(option: "BPF")], when: .init(kernel: try KernelCondition(text)))
    let verdict = rule.verdict(on: try kconfig(configuration), named: "k")
    #expect((verdict == .notApplicable) == !applies)
  }

  @Test(arguments: ["5.4", ">=", ">=x", ">=5.x", "~5", ">=5.4-rc1"])
  func otherKernelConditionsAreRefused(text: String) {
    #expect(throws: MalformedRequirement.kernel(text)) { try KernelCondition(text) }
  }

  @Test(arguments: [
    ("ubuntu-*", true), ("*", true), ("ubuntu-22.04", true), ("ubuntu-2?.04", true), ("*22*", true),
    ("debian-*", false), ("ubuntu", false), ("ubuntu-22.04?", false), ("", false),
  ])
  func referencePatterns(pattern: String, applies: Bool) throws {
    let rule = KconfigRule(forbid: [.init(option: "BPF")], when: .init(reference: pattern))
    let verdict = rule.verdict(on: try kconfig(configuration), named: "ubuntu-22.04")
    #expect((verdict == .notApplicable) == !applies)
  }

  @Test func armIsOneArchitectureToAKernel() throws {
    let file = try kconfig("CONFIG_ARM=y\nCONFIG_BPF=y\n")
    for name in ["arm", "arm6", "arm7"] {
      let rule = KconfigRule(forbid: [.init(option: "BPF")], when: .init(architectures: [name]))
      #expect(rule.verdict(on: file, named: "k") != .notApplicable)
    }
    let other = KconfigRule(
      forbid: [.init(option: "BPF")], when: .init(architectures: ["arm64", "armbe"]))
    #expect(other.verdict(on: file, named: "k") == .notApplicable)
  }

  @Test func whatCannotBeToldIsUndecided() throws {
    let headless = try kconfig("CONFIG_BPF=y\n")
    let kernel = KconfigRule(
      forbid: [.init(option: "BPF")], when: .init(kernel: try KernelCondition(">=5")))
    let machine = KconfigRule(forbid: [.init(option: "BPF")], when: .init(architectures: ["amd64"]))
    for rule in [kernel, machine] {
      guard case .undecided = rule.verdict(on: headless, named: "k") else {
        Issue.record("the rule should be undecided")
        continue
      }
    }
    let set = KconfigRule(
      forbid: [.init(option: "BPF")],
      when: .init(set: [try KconfigRequirement(option: "NET", values: ["enabled"])]))
    #expect(set.verdict(on: headless, named: "k") == .notApplicable)
    #expect(set.options == ["BPF", "NET"])
  }
}
