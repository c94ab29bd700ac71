internal import Diagnostics
internal import ELF
internal import Platform

extension BinaryCheck {
  /// What is executed cannot be written, and the other way round.
  mutating func checkMemory() {
    guard !file.loadSegments.isEmpty else { return }
    switch facts.hardening.stack {
    case .nonExecutable: break
    case .executable:
      // Toolchains for MIPS mark every program so: its processors once needed it.
      let isCustomary = architecture?.goArch.hasPrefix("mips") ?? false
      find(
        "binary.executable-stack", "lets its stack be executed",
        severity: isCustomary ? .warning : .error,
        hint: "link it with -z noexecstack; an object without .note.GNU-stack is the usual cause")
    // Linux makes it executable for no 64-bit PowerPC program, so linkers say nothing.
    case .unstated where architecture?.goArch.hasPrefix("ppc64") ?? false: break
    case .unstated:
      find(
        "binary.unstated-stack", "does not say whether its stack may be executed",
        severity: .warning, hint: "link it with -z noexecstack")
    }
    if facts.hardening.hasWritableCode {
      find(
        "binary.writable-code", "has a segment that is both writable and executable",
        hint: "link it without -N and -z notext, and do not pack it")
    }
    switch facts.hardening.textRelocations {
    case .none: break
    case .marked:
      find(
        "binary.text-relocations",
        "is marked DT_TEXTREL, so loaders make its code writable, though nothing relocates it",
        severity: .warning, hint: "link it with a newer linker, or without -pie")
    case .present:
      find(
        "binary.text-relocations", "has its code changed when it is loaded (DT_TEXTREL)",
        hint: "compile everything in it with -fPIC")
    }
  }

  /// Segments can be mapped on kernels with large pages.
  mutating func checkAlignment() {
    let families = ["arm64", "ppc64", "ppc64le", "loong64", "mips", "mipsle", "mips64", "mips64le"]
    guard let architecture, families.contains(architecture.goArch) else { return }
    guard let least = file.loadSegments.map(\.alignment).min(), least < 1 << 16 else { return }
    find(
      "binary.page-alignment",
      "has segments aligned to \(least) bytes, \(architecture.goArch) has kernels with pages of "
        + "65536",
      severity: .warning, hint: "link it with -z max-page-size=65536")
  }
}
