import Diagnostics

/// The values of a mapping that ``KeyCheck`` has passed: what is there has the table's shape.
struct Fields {
  let node: YAMLNode

  init(_ node: YAMLNode) { self.node = node }

  var location: SpecLocation { node.location }

  subscript(key: String) -> YAMLNode? { node[key] }

  func text(_ key: String) -> Located<String>? { node[key].flatMap(\.located) }

  func texts(_ key: String) -> [Located<String>] {
    (node[key]?.items ?? []).compactMap(\.located)
  }

  func boolean(_ key: String) -> Located<Bool>? {
    guard let text = text(key), let value = KeyCheck.boolean(text.value) else { return nil }
    return Located(value, at: text.location)
  }

  func mode(_ key: String) -> Located<UInt16>? {
    guard let node = node[key], let scalar = node.scalar,
      let bits = FileMode.bits(scalar.text, isPlain: scalar.isPlain)
    else { return nil }
    return Located(bits, at: node.location)
  }

  func time(_ key: String) -> Located<Int64>? {
    guard let text = text(key), let seconds = Timestamp.seconds(text.value) else { return nil }
    return Located(seconds, at: text.location)
  }

  func fields(_ key: String) -> Fields? { node[key].map(Fields.init) }

  /// The mapping at `key`, empty when there is none.
  func section(_ key: String) -> Fields {
    fields(key) ?? Fields(YAMLNode(.mapping([]), at: location))
  }

  func list(_ key: String) -> [Fields] { (node[key]?.items ?? []).map(Fields.init) }

  /// The word of a closed set; `nil` when unset.
  func word<Word: RawRepresentable>(_ key: String) -> Word? where Word.RawValue == String {
    text(key).flatMap { Word(rawValue: $0.value) }
  }
}

extension YAMLNode {
  var located: Located<String>? { scalar.map { Located($0.text, at: location) } }
}
