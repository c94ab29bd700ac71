public import Diagnostics

/// A package's changes, newest first as a rule, from the YAML that chglog keeps.
///
/// - SeeAlso: `types.go` of goreleaser/chglog, whose files nfpm's `changelog:` names.
public struct Changelog: Hashable, Sendable {
  /// What one version changed.
  public struct Entry: Hashable, Sendable {
    public var version: PackageVersion
    /// Seconds since the epoch.
    public var date: Located<Int64>
    /// `Name <address>`.
    public var packager: Located<String>
    /// One text a change, its first line the summary.
    public var changes: [Located<String>]
    /// Debian's urgency; `low` when unset.
    public var urgency: String
    /// Debian's distributions, such as `stable`; may be empty.
    public var distributions: [String]
  }

  /// In the file's order.
  public var entries: [Entry]

  /// Reads a changelog.
  ///
  /// `file` is its name in diagnostics. Nothing in it is expanded. Throws every problem found.
  public static func parse(yaml: [UInt8], file: String) throws(Diagnostics) -> Changelog {
    var problems: [Diagnostic] = []
    guard
      let root = YAMLReader.document(
        in: yaml, file: file, noun: "the changelog", problems: &problems)
    else { throw Diagnostics(problems) }
    var check = KeyCheck(scope: nil, noun: "the changelog")
    let checked = check.checked(root, .list(.mapping(.changelog)), "")
    problems += check.problems
    let list = Fields(YAMLNode(.mapping([]), at: root.location))
    var entries: [Entry] = []
    for node in checked?.items ?? [] {
      let fields = Fields(node)
      guard let text = fields.text("semver"), let date = fields.time("date"),
        let packager = fields.text("packager")
      else { continue }
      let version = PackageVersion(text.value, at: text.location)
      problems += version.problems(for: PackageFormat.allCases)
      let deb = fields.fields("deb") ?? list
      entries.append(
        Entry(
          version: version, date: date, packager: packager,
          changes: fields.list("changes").compactMap { $0.text("note") },
          urgency: deb.text("urgency")?.value ?? "low",
          distributions: deb.texts("distributions").map(\.value)))
    }
    if problems.hasErrors { throw Diagnostics(problems) }
    return Changelog(entries: entries)
  }
}

extension KeyTable {
  fileprivate static let changelog = KeyTable(
    noun: "the entry",
    keys: [
      key("semver", .line, "The version.", required: true),
      key("date", .time, "When it was released.", required: true),
      key("packager", .line, "Who released it.", required: true),
      key(
        "deb",
        .mapping(
          KeyTable(
            noun: "'deb'",
            keys: [
              key(
                "urgency", .choice(["low", "medium", "high", "emergency", "critical"]),
                "Debian's urgency."),
              key("distributions", .list(.line), "Debian's distributions."),
            ])), "What only Debian's changelog has."),
      key("notes", .anything, "For release notes, which packages do not have."),
      key(
        "changes",
        .list(
          .mapping(
            KeyTable(
              noun: "the change",
              keys: [
                key("note", .text, "What changed.", required: true),
                key("commit", .line, "The commit."),
                key("author", .anything, "Who wrote it."),
                key("committer", .anything, "Who committed it."),
                key("conventional_commit", .anything, "The note, taken apart."),
              ]))), "The changes."),
    ])
}
