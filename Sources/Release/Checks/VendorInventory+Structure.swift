internal import Diagnostics
internal import GoBuild

private let cure = "run 'go mod vendor'"

extension VendorInventory {
  /// Lines of the list that say nothing, or something that cannot be so.
  var attributionFindings: [Diagnostic] {
    var findings = list.ignoredLines.map {
      Diagnostic(
        "vendor.ignored-line", "the go command ignores this line", severity: .warning,
        at: inModulesTxt($0), hint: cure, exit: .findings)
    }
    if list.isWorkspace {
      findings.append(
        Diagnostic(
          "vendor.workspace", "the list is of a workspace, and go.work was not looked at",
          severity: .warning, at: inModulesTxt(1), exit: .findings))
    }
    for entry in list.modules {
      for package in entry.packages where !belongs(package.path, to: entry.module.path) {
        findings.append(
          Diagnostic(
            "vendor.wrong-module",
            "the package '\(package.path)' cannot be of the module '\(entry.module.path)'",
            at: inModulesTxt(package.line), hint: cure, exit: .findings))
      }
    }
    // From Go 1.17 on, go.mod names every module that contributes a package.
    guard module.isGo(atLeast: 17), !list.isWorkspace else { return findings }
    let required = Set(module.requirements.map(\.module))
    for listed in contributing
    where !required.contains(listed) && records[listed]?.isExplicit != true {
      findings.append(
        Diagnostic(
          "vendor.unlisted-module", "'\(listed)' has packages, but go.mod does not require it",
          at: inModulesTxt(records[listed]?.line ?? 1), hint: "run 'go mod tidy'",
          exit: .findings))
    }
    return findings
  }

  /// Modules whose contents no `go.sum` line pins; directories have no sum.
  func sumFindings(_ sums: GoSum) -> [Diagnostic] {
    contributing.compactMap { listed in
      let compiled = records[listed]?.replacement ?? listed
      guard !compiled.version.isEmpty, sums.sum(of: compiled) == nil else { return nil }
      return Diagnostic(
        "vendor.sum-missing", "go.sum has no h1 sum for '\(compiled)'", severity: .warning,
        at: inModulesTxt(records[listed]?.line ?? 1), hint: "run 'go mod tidy'", exit: .findings)
    }
  }

  /// Holds the files below `vendor` against the list.
  func listingFindings(_ files: [String]) -> [Diagnostic] {
    let modulePaths = Set(contributing.map(\.path))
    var withGoFiles: Set<String> = []
    var findings: [Diagnostic] = []
    for file in files.sorted() where file != "modules.txt" {
      let (directory, name) = splitPath(file)
      if name.hasSuffix(".go") { withGoFiles.insert(directory) }
      if let problem = problem(with: name, in: directory, modulePaths) {
        findings.append(finding(problem, file))
      }
    }
    for (path, entry) in packages.sorted(by: { $0.key < $1.key })
    where !withGoFiles.contains(path) {
      findings.append(
        Diagnostic(
          "vendor.package-missing", "the package '\(path)' is listed, but has no Go file",
          at: inModulesTxt(entry.line), hint: cure, exit: .findings))
    }
    return findings
  }

  private enum FileProblem { case noModule, noPackage, stray }

  private func problem(
    with name: String, in directory: String, _ modulePaths: Set<String>
  ) -> FileProblem? {
    guard ancestors(of: directory).contains(where: modulePaths.contains) else { return .noModule }
    if packages[directory] != nil {
      let isNeverCopied =
        name.hasSuffix("_test.go")
        || module.isGo(atLeast: 17) && (name == "go.mod" || name == "go.sum")
      return isNeverCopied ? .stray : nil
    }
    if name.hasSuffix(".go") { return .noPackage }
    // Data a package embeds may lie in directories below it, licences in those above it.
    let isEmbedded = ancestors(of: directory).contains { packages[$0] != nil }
    return isEmbedded || isNotice(name) ? nil : .stray
  }

  private func finding(_ problem: FileProblem, _ file: String) -> Diagnostic {
    switch problem {
    case .noModule:
      Diagnostic(
        "vendor.unlisted-file", "'\(file)' belongs to no module in vendor/modules.txt",
        at: place(of: file), hint: cure, exit: .findings)
    case .noPackage:
      Diagnostic(
        "vendor.unlisted-package", "'\(file)' belongs to no package in vendor/modules.txt",
        at: place(of: file), hint: cure, exit: .findings)
    case .stray:
      Diagnostic(
        "vendor.stray-file", "'go mod vendor' does not copy files like '\(file)'",
        severity: .warning, at: place(of: file), hint: cure, exit: .findings)
    }
  }

  private func place(of file: String) -> SpecLocation {
    let folder = modulesTxtPath.dropLast("modules.txt".count)
    return SpecLocation(file: folder + file, line: 1, column: 1)
  }
}

private func belongs(_ package: String, to module: String) -> Bool {
  package == module || package.hasPrefix(module + "/")
}

/// A directory and all above it, itself first.
private func ancestors(of directory: String) -> [String] {
  var result: [String] = []
  var rest = directory
  while !rest.isEmpty {
    result.append(rest)
    rest = splitPath(rest).directory
  }
  return result
}

private func splitPath(_ path: String) -> (directory: String, name: String) {
  guard let slash = path.lastIndex(of: "/") else { return ("", path) }
  return (String(path[..<slash]), String(path[path.index(after: slash)...]))
}

/// Whether the go command copies a file like this from above a package's directory.
///
/// - SeeAlso: `metaPrefixes` in `cmd/go/internal/modcmd/vendor.go`.
private func isNotice(_ name: String) -> Bool {
  [
    "AUTHORS", "CONTRIBUTORS", "COPYLEFT", "COPYING", "COPYRIGHT", "LEGAL", "LICENSE", "NOTICE",
    "PATENTS",
  ].contains(where: name.hasPrefix)
}
