/// Reads Debian's and RPM's dependency syntax alike.
struct DependencyParser {
  struct Fault: Error {
    var words: String
    var hint: String?
    init(_ words: String, hint: String? = nil) {
      self.words = words
      self.hint = hint
    }
  }

  /// How deep parentheses may nest.
  static let deepest = 8

  private let bytes: [UInt8]
  private var position = 0
  /// Set by a lone `<` or `>` in parentheses.
  private(set) var isAmbiguous = false

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The whole text.
  mutating func relation() throws(Fault) -> DependencyRelation {
    guard bytes.allSatisfy({ (0x20...0x7e).contains($0) }) else {
      throw Fault("it is not plain ASCII")
    }
    skipSpace()
    if peek() == "(" {
      let relation = try rich(depth: 1)
      try requireEnd()
      return relation
    }
    var terms = [DependencyRelation.term(try term(inRich: false))]
    skipSpace()
    while peek() == "|" {
      position += 1
      skipSpace()
      terms.append(.term(try term(inRich: false)))
      skipSpace()
    }
    try requireEnd()
    return terms.count == 1 ? terms[0] : .chain("or", terms)
  }

  private mutating func requireEnd() throws(Fault) {
    skipSpace()
    guard position < bytes.count else { return }
    switch peek() {
    case ",": throw Fault("it holds a ','", hint: "write each dependency as an entry of its own")
    case "[", "<": throw Fault("a package's dependencies cannot be restricted")
    default: throw Fault("'\(rest)' is left over")
    }
  }

  /// `( operand word operand … )`, at its parenthesis.
  private mutating func rich(depth: Int) throws(Fault) -> DependencyRelation {
    guard depth <= Self.deepest else { throw Fault("parentheses nest too deep") }
    position += 1
    var parts = [try operand(depth: depth)]
    var words: [String] = []
    while true {
      skipSpace()
      guard let next = peek() else { throw Fault("a '(' is not closed") }
      if next == ")" { break }
      let word = takeWord()
      guard ["and", "or", "if", "unless", "else", "with", "without"].contains(word) else {
        throw Fault("'\(word.isEmpty ? String(next) : word)' does not join dependencies")
      }
      words.append(word)
      parts.append(try operand(depth: depth))
    }
    position += 1
    guard let first = words.first else { throw Fault("the parentheses join nothing") }
    switch first {
    case "if" where words == ["if"], "unless" where words == ["unless"]:
      return .conditional(first, parts[0], parts[1], nil)
    case "if" where words == ["if", "else"], "unless" where words == ["unless", "else"]:
      return .conditional(first, parts[0], parts[1], parts[2])
    case "and", "or", "with":
      guard words.allSatisfy({ $0 == first }) else {
        throw Fault("'\(first)' is mixed with other words", hint: "use parentheses")
      }
      return .chain(first, parts)
    case "without" where words.count == 1: return .chain(first, parts)
    default: throw Fault("'\(words.joined(separator: "' and '"))' cannot stand together")
    }
  }

  private mutating func operand(depth: Int) throws(Fault) -> DependencyRelation {
    skipSpace()
    if peek() == "(" { return try rich(depth: depth + 1) }
    return .term(try term(inRich: true))
  }

  private mutating func term(inRich: Bool) throws(Fault) -> DependencyTerm {
    var term = DependencyTerm(name: "")
    if peek() == "/" {
      term.isCapability = true
      term.name = take { !" ()|,".utf8.contains($0) }
    } else {
      term.name = take { isAlphanumeric($0) || "+-._".utf8.contains($0) }
      guard let first = term.name.utf8.first else { throw Fault("a package's name is missing") }
      guard isAlphanumeric(first) || first == UInt8(ascii: "_") else {
        throw Fault("the name '\(term.name)' does not start with a letter or digit")
      }
      while peek() == "(", !startsComparison(after: position + 1) {
        term.isCapability = true
        term.name += try capability()
      }
      if peek() == ":" {
        position += 1
        let qualifier = take { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        guard !qualifier.isEmpty, !term.isCapability else {
          throw Fault("'\(term.name):' is no package of an architecture")
        }
        term.qualifier = qualifier
      }
    }
    skipSpace()
    if peek() == "(", !inRich || startsComparison(after: position + 1) {
      position += 1
      skipSpace()
      let version = try version(inParentheses: true)
      skipSpace()
      guard peek() == ")" else { throw Fault("a '(' is not closed") }
      position += 1
      term.version = version
    } else if startsComparison(after: position) {
      term.version = try version(inParentheses: false)
    }
    return term
  }

  /// A version comparison at the position.
  private mutating func version(
    inParentheses: Bool
  ) throws(Fault) -> DependencyTerm.Version {
    let written = take { "<>=".utf8.contains($0) }
    let comparison: String
    switch written {
    case "<", ">":
      comparison = written
      if inParentheses { isAmbiguous = true }
    case "<<" where inParentheses, ">>" where inParentheses: comparison = String(written.prefix(1))
    case "<=", ">=", "=": comparison = written
    case "=<": comparison = "<="
    case "=>": comparison = ">="
    case "==": comparison = "="
    case "": throw Fault("a comparison such as '>=' is missing")
    default: throw Fault("'\(written)' is no comparison")
    }
    skipSpace()
    let text = take { isAlphanumeric($0) || "+-.~:^_".utf8.contains($0) }
    guard !text.isEmpty else { throw Fault("a version is missing after '\(written)'") }
    return DependencyTerm.Version(comparison: comparison, text: text)
  }

  /// The `(…)` of a capability such as `pkgconfig(zlib)`, at its parenthesis.
  private mutating func capability() throws(Fault) -> String {
    var depth = 0
    let start = position
    while let next = peek(), next != " ", depth <= Self.deepest {
      position += 1
      if next == "(" { depth += 1 }
      if next == ")" { depth -= 1 }
      if depth == 0 { return String(decoding: bytes[start..<position], as: UTF8.self) }
    }
    throw Fault("a '(' is not closed")
  }

  private func startsComparison(after index: Int) -> Bool {
    var index = index
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
    return index < bytes.count && "<>=".utf8.contains(bytes[index])
  }

  private var rest: String { String(decoding: bytes[position...], as: UTF8.self) }

  private func peek() -> Character? {
    position < bytes.count ? Character(Unicode.Scalar(bytes[position])) : nil
  }

  private mutating func skipSpace() { while peek() == " " { position += 1 } }

  private mutating func takeWord() -> String { take { isAlphanumeric($0) } }

  private mutating func take(while isWanted: (UInt8) -> Bool) -> String {
    let start = position
    while position < bytes.count, isWanted(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "a")...UInt8(ascii: "z"):
    true
  default: false
  }
}
