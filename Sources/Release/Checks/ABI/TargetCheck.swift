public import Diagnostics
internal import Platform
public import Recipe

/// Judges whether a recipe's binary runs on the releases of `targets:`.
///
/// `subject` is the binary as the user named it. Findings point at the target they are about. A
/// release that is not made for the recipe's architecture is not asked: no package of that
/// architecture is for it. Returns what was found together with `earlier`, the findings of
/// ``checkBinary(_:is:expected:subject:at:)``: without those that guess at what the targets tell,
/// and with nothing added when the binary is refused anyway. Without a target each package must
/// name what the binary needs; `location` is the binary's.
public func checkTargets(
  _ demands: BinaryDemands, of recipe: PackageRecipe, subject: String,
  at location: SpecLocation? = nil, after earlier: [Diagnostic] = []
) -> [Diagnostic] {
  let targets = recipe.targets.filter { $0.value.isMade(for: recipe.architecture) }
  guard !earlier.hasErrors else { return earlier }
  var findings = earlier.filter {
    !(targets.isEmpty ? ["binary.needs-library"] : guesses).contains($0.code)
  }
  if targets.isEmpty {
    for part in recipe.parts {
      findings += checkDependencies(of: demands, in: part, subject: subject, at: location)
    }
  }
  for target in targets {
    let release = target.value
    let parts = recipe.parts.filter { release.format == nil || $0.format == release.format }
    let verdict = judge(
      demands, on: release, packaged: recipe.architecture.name(for: release.packageManager),
      isProvided: { library in parts.contains { $0.provides(library) } },
      isInstalled: { library in parts.contains { $0.installs(library) } })
    for var finding in verdict.findings {
      finding.message =
        finding.severity == .error
        ? "'\(subject)' does not run on \(release.name): \(finding.message)"
        : "'\(subject)' on \(release.name): \(finding.message)"
      finding.location = target.location
      findings.append(finding)
    }
    if !verdict.unverified.isEmpty {
      let facts = verdict.unverified.map(\.rawValue).joined(separator: ", ")
      findings.append(
        Diagnostic(
          "abi.unverified",
          "whether '\(subject)' runs on \(release.name) rests on what nobody has looked up: "
            + facts, severity: .note, at: target.location,
          hint: "try it there", exit: .findings))
    }
  }
  return findings
}

/// What is said of libraries that come with no C library, and that the package of `part` neither
/// holds nor names among its dependencies: a warning when it has none, else a note, because a
/// package of another name may have them.
private func checkDependencies(
  of demands: BinaryDemands, in part: FormatPart, subject: String, at location: SpecLocation?
) -> [Diagnostic] {
  let missing = demands.needed.filter { !BinaryCheck.isOfCLibrary($0) && !part.provides($0) }
  guard let first = missing.first else { return [] }
  let name =
    switch part.format {
    case .rpm: first + "()" + (demands.machine.bits == 64 ? "(64bit)" : "")
    case .deb: debianPackage(of: first) ?? first
    }
  let package = part.format.rawValue
  let isAlone = part.relations.depends.isEmpty && part.relations.preDepends.isEmpty
  return [
    Diagnostic(
      "binary.needs-library",
      "'\(subject)' needs \(BinaryCheck.shortened(missing)), which the \(package)'s dependencies do not "
        + "name", severity: isAlone ? .warning : .note, at: location,
      hint: "add '\(name.printable)' to 'overrides.\(package).depends'", exit: .findings)
  ]
}

/// What there is to say of a binary when nobody knows where it is to run.
private let guesses: Set = [
  "binary.interpreter-only", "binary.needs-library", "binary.processor-level",
  "binary.static-name-service",
]

/// A warning when `targets:` has no release for the recipe's architecture.
public func checkTargetCoverage(of recipe: PackageRecipe) -> [Diagnostic] {
  guard recipe.architecture.machine != nil, let first = recipe.targets.first,
    !recipe.targets.contains(where: { $0.value.isMade(for: recipe.architecture) })
  else { return [] }
  return [
    Diagnostic(
      "abi.no-target", "no target is made for '\(recipe.architecture.name)'",
      severity: .warning, at: first.location,
      hint: "name a release that is, or drop the architecture", exit: .findings)
  ]
}

extension TargetRelease {
  /// Whether packages of `architecture` install there.
  func isMade(for architecture: Architecture) -> Bool {
    ports.contains { port in
      port.architecture.machine == architecture.machine
        && port.architecture.name(for: packageManager) == architecture.name(for: packageManager)
    }
  }
}

extension FormatPart {
  /// Whether the package installs `library`, or a dependency names it or its Debian package.
  fileprivate func provides(_ library: String) -> Bool {
    let names = [library] + (debianPackage(of: library).map { [$0, $0 + "t64"] } ?? [])
    let relations = relations.depends + relations.preDepends
    let isNamed = relations.contains { dependency in
      dependency.value.text.split(whereSeparator: { " |,()".contains($0) }).contains { word in
        names.contains(String(word.split(separator: ":").first ?? word))
      }
    }
    return isNamed || installs(library)
  }

  fileprivate func installs(_ library: String) -> Bool {
    contents.contains { $0.destination.value.split(separator: "/").last == library[...] }
  }
}
