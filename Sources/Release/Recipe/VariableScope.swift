import Diagnostics
import Platform

/// The variables a recipe's strings may name, and the one rule by which they are expanded.
///
/// | written | becomes |
/// |---|---|
/// | `${NAME}`, `$NAME` | the value; an error when there is none |
/// | `${NAME:-text}` | the value, or `text` (itself expanded) when it is unset or empty |
/// | `$$` | `$` |
/// | `$` before anything that Go's `os.Expand` leaves alone | `$` |
///
/// Names are `[A-Za-z_][A-Za-z0-9_]*`. What a value contains is never expanded again.
struct VariableScope {
  var variables: [String: String]

  /// No string grows beyond this many bytes.
  static let longest = 1 << 20
  /// How deep defaults may hold defaults.
  static let deepest = 8

  init(environment: [String: String]) { variables = environment }

  /// `environment` with the variables of one target laid over it.
  init(environment: [String: String], target: Architecture) {
    variables = environment
    variables["ARCH"] = target.name
    variables["GOARCH"] = target.goArch
    variables["GOARM"] = target.goVariant?.value ?? ""
    variables["DEB_ARCH"] = target.debian
    variables["RPM_ARCH"] = target.rpm
  }

  /// The text with its variables replaced, and whether any was; problems name their `$`.
  func expand(
    _ scalar: YAMLScalar, at start: SpecLocation, problems: inout [Diagnostic]
  ) -> (text: String, isExpanded: Bool) {
    guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return (scalar.text, false) }
    var pass = ExpansionPass(
      text: Array(scalar.text.unicodeScalars), scope: self, start: start, dollars: scalar.dollars)
    let text = pass.run()
    problems += pass.problems
    return (text, true)
  }
}

/// One walk over one string.
private struct ExpansionPass {
  let text: [Unicode.Scalar]
  let scope: VariableScope
  let start: SpecLocation
  let dollars: [SpecLocation]?
  var position = 0
  var dollarsSeen = 0
  var problems: [Diagnostic] = []

  mutating func run() -> String {
    var output = String.UnicodeScalarView()
    copy(into: &output, untilBrace: false, depth: 0)
    if output.count > VariableScope.longest {
      problems.append(
        Diagnostic(
          "recipe.invalid-text", "the text grows beyond \(VariableScope.longest) characters",
          at: start))
      return ""
    }
    return String(output)
  }

  /// Copies up to the end, or to the `}` that closes a default and is left in place.
  private mutating func copy(
    into output: inout String.UnicodeScalarView, untilBrace: Bool, depth: Int
  ) {
    while position < text.count, output.count <= VariableScope.longest {
      if untilBrace, text[position] == "}" { return }
      guard text[position] == "$" else {
        output.append(text[position])
        position += 1
        continue
      }
      let place = placeOfDollar()
      position += 1
      guard position < text.count else {
        output.append("$")
        return
      }
      switch text[position] {
      case "$":
        _ = placeOfDollar()
        output.append("$")
        position += 1
      case "{": braced(into: &output, at: place, depth: depth)
      case let letter where isNameStart(letter):
        let name = takeName()
        append(name, at: place, into: &output)
      case "*", "#", "@", "!", "?", "-", "0"..."9":
        problems.append(
          malformed("'$\(text[position])' is no variable a recipe can name", at: place))
        position += 1
      default: output.append("$")
      }
    }
  }

  private mutating func braced(
    into output: inout String.UnicodeScalarView, at place: SpecLocation, depth: Int
  ) {
    position += 1
    let name = takeName()
    guard !name.isEmpty, depth < VariableScope.deepest else {
      problems.append(malformed("'${' is not followed by a variable's name", at: place))
      skipToBrace()
      return
    }
    if position < text.count, text[position] == "}" {
      position += 1
      append(name, at: place, into: &output)
      return
    }
    guard position + 1 < text.count, text[position] == ":", text[position + 1] == "-" else {
      problems.append(malformed("'${\(name)' is not closed by '}'", at: place))
      skipToBrace()
      return
    }
    position += 2
    let value = scope.variables[name] ?? ""
    // A default that is not used may name variables that are not set.
    let silent = problems
    var fallback = String.UnicodeScalarView()
    copy(into: &fallback, untilBrace: true, depth: depth + 1)
    guard position < text.count else {
      problems = silent + [malformed("'${\(name):-' is not closed by '}'", at: place)]
      return
    }
    position += 1
    if value.isEmpty {
      output.append(contentsOf: fallback)
    } else {
      problems = silent
      output.append(contentsOf: value.unicodeScalars)
    }
  }

  private mutating func append(
    _ name: String, at place: SpecLocation, into output: inout String.UnicodeScalarView
  ) {
    if let value = scope.variables[name] {
      output.append(contentsOf: value.unicodeScalars)
      return
    }
    problems.append(
      Diagnostic(
        "recipe.unset-variable", "the variable '\(name)' is not set", at: place,
        hint: "set it, write '${\(name):-default}', or '$$' for a literal '$'"))
  }

  private mutating func takeName() -> String {
    var name = String.UnicodeScalarView()
    while position < text.count, isNameStart(text[position]) || isDigit(text[position]) {
      if name.isEmpty, isDigit(text[position]) { break }
      name.append(text[position])
      position += 1
    }
    return String(name)
  }

  private mutating func skipToBrace() {
    while position < text.count, text[position] != "}" {
      if text[position] == "$" { _ = placeOfDollar() }
      position += 1
    }
    position = min(position + 1, text.count)
  }

  /// The place of the dollar sign at hand; the string's start when escapes hide it.
  private mutating func placeOfDollar() -> SpecLocation {
    defer { dollarsSeen += 1 }
    guard let dollars, dollars.indices.contains(dollarsSeen) else { return start }
    return dollars[dollarsSeen]
  }

  private func malformed(_ message: String, at place: SpecLocation) -> Diagnostic {
    Diagnostic(
      "recipe.malformed-variable", message, at: place, hint: "write '$$' for a literal '$'")
  }

  private func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || ("A"..."Z").contains(scalar) || ("a"..."z").contains(scalar)
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
