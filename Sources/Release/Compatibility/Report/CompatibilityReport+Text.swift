internal import Diagnostics

extension CompatibilityReport {
  /// The report for a terminal.
  public var text: String {
    var lines: [String] = []
    var file = ""
    for change in changes {
      if change.file != file {
        file = change.file
        lines.append("\(printable(file)):")
      }
      lines.append("  " + words(change))
    }
    let moved = floor.filter { $0.direction != "same" }
    if !moved.isEmpty {
      lines.append("floor:")
      for floor in moved {
        let because = floor.because.isEmpty ? "" : " (\(floor.because.joined(separator: ", ")))"
        lines.append(
          printable(
            "  \(floor.file): \(floor.what) \(floor.old ?? "none") → \(floor.new ?? "none")"
              + because))
      }
    }
    for entry in idleEntries {
      lines.append(printable("ignore file, line \(entry.line): \(entry.state): \(entry.entry)"))
    }
    lines.append(summaryLine)
    return lines.map { $0 + "\n" }.joined()
  }

  private func words(_ change: CompatibilityChange) -> String {
    var text = "\(change.verdict.rawValue) \(change.rule.rawValue)"
    let about = change.subject
    if !about.isEmpty { text += " \(about)" }
    text += ": \(change.message)"
    switch (change.old, change.new) {
    case (let old?, let new?): text += ": \(old) → \(new)"
    case (let old?, nil): text += ": \(old)"
    case (nil, let new?): text += ": \(new)"
    case (nil, nil): break
    }
    if let through = change.through { text += " (reached through \(through))" }
    if let reason = change.ignoredBy { text += " [ignored: \(reason)]" }
    return printable(text)
  }

  var summaryLine: String {
    "\(summary.breaking) BREAKING, \(summary.undefined) UNDEFINED, "
      + "\(summary.nonBreaking) NON_BREAKING, \(summary.ignored) ignored"
  }
}

extension CompatibilityChange {
  /// What it is about: a symbol, or a type and its member.
  var subject: String {
    var words: [String] = []
    if let symbol { words.append(version.map { "\(symbol)@\($0)" } ?? symbol) }
    if let type { words.append(member.map { "\(type)::\($0)" } ?? type) }
    return words.joined(separator: ", ")
  }
}
