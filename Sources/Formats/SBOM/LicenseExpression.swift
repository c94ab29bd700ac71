/// A licence expression of the SPDX grammar, with its identifiers as the licence list spells them.
///
/// An identifier that is on no list becomes a `LicenseRef-`, never a guess at what was meant.
/// Operators are accepted in lower case too, as SPDX 3 does, and written in capitals.
///
/// - SeeAlso: SPDX 2.3 Annex D.
public struct LicenseExpression: Hashable, Sendable {
  /// The expression, such as `MIT AND (GPL-2.0-only WITH Classpath-exception-2.0 OR BSL-1.0)`.
  public let text: String
  /// Whether ``text`` is a single identifier of the licence list, without `+` or `WITH`.
  public let isListedIdentifier: Bool
  /// What each `LicenseRef-` in ``text`` stands for, sorted by reference.
  public let references: [LicenseReference]

  /// Reads an expression; `nil` when the text is not one.
  public init?(_ text: String) {
    var parser = LicenseExpressionParser(text)
    guard let tree = parser.parseAll() else { return nil }
    self.text = tree
    isListedIdentifier = SPDXLicenseList.shared.license(tree) != nil
    references = Set(parser.references).sorted {
      ($0.identifier, $0.name) < ($1.identifier, $1.name)
    }
  }
}

/// A licence that is not on the SPDX list, named within one document.
public struct LicenseReference: Hashable, Sendable {
  /// `LicenseRef-` and letters, digits, `.` and `-`.
  public var identifier: String
  /// What the recipe or module calls it.
  public var name: String
}

/// A recursive descent over `OR`, `AND`, `WITH` and parentheses, which bind in that order.
private struct LicenseExpressionParser {
  private static let deepestNesting = 64
  private var tokens: ArraySlice<String>
  private var depth = 0
  private(set) var references: [LicenseReference] = []

  init(_ text: String) {
    var tokens: [String] = []
    var word = ""
    for character in text {
      switch character {
      case " ", "\t", "\n", "\r", "\r\n", "(", ")":
        if !word.isEmpty { tokens.append(word) }
        word = ""
        if character == "(" || character == ")" { tokens.append(String(character)) }
      default: word.append(character)
      }
    }
    if !word.isEmpty { tokens.append(word) }
    self.tokens = tokens[...]
  }

  mutating func parseAll() -> String? {
    guard let text = parseJoined("OR", by: { $0.parseJoined("AND", by: { $0.parseSimple() }) })
    else { return nil }
    return tokens.isEmpty ? text : nil
  }

  private mutating func take(_ word: String) -> Bool {
    guard let first = tokens.first, first == word || first == word.lowercased() else {
      return false
    }
    tokens.removeFirst()
    return true
  }

  private mutating func parseJoined(
    _ conjunction: String, by operand: (inout Self) -> String?
  ) -> String? {
    guard var text = operand(&self) else { return nil }
    while take(conjunction) {
      guard let next = operand(&self) else { return nil }
      text += " \(conjunction) \(next)"
    }
    return text
  }

  private mutating func parseSimple() -> String? {
    if take("(") {
      depth += 1
      defer { depth -= 1 }
      guard depth <= Self.deepestNesting,
        let inner = parseJoined("OR", by: { $0.parseJoined("AND", by: { $0.parseSimple() }) }),
        take(")")
      else { return nil }
      return "(\(inner))"
    }
    guard let word = tokens.popFirst(), let license = parseIdentifier(word) else { return nil }
    guard take("WITH") else { return license }
    guard let exception = tokens.popFirst().flatMap(SPDXLicenseList.shared.exception) else {
      return nil
    }
    return "\(license) WITH \(exception)"
  }

  private mutating func parseIdentifier(_ word: String) -> String? {
    guard !["AND", "OR", "WITH"].contains(word.uppercased()) else { return nil }
    if let listed = SPDXLicenseList.shared.license(word) { return listed }
    let base = word.hasSuffix("+") ? String(word.dropLast()) : word
    guard !base.isEmpty, base.utf8.allSatisfy(isIdentifierByte) else { return nil }
    if base != word, let listed = SPDXLicenseList.shared.license(base) { return listed + "+" }
    let stem = base == word ? word : "\(base)-plus"
    let identifier = stem.hasPrefix("LicenseRef-") ? stem : "LicenseRef-\(stem)"
    references.append(LicenseReference(identifier: identifier, name: word))
    return identifier
  }

  private func isIdentifierByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
