import Diagnostics

/// A YAML value and where it starts, aliases and merge keys resolved.
struct YAMLNode: Hashable, Sendable {
  enum Content: Hashable, Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    case mapping([YAMLEntry])
  }

  var location: SpecLocation
  var content: Content

  /// A scalar the user did not write as YAML, such as a `--set` value.
  init(text: String, at location: SpecLocation) {
    self.location = location
    content = .scalar(YAMLScalar(text: text, isPlain: true, dollars: nil))
  }

  init(_ content: Content, at location: SpecLocation) {
    self.location = location
    self.content = content
  }

  var scalar: YAMLScalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  var items: [YAMLNode]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  var entries: [YAMLEntry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// What messages call it.
  var noun: String {
    switch content {
    case .scalar: "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  subscript(key: String) -> YAMLNode? { entries?.first { $0.key == key }?.value }
}

/// A scalar's text, its type left to whoever asks: `1.10` stays `1.10`, `no` stays `no`.
struct YAMLScalar: Hashable, Sendable {
  var text: String
  /// Neither quoted nor a block: only such text can be a number, a boolean or null.
  var isPlain: Bool
  /// The places of the text's dollar signs, in order; `nil` when escapes hide them.
  var dollars: [SpecLocation]?

  /// YAML's core schema: `null`, `Null`, `NULL`, `~` and nothing at all.
  var isNull: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(text) }
}

/// One key of a mapping with its value.
struct YAMLEntry: Hashable, Sendable {
  var key: String
  /// Where the key starts.
  var location: SpecLocation
  var value: YAMLNode
}
