internal import Bytes
public import Diagnostics

extension IgnoreList {
  /// Reads an ignore file; throws all its problems, each with line and column.
  public init(parsing text: String, file: String) throws(Diagnostics) {
    var entries: [Entry] = []
    var problems: [Diagnostic] = []
    for (number, line) in text.lines.enumerated() {
      do throws(Diagnostic) {
        if let entry = try Entry(parsing: line, file: file, line: number + 1) {
          entries.append(entry)
        }
      } catch {
        problems.append(error)
      }
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    self.entries = entries
  }
}

extension IgnoreList.Entry {
  /// Reads one line; `nil` for a blank one or one that is a comment alone.
  init?(parsing line: Substring, file: String, line number: Int) throws(Diagnostic) {
    let mark = line.firstIndex(of: "#")
    let head = line[..<(mark ?? line.endIndex)]
    guard head.contains(where: { !$0.isWhitespace }) else { return nil }
    func problem(_ code: String, _ message: String, at place: Substring.Index, _ hint: String)
      -> Diagnostic
    {
      let column = line.utf8.distance(from: line.startIndex, to: place) + 1
      return Diagnostic(
        code, message, at: SpecLocation(file: file, line: number, column: column), hint: hint)
    }
    reason = mark.map { line[line.index(after: $0)...].trimmed } ?? ""
    guard !reason.isEmpty else {
      throw problem(
        "bincompat.no-reason", "the entry gives no reason", at: head.endIndex,
        "say behind '#' why the change is none that matters")
    }
    text = head.trimmed
    location = SpecLocation(file: file, line: number, column: 1)
    var isAnything = false
    for term in Self.terms(of: head) {
      let value = term.value
      guard !value.isEmpty else {
        throw problem(
          "bincompat.bad-entry", "'\(term.key):' has no value", at: term.place,
          "write \(term.key):PATTERN without a blank before it")
      }
      switch term.key {
      case "symbol": symbol = Wildcard(value)
      case "version": version = Wildcard(value)
      case "type": type = Wildcard(value)
      case "member": member = Wildcard(value)
      case "file": self.file = Wildcard(value)
      case "rule":
        guard let known = CompatibilityRule(rawValue: value) else {
          throw problem(
            "bincompat.unknown-rule", "there is no rule '\(value)'", at: term.place,
            "the rules are \(CompatibilityRule.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        rule = known
      case "until":
        guard let date = CalendarDate(value) else {
          throw problem(
            "bincompat.bad-date", "'\(value)' is no day", at: term.place,
            "write the last day the entry holds as YYYY-MM-DD")
        }
        until = date
        continue
      default:
        throw problem(
          "bincompat.bad-entry", "'\(term.key.isEmpty ? value : term.key)' is nothing to ignore by",
          at: term.place,
          "an entry consists of symbol:, version:, type:, member:, file:, rule: and until:")
      }
      isAnything = true
    }
    guard isAnything else {
      throw problem(
        "bincompat.bad-entry", "the entry would ignore everything", at: head.startIndex,
        "name what to ignore by symbol:, type:, rule: or file:")
    }
  }

  private struct Term {
    var key: String
    var value: String
    var place: Substring.Index
  }

  /// Cuts a line at blanks; a word without a key belongs to the value before it, for names of
  /// types have blanks.
  private static func terms(of line: Substring) -> [Term] {
    var terms: [Term] = []
    for word in line.split(whereSeparator: \.isWhitespace) {
      let keys = ["symbol", "version", "type", "member", "file", "rule", "until"]
      let colon = word.firstIndex(of: ":")
      let key = colon.map { String(word[..<$0]) } ?? ""
      let isType = terms.last?.key == "type" || terms.last?.key == "member"
      if let colon, keys.contains(key) || !isType {
        terms.append(
          Term(key: key, value: String(word[word.index(after: colon)...]), place: word.startIndex))
      } else if isType, let last = terms.indices.last {
        terms[last].value += (terms[last].value.isEmpty ? "" : " ") + word
      } else {
        terms.append(Term(key: "", value: String(word), place: word.startIndex))
      }
    }
    return terms
  }
}
