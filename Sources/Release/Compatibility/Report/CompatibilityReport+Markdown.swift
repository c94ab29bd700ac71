internal import Diagnostics

extension CompatibilityReport {
  /// The report for a merge request.
  public var markdown: String {
    var lines = [
      "# Binary compatibility", "",
      "| | old | new |", "|---|---|---|",
      row(["path", old.path, new.path]), row(["kind", old.kind, new.kind]),
    ]
    for (name, a, b) in [
      ("SONAME", old.soname, new.soname), ("build id", old.buildID, new.buildID),
      ("SHA-256", old.sha256, new.sha256),
    ] where a != nil || b != nil {
      lines.append(row([name, a ?? "", b ?? ""]))
    }
    lines += ["", "**\(summaryLine)**", ""]
    let shown = changes.filter { $0.ignoredBy == nil }
    lines += table(
      "Changes", ["class", "rule", "file", "what", "old", "new", "meaning"],
      shown.map { change in
        [
          change.verdict.rawValue, change.rule.rawValue, change.file, change.subject,
          change.old ?? "", change.new ?? "",
          change.message + (change.through.map { " (reached through \($0))" } ?? ""),
        ]
      })
    lines += table(
      "Floor", ["file", "what", "old", "new", "direction", "because"],
      floor.map { floor in
        [
          floor.file, floor.what, floor.old ?? "", floor.new ?? "", floor.direction,
          floor.because.joined(separator: ", "),
        ]
      })
    lines += table(
      "Ignored", ["class", "rule", "file", "what", "reason"],
      changes.filter { $0.ignoredBy != nil }.map { change in
        [
          change.verdict.rawValue, change.rule.rawValue, change.file, change.subject,
          change.ignoredBy ?? "",
        ]
      })
    lines += table(
      "Ignore entries without effect", ["line", "entry", "state", "reason"],
      idleEntries.map { ["\($0.line)", $0.entry, $0.state, $0.reason] })
    return lines.map { $0 + "\n" }.joined()
  }

  private func table(_ title: String, _ head: [String], _ rows: [[String]]) -> [String] {
    guard !rows.isEmpty else { return [] }
    return ["## \(title)", "", row(head), "|" + String(repeating: "---|", count: head.count)]
      + rows.map(row) + [""]
  }

  /// Names come from strangers' files: what would end a cell, or be markup, is escaped.
  private func row(_ cells: [String]) -> String {
    // Our own words may be looked for as they are.
    let own = Set(
      CompatibilityChange.Verdict.allCases.map(\.rawValue)
        + CompatibilityRule.allCases.map(\.rawValue))
    return "| "
      + cells.map { cell in
        if own.contains(cell) { return cell }
        var text = ""
        for character in printable(cell) {
          if "|\\`<>*_[]&".contains(character) { text.append("\\") }
          text.append(character)
        }
        return text
      }.joined(separator: " | ") + " |"
  }
}
