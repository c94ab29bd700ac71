import Diagnostics

extension KeyCheck {
  /// An expanded scalar as `shape` wants it; `nil` when it is empty or wrong.
  mutating func checkedText(
    _ expanded: String, _ scalar: YAMLScalar, at location: SpecLocation, _ shape: Shape,
    _ path: String, isExpanded: Bool
  ) -> YAMLNode? {
    let text = Self.trimmed(expanded)
    guard !text.isEmpty else {
      // nfpm's `type: ""` says the same as no type.
      drop(path, at: location)
      return nil
    }
    if let fault = Self.fault(in: text, shape) {
      problems.append(
        Diagnostic("recipe.invalid-text", "'\(path)' \(fault)", at: location))
      return nil
    }
    let node = YAMLNode(
      .scalar(YAMLScalar(text: text, isPlain: scalar.isPlain || isExpanded, dollars: nil)),
      at: location)
    switch shape {
    case .choice(let words) where !words.contains(text):
      let near = closest(to: text, among: words)
      let known = words.filter { !$0.isEmpty }.map { "'\($0)'" }.joined(separator: ", ")
      problems.append(
        Diagnostic(
          "recipe.unknown-value", "'\(path)' cannot be '\(text)'", at: location,
          hint: near.map { "did you mean '\($0)'?" } ?? "it can be \(known)"))
      return nil
    case .boolean where Self.boolean(text) == nil:
      problems.append(
        Diagnostic(
          "recipe.wrong-type", "'\(path)' is true or false, not '\(text)'", at: location))
      return nil
    case .mode:
      return checkedMode(node, path)
    case .time where Timestamp.seconds(text) == nil:
      problems.append(
        Diagnostic(
          "recipe.invalid-time", "'\(text)' is no moment between 1970 and 2106", at: location,
          hint: "write it as '2009-11-10T23:00:00Z'"))
      return nil
    default:
      return node
    }
  }

  private mutating func checkedMode(_ node: YAMLNode, _ path: String) -> YAMLNode? {
    guard let scalar = node.scalar else { return nil }
    if FileMode.bits(scalar.text, isPlain: scalar.isPlain) != nil { return node }
    problems.append(
      Diagnostic(
        "recipe.invalid-mode", "'\(path)' is no octal mode: '\(scalar.text)'", at: node.location,
        hint: FileMode.bits(scalar.text, isPlain: false) == nil
          ? "write it as '0644'" : "YAML reads it as a decimal number: write '0\(scalar.text)'"))
    return nil
  }

  /// YAML 1.1's booleans, which nfpm's parser accepts too.
  static func boolean(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on", "y": true
    case "false", "no", "off", "n": false
    default: nil
    }
  }

  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let isSpace = { (scalar: Unicode.Scalar) in " \t\r\n".unicodeScalars.contains(scalar) }
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  /// What keeps `text` from being written into a package.
  private static func fault(in text: String, _ shape: Shape) -> String? {
    let isText = if case .text = shape { true } else { false }
    let limit = isText ? longestText : longestLine
    if text.utf8.count > limit { return "is longer than \(limit) bytes" }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0a:
        if isText { continue }
        return scalar == "\n" ? "spans several lines" : "holds a control character"
      case 0...0x1f, 0x7f...0x9f, 0x2028, 0x2029: return "holds a control character"
      default: continue
      }
    }
    return nil
  }
}
