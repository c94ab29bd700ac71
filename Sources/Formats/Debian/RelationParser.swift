internal import Bytes

/// A cursor over the text of a relation field.
struct RelationParser {
  private let text: [UInt8]
  private var cursor = 0

  init(_ text: String) {
    self.text = Array(text.utf8)
    skipSpace()
  }

  /// Dependencies between commas, up to the end.
  mutating func list() throws(MalformedInput) -> [DebianDependency] {
    guard cursor < text.count else { return [] }
    var list = [DebianDependency(try alternatives())]
    while take(UInt8(ascii: ",")) { list.append(DebianDependency(try alternatives())) }
    return list
  }

  mutating func alternatives() throws(MalformedInput) -> [DebianRelation] {
    var list = [try relation()]
    while take(UInt8(ascii: "|")) { list.append(try relation()) }
    return list
  }

  func end() throws(MalformedInput) {
    guard cursor == text.count else { throw wrong("relation") }
  }

  private mutating func relation() throws(MalformedInput) -> DebianRelation {
    var relation = DebianRelation(try word(try: DebianPackageName.init))
    if cursor < text.count, text[cursor] == colon {
      cursor += 1
      relation.qualifier = try word(try: DebianArchitectureName.init)
    }
    skipSpace()
    if take(UInt8(ascii: "(")) { relation.constraint = try constraint() }
    if take(UInt8(ascii: "[")) { relation.restrictions = try restrictions() }
    return relation
  }

  private mutating func constraint() throws(MalformedInput) -> DebianRelation.Constraint {
    let start = cursor
    while cursor < text.count, isOne(of: "<=>", text[cursor]) { cursor += 1 }
    let sign = String(decoding: text[start..<cursor], as: UTF8.self)
    guard let comparison = DebianRelation.Constraint.Comparison(rawValue: sign) else {
      throw MalformedInput(.invalidValue, at: start, field: "relation")
    }
    skipSpace()
    let version = try word(try: DebianVersion.init)
    skipSpace()
    guard take(UInt8(ascii: ")")) else { throw wrong("relation") }
    return DebianRelation.Constraint(comparison, version)
  }

  private mutating func restrictions() throws(MalformedInput) -> [DebianRelation.Restriction] {
    var list: [DebianRelation.Restriction] = []
    repeat {
      let start = cursor
      let isNegated = cursor < text.count && text[cursor] == UInt8(ascii: "!")
      if isNegated { cursor += 1 }
      guard list.first.map({ $0.isNegated == isNegated }) != false else {
        throw MalformedInput(.invalidValue, at: start, field: "architecture")
      }
      list.append(.init(try word(try: DebianArchitectureName.init), isNegated: isNegated))
      skipSpace()
    } while !take(UInt8(ascii: "]"))
    return list
  }

  /// Hands a word to its own parser, whose offsets become offsets in the field.
  private mutating func word<T>(
    try parse: (String) throws(MalformedInput) -> T
  ) throws(MalformedInput) -> T {
    let start = cursor
    // A colon separates a name from its qualifier, but is part of a version.
    let ends: StaticString = T.self == DebianVersion.self ? " \t\n,|()[]" : " \t\n,|()[]:"
    while cursor < text.count, !isOne(of: ends, text[cursor]) { cursor += 1 }
    do throws(MalformedInput) {
      return try parse(String(decoding: text[start..<cursor], as: UTF8.self))
    } catch {
      throw MalformedInput(error.code, at: start + error.offset, field: error.field)
    }
  }

  private func wrong(_ field: String) -> MalformedInput {
    MalformedInput(cursor == text.count ? .truncated : .invalidValue, at: cursor, field: field)
  }

  /// Passes a mark and the space after it.
  private mutating func take(_ mark: UInt8) -> Bool {
    guard cursor < text.count, text[cursor] == mark else { return false }
    cursor += 1
    skipSpace()
    return true
  }

  private mutating func skipSpace() {
    while cursor < text.count, isBlank(text[cursor]) || text[cursor] == newline { cursor += 1 }
  }
}
