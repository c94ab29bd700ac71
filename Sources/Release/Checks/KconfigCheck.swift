public import Diagnostics
public import Kconfig
internal import Recipe

/// A kernel configuration and the name findings use for it.
public struct KconfigReference: Hashable, Sendable {
  public var name: String
  public var file: KconfigFile

  public init(name: String, file: KconfigFile) {
    self.name = name
    self.file = file
  }
}

/// A rule, how bad it is to break it, and where it was written.
public struct KconfigExpectation: Hashable, Sendable {
  public var rule: Kconfig.KconfigRule
  public var severity: Diagnostic.Severity
  public var location: SpecLocation?

  public init(
    rule: Kconfig.KconfigRule, severity: Diagnostic.Severity = .error, location: SpecLocation? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.location = location
  }
}

/// Holds every rule against every reference.
///
/// A broken rule is one finding for each option in each reference, such as
/// `CONFIG_NR_CPUS=32 (need >=64) in debian-12`. Rules are taken in their order, references by
/// name, which a condition's pattern fits by the rules of ``Recipe/GlobPattern``. An option that
/// no reference mentions, and a rule that applies to none, are warnings: either may be a slip of
/// the pen.
public func checkKconfig(
  _ expectations: [KconfigExpectation], references: [KconfigReference]
) -> [Diagnostic] {
  guard !references.isEmpty else {
    guard let first = expectations.first else { return [] }
    return [
      Diagnostic(
        "kconfig.no-reference", "there are rules but no kernel configuration to check",
        at: first.location, hint: "name at least one reference", exit: .missingInput)
    ]
  }
  let references = references.sorted { $0.name < $1.name }
  var findings: [Diagnostic] = []
  for reference in references { findings += reassignments(in: reference) }
  var known: [String: Bool] = [:]
  for expectation in expectations {
    for option in expectation.rule.options where known[option] == nil {
      let isKnown = references.contains { $0.file.mentions(option) }
      known[option] = isKnown
      if !isKnown {
        findings.append(
          Diagnostic(
            "kconfig.unknown-option", "no reference mentions 'CONFIG_\(option)'",
            severity: .warning, at: expectation.location,
            hint: "check the spelling, or add a reference that has the option"))
      }
    }
    findings += check(expectation, references)
  }
  return findings
}

private func check(
  _ expectation: KconfigExpectation, _ references: [KconfigReference]
) -> [Diagnostic] {
  var findings: [Diagnostic] = []
  var applies = false
  for reference in references {
    switch expectation.rule.verdict(
      on: reference.file, named: reference.name, matching: fits)
    {
    case .notApplicable: continue
    case .met: break
    case .undecided(let reason):
      findings.append(
        Diagnostic(
          "kconfig.undecided",
          "cannot tell whether the rule applies to '\(reference.name)': \(reason)",
          severity: .warning, at: expectation.location,
          hint: "use a configuration with its header, or drop the condition"))
    case .unmet(let shortfalls):
      findings += shortfalls.map { finding($0, expectation, reference) }
    }
    applies = true
  }
  if !applies {
    findings.append(
      Diagnostic(
        "kconfig.unused-rule", "the rule applies to none of the references", severity: .warning,
        at: expectation.location, hint: "correct its condition, or add a reference it is for"))
  }
  return findings
}

/// Whether a name fits a pattern of the recipe's syntax.
private func fits(_ pattern: String, _ name: String) -> Bool {
  do throws(Diagnostic) { return try GlobPattern(pattern).matches(name) } catch { return false }
}

private func finding(
  _ shortfall: KconfigShortfall, _ expectation: KconfigExpectation, _ reference: KconfigReference
) -> Diagnostic {
  let message =
    switch shortfall {
    case .option, .forbidden: "\(shortfall.sentence) in \(reference.name)"
    case .alternatives: "no alternative holds in \(reference.name): \(shortfall.sentence)"
    }
  return Diagnostic(
    "kconfig.unmet", message, severity: expectation.severity, at: expectation.location,
    hint: expectation.rule.why.map { "the reason given for the rule: \($0)" }, exit: .findings)
}

private func reassignments(in reference: KconfigReference) -> [Diagnostic] {
  reference.file.reassignments.filter(\.changesValue).map { again in
    Diagnostic(
      "kconfig.reassigned",
      "'CONFIG_\(again.option)' was already set on line \(again.overridden); the last one counts",
      severity: .note, at: SpecLocation(file: reference.name, line: again.line, column: 1))
  }
}
