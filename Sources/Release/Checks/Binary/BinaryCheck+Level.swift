internal import Diagnostics
internal import ELF
internal import GoBuild
internal import Platform

extension BinaryCheck {
  /// Every processor of the package's architecture can run it.
  mutating func checkLevel() {
    guard let architecture, file.header.isFor(architecture) else { return }
    if let variant = architecture.goVariant {
      checkVariant(variant)
    } else if let level = facts.level, Self.isAboveBaseline(level) {
      find(
        "binary.processor-level",
        "is built with \(level.variable)=\(level.value), which not every processor of "
          + "\(architecture.name) runs",
        severity: .warning, hint: "build it without \(level.variable)")
    }
    if let needed = file.notes.properties?.neededX86Level, needed > 1 {
      find(
        "binary.processor-level",
        "has the loader refuse processors below x86-64-v\(needed)", severity: .warning,
        hint: "link it without -z x86-64-v\(needed)")
    }
    checkFloatingPoint()
  }

  /// 32-bit ARM has an architecture of its own for each level.
  private mutating func checkVariant(_ variant: Architecture.GoVariant) {
    guard facts.isGo, let wanted = Int(variant.value), let name = architecture?.name else { return }
    guard let level = facts.level, let built = Int(level.value.prefix { $0 != "," }) else {
      if wanted < 7 {
        find(
          "binary.unknown-goarm", "does not tell its GOARM, the package is for \(name)",
          severity: .warning, hint: "package it before it is stripped")
      }
      return
    }
    if built > wanted {
      find(
        "binary.wrong-goarm", "was built with GOARM=\(built) and does not run on \(name)",
        hint: buildHint)
    } else if built < wanted {
      find(
        "binary.lower-goarm", "was built with GOARM=\(built), the package is for \(name)",
        severity: .warning, hint: buildHint)
    }
  }

  /// How floating-point arguments travel is how its loader's libraries expect them.
  private mutating func checkFloatingPoint() {
    guard architecture?.goArch == "arm", let interpreter = file.interpreter else { return }
    let loaderIsHard = interpreter.hasSuffix("hf.so.3") || interpreter.hasSuffix("hf.so.1")
    guard let isHard = facts.usesHardFloatCalls, isHard != loaderIsHard else { return }
    find(
      "binary.float-abi",
      "passes floating-point values in \(isHard ? "FPU" : "integer") registers, the libraries of "
        + "'\(interpreter)' do not",
      hint: "link it with the C compiler that compiled it")
  }

  /// What every processor of the architecture has is what Go builds for unless told otherwise.
  private static func isAboveBaseline(_ level: ProcessorLevel) -> Bool {
    let baselines = [
      "GOAMD64": ["v1"], "GOARM64": ["v8.0"], "GOPPC64": ["power8"], "GORISCV64": ["rva20u64"],
    ]
    return baselines[level.variable].map { !$0.contains(level.value) } ?? false
  }
}

extension BinaryFacts {
  /// Whether 32-bit ARM code passes floating-point values in registers of the FPU; `nil` when
  /// neither the header nor the attributes tell, as in what Go's own linker links.
  var usesHardFloatCalls: Bool? {
    if file.header.flags & 0x400 != 0 { return true }  // EF_ARM_ABI_FLOAT_HARD
    if file.header.flags & 0x200 != 0 { return false }  // EF_ARM_ABI_FLOAT_SOFT
    return attributes?.number("aeabi", 28).map { $0 == 1 }  // Tag_ABI_VFP_args
  }
}
