/// What cannot be built or run, with the reason. A test holds these rows against the tools.
extension TestBinary {
  /// Why no tool of the tests makes this binary; `nil` when one does.
  public var reasonUnsupported: String? {
    switch kind {
    case .go(let toolchain, let kind): goReason(toolchain, kind)
    case .c(let kind): cReason(kind)
    }
  }

  private func goReason(_ toolchain: GoToolchain, _ kind: GoKind) -> String? {
    let name = architecture.goArch
    if kind == .fips, toolchain == .v1_19 { return "the frozen module came with Go 1.24" }
    if kind.buildMode != "exe", toolchain.buildModeExeOnly.contains(name) {
      return "\(toolchain.rawValue) has no -buildmode=\(kind.buildMode) for linux/\(name)"
    }
    if kind == .pie || kind == .cgoInternalPIE, !toolchain.linksPIE.contains(name) {
      return "\(toolchain.rawValue)'s own linker makes no such executable for linux/\(name)"
    }
    guard kind.usesC else { return nil }
    if kind.isMusl, name != "amd64" { return "Debian's musl-gcc is for the machine itself" }
    if architecture.triplet == nil { return "Debian has no compiler for \(name)" }
    if name == "ppc64" { return "Go's ppc64 does not link with Debian's ELFv1 objects" }
    if kind == .staticPIE { return staticPIEReason }
    if kind == .cgoInternal, !toolchain.linksC.contains(name) {
      return "\(toolchain.rawValue)'s own linker does not read C objects for \(name)"
    }
    return nil
  }

  private func cReason(_ kind: CKind) -> String? {
    if architecture.triplet == nil { return "Debian has no compiler for \(architecture)" }
    if kind.isMusl, architecture.goArch != "amd64" {
      return "Debian's musl-gcc is for the machine itself"
    }
    return kind == .staticPIE ? staticPIEReason : nil
  }

  private var staticPIEReason: String? {
    ["amd64", "386", "arm64"].contains(architecture.goArch)
      ? nil : "Debian's glibc has no rcrt1.o for \(architecture)"
  }

  /// Why this program does not run here although it is sound; `nil` when it does.
  public var reasonNotRunnable: String? {
    switch (kind, architecture.goArch) {
    case (.go(.v1_19, .pie), "ppc64le"):
      "Go 1.19 names the loader of the older ABI"
    case (.go(_, .pie), "ppc64"), (.go(_, .pie), "loong64"):
      "Debian has no loader for \(architecture)"
    default: nil
    }
  }
}

/// What `cmd/link` of each toolchain can do for Linux.
extension GoToolchain {
  /// Architectures without position-independent code.
  fileprivate var buildModeExeOnly: [String] {
    let mips = ["mips", "mipsle", "mips64", "mips64le"]
    return self == .v1_19 ? mips + ["ppc64", "loong64"] : mips
  }

  /// Where it makes position-independent executables without the C compiler's linker.
  fileprivate var linksPIE: [String] {
    let both = ["amd64", "arm64", "ppc64le"]
    return self == .v1_19 ? both : both + ["ppc64", "s390x", "loong64"]
  }

  /// Where it reads C objects.
  fileprivate var linksC: [String] {
    let both = ["amd64", "386", "arm", "arm64", "ppc64le", "s390x"]
    return self == .v1_19 ? both : both + ["riscv64"]
  }
}
