public import Diagnostics

extension DebianMetadata {
  /// What dpkg would refuse, warn of or misread; an error for what would make a package broken.
  ///
  /// As long as ``md5sums`` is empty, the files are not known and conffiles are not looked for
  /// among them; ``controlMembers()`` always looks.
  public func check() -> [Diagnostic] {
    check(against: md5sums.entries.isEmpty ? nil : md5sums.entries.map(\.path))
  }

  func check(against files: [String]?) -> [Diagnostic] {
    var problems = assembled().1
    problems += checkFields() + checkRelations()
    problems += conffiles.check(against: files)
    problems += triggers.check()
    for script in MaintainerScript.allCases {
      if let bytes = scripts[script] { problems += script.check(bytes) }
    }
    for entry in md5sums.entries where entry.path.utf8.contains(newline) {
      problems.append(
        Diagnostic("debian.bad-path", "path '\(entry.path)' has a newline", hint: "rename it"))
    }
    if let templates, templates.last != newline {
      problems.append(
        Diagnostic("debian.templates-without-newline", "templates do not end in a newline"))
    }
    return problems
  }

  private func checkFields() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for (name, value) in [("Maintainer", maintainer), ("Description", description.synopsis)]
    where value.utf8.allSatisfy(isBlank) {
      problems.append(
        Diagnostic("debian.missing-field", "field '\(name)' has no value", hint: "give it one"))
    }
    if description.synopsis.utf8.contains(newline)
      || description.extended.contains(where: { $0.utf8.contains(newline) })
    {
      problems.append(
        Diagnostic("debian.bad-field", "a line of the description has a newline inside"))
    }
    if architecture.text.utf8.split(separator: hyphen).contains(where: {
      $0.elementsEqual("any".utf8)
    }) {
      problems.append(
        Diagnostic(
          "debian.bad-architecture", "no machine is of architecture '\(architecture)'",
          hint: "name one architecture, or 'all' for a package that runs on each"))
    }
    if !maintainer.utf8.contains(UInt8(ascii: "@")) || maintainer.utf8.last != UInt8(ascii: ">") {
      problems.append(
        Diagnostic(
          "debian.maintainer-without-address", "maintainer '\(maintainer)' has no address",
          severity: .warning, hint: "write 'Name <name@example.com>'"))
    }
    if package.text.utf8.count < 2 {
      problems.append(
        Diagnostic(
          "debian.short-name", "package name '\(package)' has less than two characters",
          severity: .warning, hint: "Debian Policy asks for two"))
    }
    if !["required", "important", "standard", "optional", "extra", ""].contains(priority) {
      problems.append(
        Diagnostic(
          "debian.unknown-priority", "priority '\(priority)' is not one dpkg knows",
          severity: .warning, hint: "use 'optional'"))
    }
    if let multiArch {
      if !["no", "same", "foreign", "allowed"].contains(multiArch) {
        problems.append(
          Diagnostic(
            "debian.bad-multi-arch", "'\(multiArch)' is no value of Multi-Arch",
            hint: "use 'same', 'foreign', 'allowed' or 'no'"))
      } else if multiArch == "same", architecture == .all {
        problems.append(
          Diagnostic(
            "debian.bad-multi-arch", "a package for all architectures cannot be 'same'",
            hint: "use 'foreign'"))
      }
    }
    return problems
  }

  private func checkRelations() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for field in RelationField.allCases {
      for dependency in relations[field]?.dependencies ?? [] {
        problems += field.check(dependency)
      }
    }
    return problems
  }
}

extension RelationField {
  /// What dpkg refuses in a binary package's field.
  ///
  /// - SeeAlso: `lib/dpkg/fields.c`, `f_dependency`.
  public func check(_ dependency: DebianDependency) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    if !allowsAlternatives, dependency.alternatives.count > 1 {
      problems.append(
        Diagnostic(
          "debian.alternatives-not-allowed",
          "'\(dependency)' offers alternatives, which \(rawValue) cannot have",
          hint: "write ', ' for ' | '"))
    }
    for relation in dependency.alternatives {
      if !relation.restrictions.isEmpty {
        problems.append(
          Diagnostic(
            "debian.restricted-dependency",
            "'\(relation)' is restricted to architectures, which a binary package cannot be"))
      }
      if requiresExactVersion, let constraint = relation.constraint, constraint.comparison != .same
      {
        problems.append(
          Diagnostic(
            "debian.inexact-provides", "'\(relation)' does not provide one version",
            hint: "write '(= \(constraint.version))'"))
      }
    }
    return problems
  }
}
