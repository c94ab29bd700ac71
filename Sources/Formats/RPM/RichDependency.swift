/// Boolean dependencies, `(foo >= 1 and (bar or baz))`.
///
/// Source: `rpmrichParse` in rpm's `lib/rpmds.cc`; the grammar is described in
/// `docs/manual/boolean_dependencies.md`.
enum RichDependency {
  private enum Operator: String {
    case and, or, `if`, unless, `else`, with, without
  }

  /// What a subexpression forbids the expression around it.
  private struct Restrictions: OptionSet {
    var rawValue: UInt8
    static let noWith = Restrictions(rawValue: 1)
    static let noAnd = Restrictions(rawValue: 2)
    static let noOr = Restrictions(rawValue: 4)

    func requireAllowed(_ operation: Operator?) throws(DependencyProblem) {
      switch operation {
      case .with, .without:
        if contains(.noWith) { throw DependencyProblem("has illegal operands of 'with'") }
      case .and, .if:
        if contains(.noAnd) {
          throw DependencyProblem(
            "uses 'unless' where it has no meaning", hint: "use 'or' instead")
        }
      case .or, .unless:
        if contains(.noOr) {
          throw DependencyProblem("uses 'if' where it has no meaning", hint: "use 'and' instead")
        }
      case .else, nil: break
      }
    }
  }

  /// Nesting beyond this is refused, so that hostile text cannot exhaust the stack.
  private static let maximumDepth = 64

  /// Reads one expression and writes it with single spaces.
  static func normalized(
    _ scanner: inout DependencyScanner, for kind: RPMDependency.Kind
  ) throws(DependencyProblem) -> String {
    var text = ""
    let restrictions = try expression(&scanner, kind, depth: 0, into: &text)
    switch kind {
    case .conflicts, .supplements, .enhances: try restrictions.requireAllowed(.or)
    default: try restrictions.requireAllowed(.and)
    }
    return text
  }

  private static func expression(
    _ scanner: inout DependencyScanner, _ kind: RPMDependency.Kind, depth: Int,
    into text: inout String
  ) throws(DependencyProblem) -> Restrictions {
    guard depth < maximumDepth else { throw DependencyProblem("is nested too deeply") }
    var restrictions: Restrictions = []
    var first: Operator?
    var last: Operator?
    var chain: Operator?
    scanner.skipOne()
    text += "("
    while true {
      scanner.skipSeparators()
      if scanner.next == UInt8(ascii: ")") {
        throw DependencyProblem(
          chain == nil ? "holds an empty '()'" : "lacks an operand before ')'")
      }
      if scanner.next == UInt8(ascii: "(") {
        var inner = try expression(&scanner, kind, depth: depth + 1, into: &text)
        if last == .if || last == .unless { inner.subtract([.noAnd, .noOr]) }
        restrictions.formUnion(inner)
      } else {
        try simple(&scanner, kind, into: &text)
      }
      scanner.skipSeparators()
      guard let next = scanner.next else { throw DependencyProblem("lacks a ')'") }
      if next == UInt8(ascii: ")") { break }
      let operation = try operation(&scanner, after: &chain)
      first = first ?? operation
      last = operation
      text += " \(operation.rawValue) "
    }
    scanner.skipOne()
    text += ")"
    try restrictions.requireAllowed(first)
    if first == .if { restrictions.insert(.noOr) }
    if first == .unless { restrictions.insert(.noAnd) }
    if last == .and || last == .or { restrictions.subtract([.noAnd, .noOr]) }
    if let last, last != .with, last != .without, last != .or { restrictions.insert(.noWith) }
    return restrictions
  }

  private static func operation(
    _ scanner: inout DependencyScanner, after chain: inout Operator?
  ) throws(DependencyProblem) -> Operator {
    let word = scanner.operatorWord()
    guard let operation = Operator(rawValue: word) else {
      throw DependencyProblem(
        "has the unknown operator '\(word)'",
        hint: "operators are 'and', 'or', 'if', 'unless', 'else', 'with', 'without'")
    }
    if operation == .else, chain == .if || chain == .unless { chain = nil }
    if let chain {
      guard chain == operation else {
        throw DependencyProblem("mixes '\(chain.rawValue)' and '\(word)'", hint: "add parentheses")
      }
      guard operation == .and || operation == .or || operation == .with else {
        throw DependencyProblem("repeats '\(word)'", hint: "add parentheses")
      }
    }
    chain = operation
    return operation
  }

  private static func simple(
    _ scanner: inout DependencyScanner, _ kind: RPMDependency.Kind, into text: inout String
  ) throws(DependencyProblem) {
    var operand = RPMDependency(kind, scanner.wordInParentheses())
    let afterName = scanner
    scanner.skipSeparators()
    if let sense = RPMSense(symbol: scanner.wordInParentheses()) {
      scanner.skipSeparators()
      operand.sense = sense
      operand.version = scanner.wordInParentheses()
      guard !operand.version.isEmpty else {
        throw DependencyProblem("lacks the version after '\(sense.symbol)'")
      }
    } else {
      scanner = afterName
    }
    try operand.requireWellFormed()
    guard
      operand.text.utf8.count(where: { $0 == UInt8(ascii: "(") })
        == operand.text.utf8.count(where: { $0 == UInt8(ascii: ")") })
    else { throw DependencyProblem("has a '(' without its ')' in '\(operand.name)'") }
    text += operand.text
  }
}
