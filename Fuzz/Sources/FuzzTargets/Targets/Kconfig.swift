import Bytes
import Kconfig

/// Kernel configurations and what recipes ask of them.
let kconfigTargets: [FuzzTarget] = [
  FuzzTarget(
    "KconfigFile", samples: ["kconfig"],
    texts: [
      "#\n# Linux/x86_64 6.1.0-18-amd64 Kernel Configuration\n#\nCONFIG_64BIT=y\nCONFIG_A=m\n"
        + "# CONFIG_B is not set\nCONFIG_C=0x1f\nCONFIG_D=-3\nCONFIG_E=\"a \\\"b\\\\\"\n"
    ]
  ) { input in
    let file = try input.read(KconfigFile.init(parsing:))
    _ = (file.goArchitecture, file.kernelVersion, file["CONFIG_64BIT"].description)
  },
  FuzzTarget(
    "KconfigNeed",
    texts: ["enabled", ">=0x40", "!=-3", "\"text\"", "contains bpf", "~^(a|b)+[0-9]{1,3}$", "off"],
    allowance: compiling
  ) { input in
    let need = try KconfigNeed(try input.text)
    _ = need.isMet(by: .integer(64))
    if case .pattern = need { return }
    _ = need.isMet(by: .string("lockdown,yama,bpf"))
    sameAgain(need) { try KconfigNeed($0.description) }
  },
  FuzzTarget("KernelCondition", texts: [">=5.4", "<6.1.99", "== 6"]) { input in
    let condition = try KernelCondition(try input.text)
    law(
      condition.holds(for: condition.version)
        == ["<=", ">=", "=="].contains(
          condition.comparison.rawValue), "a version compared with itself")
  },
  FuzzTarget(
    "KconfigRule",
    texts: ["NR_CPUS\0>=64\0LSM\0contains bpf\0*-el8?\0CONFIG_NR_CPUS=64\nCONFIG_LSM=\"a,bpf\"\n"],
    allowance: compiling
  ) { input in
    let parts = input.parts(6)
    let words = try parts.map { try $0.text }
    let rule = KconfigRule(
      require: [try KconfigRequirement(option: words[0], values: [words[1]])],
      forbid: [try KconfigProhibition(option: words[2], values: [words[3]])],
      any: [KconfigRule(require: [try KconfigRequirement(option: words[2], values: ["y"])])],
      when: .init(reference: words[4]))
    let file = try parts[5].read(KconfigFile.init(parsing:))
    if case .unmet(let missing) = rule.verdict(on: file, named: "kernel-el8") {
      for one in missing { law(!one.sentence.isEmpty, "nothing said") }
    }
  },
]

/// A regular expression becomes a program, and each range of a class a tree's node.
private let compiling = Allowance(memory: 4 << 20, memoryPerByte: 1024, milliseconds: 1000)
