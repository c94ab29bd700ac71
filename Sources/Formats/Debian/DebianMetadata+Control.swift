internal import Bytes
public import Diagnostics

extension DebianMetadata {
  /// The paragraph of the `control` file, fields in dpkg-gencontrol's order, none of them empty.
  ///
  /// - Throws: `Diagnostics` with all that ``check()`` found when there is an error among it.
  public func controlParagraph() throws(Diagnostics) -> ControlParagraph {
    let (paragraph, problems) = assembled()
    if problems.hasErrors { throw Diagnostics(problems) }
    return paragraph
  }

  /// The paragraph as far as it can be made, and what is wrong with it.
  func assembled() -> (ControlParagraph, [Diagnostic]) {
    var paragraph = ControlParagraph()
    var problems: [Diagnostic] = []
    for (name, value) in singleLines where !value.utf8.allSatisfy({ isBlank($0) || $0 == newline })
    {
      guard !value.utf8.contains(newline) else {
        problems.append(
          Diagnostic("debian.bad-field", "field '\(name)' has more than one line: '\(value)'"))
        continue
      }
      Self.append(name, value, to: &paragraph, &problems)
    }
    Self.append("Description", description.value, to: &paragraph, &problems)
    for field in extraFields where !field.value.isEmpty {
      Self.append(field.name, field.value, to: &paragraph, &problems)
    }
    return (paragraph.inPackageOrder(), problems)
  }

  private var singleLines: [(String, String)] {
    [
      ("Package", package.text), ("Source", source ?? ""), ("Version", version.description),
      ("Architecture", architecture.text), ("Maintainer", maintainer),
      ("Installed-Size", installedSize.map { String($0) } ?? ""), ("Section", section),
      ("Priority", priority), ("Multi-Arch", multiArch ?? ""), ("Homepage", homepage ?? ""),
    ] + RelationField.allCases.map { ($0.rawValue, relations[$0]?.description ?? "") }
  }

  private static func append(
    _ name: String, _ value: String, to paragraph: inout ControlParagraph,
    _ problems: inout [Diagnostic]
  ) {
    do throws(MalformedInput) {
      try paragraph.append(try ControlField(name: name, value: value))
    } catch  where error.code == .duplicateField {
      problems.append(Diagnostic("debian.duplicate-field", "field '\(name)' is given twice"))
    } catch {
      problems.append(
        Diagnostic(
          "debian.bad-field", "field '\(name)' cannot be written: \(error)",
          hint: "names are printable ASCII without a colon; values have no control characters"))
    }
  }
}
