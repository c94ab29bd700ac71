internal import Diagnostics
internal import GoBuild

private let cure = "run 'go mod vendor'"

extension VendorInventory {
  /// What the go command finds inconsistent between `go.mod` and `vendor/modules.txt`.
  ///
  /// Before Go 1.14 the list did not record what is explicit, nor replacements of every version;
  /// a `go.mod` of that age, or without a `go` line, is held to what the list could say then.
  var consistencyFindings: [Diagnostic] {
    versionFindings + requirementFindings + replacementFindings + staleFindings
  }

  private var isRelaxed: Bool { !module.isGo(atLeast: 14) }

  /// Versions the go command would have to resolve, which it cannot do from a vendor directory.
  private var versionFindings: [Diagnostic] {
    let named =
      module.requirements.map { ($0.module, $0.line) }
      + module.replacements.flatMap { [($0.original, $0.line), ($0.replacement, $0.line)] }
    return named.filter { !$0.0.version.isEmpty }.compactMap { named, line in
      guard GoModuleSemanticVersion(named.version)?.isCanonical == true else {
        return Diagnostic(
          "vendor.unresolved-version", "'\(named)' has no canonical version",
          at: inGoMod(line), hint: "run 'go mod tidy'", exit: .findings)
      }
      guard named.majorFitsPath else {
        return Diagnostic(
          "vendor.wrong-major-version",
          "the path '\(named.path)' cannot have the version '\(named.version)'",
          at: inGoMod(line), hint: "end the path in the major version, such as '/v2'",
          exit: .findings)
      }
      return nil
    }
  }

  private var requirementFindings: [Diagnostic] {
    module.requirements.compactMap { requirement in
      let required = requirement.module
      guard records[required]?.isExplicit != true else { return nil }
      if isRelaxed {
        guard let listed = selected[required.path], listed != required.version else { return nil }
        return Diagnostic(
          "vendor.version-differs",
          "go.mod requires '\(required)', but vendor/modules.txt has '\(listed)'",
          at: inGoMod(requirement.line), hint: cure, exit: .findings)
      }
      let other = selected[required.path].flatMap { $0 == required.version ? nil : $0 }
      let listed = other.map { ", which has '\($0)'" } ?? ""
      return Diagnostic(
        "vendor.not-explicit",
        "'\(required)' is required, but not marked explicit in vendor/modules.txt\(listed)",
        at: inGoMod(requirement.line), hint: cure, exit: .findings)
    }
  }

  private var replacementFindings: [Diagnostic] {
    var seen: [GoModuleVersion: GoModuleVersion] = [:]
    return module.replacements.compactMap { replacement in
      let original = replacement.original
      if let earlier = seen[original] {
        guard earlier != replacement.replacement else { return nil }
        return Diagnostic(
          "vendor.conflicting-replacements",
          "'\(original)' is replaced by '\(earlier)' and by '\(replacement.replacement)'",
          at: inGoMod(replacement.line), hint: "remove one of the lines", exit: .findings)
      }
      seen[original] = replacement.replacement
      // The main module is never replaced.
      if original.path == module.module, original.version.isEmpty { return nil }
      guard let recorded = records[original]?.replacement else {
        let couldNotBeRecorded =
          original.version.isEmpty || selected[original.path] != original.version
        if isRelaxed, couldNotBeRecorded { return nil }
        return Diagnostic(
          "vendor.replacement-missing",
          "'\(original)' is replaced, but not marked as replaced in vendor/modules.txt",
          at: inGoMod(replacement.line), hint: cure, exit: .findings)
      }
      guard recorded != replacement.replacement else { return nil }
      return Diagnostic(
        "vendor.replacement-differs",
        "'\(original)' is replaced by '\(replacement.replacement)', "
          + "but vendor/modules.txt says '\(recorded)'",
        at: inGoMod(replacement.line), hint: cure, exit: .findings)
    }
  }

  /// What the list has and `go.mod` no longer does.
  private var staleFindings: [Diagnostic] {
    let required = Set(module.requirements.map(\.module))
    var findings = contributing.filter {
      records[$0]?.isExplicit == true && !required.contains($0)
    }.map { stale in
      Diagnostic(
        "vendor.not-required", "'\(stale)' is marked explicit, but go.mod does not require it",
        at: inModulesTxt(records[stale]?.line ?? 1), hint: cure, exit: .findings)
    }
    let originals = Set(module.replacements.map(\.original))
    for original in replaced
    where !originals.contains(original) && !originals.contains(GoModuleVersion(path: original.path))
    {
      findings.append(
        Diagnostic(
          "vendor.replacement-stale",
          "'\(original)' is marked as replaced, but go.mod does not replace it",
          at: inModulesTxt(records[original]?.line ?? 1), hint: cure, exit: .findings))
    }
    return findings
  }
}
