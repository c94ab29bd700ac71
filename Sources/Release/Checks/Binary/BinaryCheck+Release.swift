internal import DWARF
internal import Diagnostics
internal import ELF
internal import GoBuild

extension BinaryCheck {
  /// It is what a release should be: not packed, without checkers of the programmer's.
  mutating func checkReadiness() {
    switch facts.packing {
    case nil: break
    case .by(let tool):
      find(
        "binary.packed", "is packed with \(tool)",
        hint: "package it as it was linked: the formats compress, and what is packed hides its "
          + "build information")
    case .likely:
      find(
        "binary.likely-packed",
        "has no section headers and contents like noise: it is packed or encrypted",
        severity: .warning, hint: "package it as it was linked")
    }
    if !facts.instrumentation.isEmpty {
      let kinds = facts.instrumentation.map(\.rawValue).joined(separator: ", ")
      find(
        "binary.instrumented", "is instrumented: \(kinds)",
        hint: "build it without -race, -msan, -asan, -cover and -fsanitize")
    }
  }

  /// It can be told which source it was built from, and what it was built of.
  mutating func checkOrigin() {
    guard let info = facts.buildInfo else {
      if facts.isGo {
        find(
          "binary.lost-build-info", "is a Go program without its build information",
          severity: .warning,
          hint: "do not remove its section headers or sections: scanners need what it says")
      }
      return
    }
    let isDirty = info.vcsModified == true || info.main?.version.hasSuffix("+dirty") == true
    if isDirty, expected.vcsModified == nil {
      find(
        "binary.modified-source", "is built from a working tree with local changes",
        severity: .warning, hint: "build it from a clean checkout")
    }
    if let main = info.main, main.version == "(devel)" || main.version.isEmpty,
      info.vcsRevision == nil
    {
      // Whoever builds a released archive has no commit to record.
      find(
        "binary.unknown-source", "does not record which version or commit it was built from",
        severity: .note, hint: "build it in a checkout, with -buildvcs=true")
    }
  }

  /// It does not tell where it was built.
  mutating func checkPaths() {
    if !facts.compiledPaths.isEmpty {
      find(
        "binary.build-paths",
        "names C sources by their paths on the build machine, such as "
          + Self.shortened([facts.compiledPaths[0]]),
        severity: .warning, hint: "compile them with -ffile-prefix-map")
    }
    if let path = facts.debugGlance.paths.first {
      find(
        "binary.debug-paths",
        "names directories of the build machine in its debugging information, such as "
          + Self.shortened([path]),
        severity: .note, hint: "compile with -ffile-prefix-map, or ship it stripped")
    }
    guard let paths = facts.sourcePaths, paths.leakCount > 0, expected.trimpath != false else {
      return
    }
    // Reported with what the recipe expects.
    if expected.trimpath == true, facts.buildInfo?.trimpath != true { return }
    let what =
      paths.leakCount == 1
      ? "a source file by its path on the build machine,"
      : "\(paths.leakCount) source files by their paths on the build machine, such as"
    find(
      "binary.build-paths", "names \(what) \(Self.shortened([paths.leaks[0]]))",
      severity: .warning, hint: "build it with -trimpath; stripping does not remove them")
  }

  /// Debuggers and crash reports can find its symbols.
  mutating func checkBuildID() {
    guard !file.isTruncated, !file.loadSegments.isEmpty else { return }
    // Go's linker writes the GNU one since 1.24.
    let version = facts.buildInfo.flatMap { GoVersion($0.goVersion) }
    let isExpected = !facts.isGo || (version.map { $0 >= GoVersion(1, 24) } ?? false)
    if isExpected, file.notes.buildID == nil {
      find(
        "binary.no-build-id", "has no build ID", severity: .warning,
        hint: facts.isGo ? "build it without -ldflags=-B=none" : "link it with --build-id")
    } else if facts.buildInfo != nil, file.notes.goBuildID?.isEmpty ?? true {
      find(
        "binary.no-build-id", "has no Go build ID", severity: .warning,
        hint: "build it without -ldflags=-buildid=")
    }
  }
}
