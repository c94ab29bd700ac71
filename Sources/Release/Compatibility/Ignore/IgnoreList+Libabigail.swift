internal import Bytes
extension IgnoreList {
  /// No entry.
  public static let empty = IgnoreList(entries: [])

  /// The entries as libabigail's suppressions, as far as those can say them.
  ///
  /// - SeeAlso: libabigail's manual, "Suppression specifications".
  public var libabigailText: String {
    var lines = ["# Written by pkg bincompat from an ignore file; edit that one."]
    for entry in entries {
      let sections = entry.sections
      lines.append("")
      lines.append("# \(entry.text)  # \(entry.reason)")
      if sections.isEmpty { lines.append("# libabigail has no words for this entry.") }
      for (name, properties) in sections {
        lines.append("[\(name)]")
        lines += properties.map { "  \($0.0) = \($0.1)" }
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension IgnoreList.Entry {
  fileprivate var sections: [(name: String, properties: [(String, String)])] {
    // A suppression that leaves a condition out would suppress more than the entry.
    guard member == nil, file == nil else { return [] }
    if let type {
      guard symbol == nil, version == nil, rule == nil else { return [] }
      let words = type.text.split(separator: " ", maxSplits: 1).map(String.init)
      let kinds = ["struct", "class", "union", "enum"]
      guard words.count == 2, kinds.contains(words[0]) else {
        return [("suppress_type", [("name_regexp", regularExpression(type.text))])]
      }
      return [
        (
          "suppress_type",
          [("type_kind", words[0]), ("name_regexp", regularExpression(words[1]))]
        )
      ]
    }
    guard let symbol else { return [] }
    var names = [("symbol_name_regexp", regularExpression(symbol.text))]
    if let version {
      names.append(("symbol_version_regexp", regularExpression(version.text)))
    }
    switch rule {
    case nil: return [("suppress_function", names), ("suppress_variable", names)]
    case .functionRemoved:
      return [("suppress_function", names + [("change_kind", "deleted-function")])]
    case .functionAdded:
      return [("suppress_function", names + [("change_kind", "added-function")])]
    case .variableRemoved:
      return [("suppress_variable", names + [("change_kind", "deleted-variable")])]
    case .variableAdded:
      return [("suppress_variable", names + [("change_kind", "added-variable")])]
    default: return []
    }
  }

  /// The pattern as a POSIX extended regular expression.
  private func regularExpression(_ pattern: String) -> String {
    var text = "^"
    for character in pattern {
      switch character {
      case "*": text += ".*"
      case "?": text += "."
      case ".", "+", "(", ")", "[", "]", "{", "}", "^", "$", "|", "\\": text += "\\\(character)"
      default: text.append(character)
      }
    }
    return text + "$"
  }
}
