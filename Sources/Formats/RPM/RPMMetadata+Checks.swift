public import Diagnostics

extension RPMMetadata {
  /// What rpm would refuse or misread in the package's description of itself.
  ///
  /// Empty when nothing is; the order is that of the fields.
  public func check() -> [Diagnostic] {
    checkIdentity() + checkText() + checkDependencies() + checkScripts() + checkTags()
  }

  private func checkIdentity() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    if let fault = RPMText.fault(inName: name) {
      problems.append(
        Diagnostic(
          "rpm.invalid-name", "package name '\(name)' is not one rpm takes: \(fault)",
          hint: "use letters, digits and '-._+', with a letter, digit or '_' first"))
    }
    if let fault = RPMText.fault(inVersion: version) {
      problems.append(
        Diagnostic(
          "rpm.invalid-version", "version '\(version)' is not one rpm takes: \(fault)",
          hint: "use letters, digits and '._+~^'; write '1.0~rc1' for a pre-release"))
    }
    if let fault = RPMText.fault(inVersion: release) {
      problems.append(
        Diagnostic(
          "rpm.invalid-release", "release '\(release)' is not one rpm takes: \(fault)",
          hint: "use letters, digits and '._+~^'"))
    }
    if architecture != "noarch", RPMArchitecture.named(architecture) == nil {
      problems.append(
        Diagnostic(
          "rpm.unknown-architecture", "rpm knows no architecture '\(architecture)'",
          hint: "use rpm's own name, such as 'x86_64', 'aarch64' or 'noarch'"))
    }
    return problems
  }

  private func checkText() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for (field, text) in [("summary", summary), ("license", license)] where text.isEmpty {
      problems.append(
        Diagnostic(
          "rpm.missing-field", "the package has no \(field)", hint: "rpm requires a \(field)"))
    }
    let lines = [
      ("summary", summary), ("license", license), ("group", group), ("url", url),
      ("vendor", vendor), ("packager", packager), ("distribution", distribution), ("os", os),
      ("build host", buildHost), ("platform", platform ?? ""), ("rpm version", rpmVersion),
      ("source package", sourcePackage ?? ""), ("payload flags", compression.flags),
    ]
    for (field, text) in lines + prefixes.map({ ("prefix", $0) })
      + changelog.map({ ("changelog author", $0.author) })
    where text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
      problems.append(
        Diagnostic(
          "rpm.control-character", "the \(field) holds a line break or control character",
          hint: "keep the \(field) to one line"))
    }
    for (field, text) in [("description", description)]
      + changelog.map({ ("changelog", $0.text) })
      + scripts.map({ ("\($0.kind.title) script", $0.body) })
    where text.utf8.contains(0) {
      problems.append(
        Diagnostic("rpm.control-character", "the \(field) holds a NUL byte", hint: "remove it"))
    }
    for prefix in prefixes where !prefix.hasPrefix("/") || (prefix != "/" && prefix.hasSuffix("/"))
    {
      problems.append(
        Diagnostic(
          "rpm.invalid-prefix", "prefix '\(prefix)' is not an absolute directory",
          hint: "begin it with '/' and leave out a '/' at the end"))
    }
    if zip(changelog, changelog.dropFirst()).contains(where: { $0.time < $1.time }) {
      problems.append(
        Diagnostic(
          "rpm.changelog-order", "the changelog is not in descending order",
          hint: "put the newest entry first"))
    }
    return problems
  }

  private func checkDependencies() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for dependency in dependencies {
      do throws(Diagnostic) {
        let parsed = try RPMDependency.parse(dependency.text, as: dependency.kind)
        let isSame =
          parsed.count == 1 && parsed[0].name == dependency.name
          && parsed[0].version == dependency.version
          && dependency.version.isEmpty == dependency.sense.isDisjoint(with: .comparison)
        if !isSame {
          problems.append(
            Diagnostic(
              "rpm.invalid-dependency",
              "\(dependency.kind.rawValue) '\(dependency.text)' is not one dependency"))
        }
      } catch { problems.append(error) }
      if dependency.kind == .obsoletes, dependency.version.isEmpty {
        problems.append(
          Diagnostic(
            "rpm.unversioned-obsoletes",
            "obsoletes '\(dependency.name)' without a version, and so forever",
            severity: .warning, hint: "name the last version replaced: '< VERSION'"))
      }
    }
    return problems
  }

  private func checkScripts() -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for kind in RPMScript.Kind.allCases where scripts.count(where: { $0.kind == kind }) > 1 {
      problems.append(
        Diagnostic(
          "rpm.duplicate-script", "there are two \(kind.title) scripts", hint: "join them"))
    }
    for script in scripts {
      let program = script.interpreter.first ?? ""
      let isUsable = program.hasPrefix("/") || program == "<lua>"
      if !isUsable || script.interpreter.contains(where: { $0.utf8.contains { $0 <= 0x20 } }) {
        problems.append(
          Diagnostic(
            "rpm.invalid-interpreter",
            "the \(script.kind.title) script's interpreter '\(program)' is no absolute path",
            hint: "name a program such as '/bin/sh', or '<lua>'"))
      }
    }
    return problems
  }

  private func checkTags() -> [Diagnostic] {
    let own: Set<RPMTag> = Set(values.keys).union(RPMTag.writtenForFiles)
    return additionalTags.sorted { $0.key < $1.key }.compactMap { tag, value in
      let texts: [String] =
        switch value {
        case .string(let text): [text]
        case .stringArray(let texts), .i18nString(let texts): texts
        default: []
        }
      if own.contains(tag) || tag <= .i18nTable {
        return Diagnostic(
          "rpm.reserved-tag", "tag '\(tag.rawValue)' cannot be set by hand",
          hint: "use the field it stands for")
      }
      if texts.contains(where: { $0.utf8.contains(0) }) {
        return Diagnostic(
          "rpm.control-character", "tag '\(tag.rawValue)' holds a NUL byte", hint: "remove it")
      }
      return nil
    }
  }
}

extension RPMTag {
  /// Entries the writer derives from files, dependencies and scripts.
  fileprivate static let writtenForFiles: Set<RPMTag> = Set<RPMTag>([
    .epoch, .size, .longSize, .payloadCompressor, .url, .vendor, .packager, .distribution,
    .fileSizes, .longFileSizes, .fileModes, .fileRDevs, .fileMTimes, .fileDigests, .fileLinkTos,
    .fileFlags, .fileUserNames, .fileGroupNames, .fileVerifyFlags, .fileDevices, .fileInodes,
    .fileLangs, .fileColors, .fileCaps, .dirIndexes, .baseNames, .dirNames, .fileDigestAlgorithm,
    .oldFileNames, .payloadDigest, .payloadDigestAlgorithm, .payloadDigestAlternative, .rpmFormat,
  ])
  .union(RPMDependency.Kind.allCases.flatMap { [$0.tags.names, $0.tags.senses, $0.tags.versions] })
  .union(RPMScript.Kind.allCases.flatMap { [$0.tags.body, $0.tags.interpreter] })
}
