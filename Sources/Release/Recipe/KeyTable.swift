/// What a key's value may look like.
indirect enum Shape: Sendable {
  /// One line of text; numbers and booleans count as their text.
  case line
  /// Text of any number of lines.
  case text
  case boolean
  /// Permission bits, in octal.
  case mode
  /// A moment: RFC 3339, or a date alone.
  case time
  /// One of these words.
  case choice([String])
  case list(Shape)
  /// A list, or one value that stands for a list of one.
  case listOrOne(Shape)
  case mapping(KeyTable)
  /// A mapping whose keys are the user's own.
  case dictionary(Shape)
  /// A list or one value of the first shape, or a mapping from the user's own keys to the second.
  case listOrDictionary(Shape, Shape)
  /// Whatever it is, nobody reads it.
  case anything
}

/// The keys of one kind of mapping: what the parser accepts and the JSON Schema describes.
struct KeyTable: Sendable {
  struct Key: Sendable {
    var name: String
    var shape: Shape
    /// One line for the schema.
    var about: String
    var isRequired = false
    var fate = Fate.read
  }

  /// What becomes of a key.
  enum Fate: Sendable {
    case read
    /// Accepted with a warning that says why it changes nothing.
    case withoutEffect(String)
    /// A section of a format this program does not write: skipped with one note for all.
    case otherFormat
    /// Refused for now, with what to do instead.
    case notYet(String)
  }

  /// What messages call the mapping, such as `the recipe`.
  var noun: String
  var keys: [Key]
  /// Keys whose text stays literal when the boolean key `expand` says no.
  var literalWithoutExpand: [String] = []

  subscript(name: String) -> Key? { keys.first { $0.name == name } }

  /// A key whose value is read.
  static func key(
    _ name: String, _ shape: Shape, _ about: String, required: Bool = false
  ) -> Key {
    Key(name: name, shape: shape, about: about, isRequired: required)
  }

  /// A key that nfpm knows and that changes nothing here.
  static func idle(_ name: String, _ shape: Shape, _ why: String) -> Key {
    Key(name: name, shape: shape, about: why, fate: .withoutEffect(why))
  }

  /// A section for another format.
  static func foreign(_ name: String) -> Key {
    Key(
      name: name, shape: .anything, about: "Skipped: another format's settings.",
      fate: .otherFormat)
  }

  /// A key this release does not act on.
  static func later(_ name: String, _ instead: String) -> Key {
    Key(
      name: name, shape: .anything, about: "Not supported yet: \(instead).", fate: .notYet(instead))
  }
}
