import Diagnostics

/// A walk over a tree with the key table: expands, reports, and keeps what is to be read.
///
/// Null and empty values are dropped, so that what remains has the table's shape.
struct KeyCheck {
  /// `nil` to take every text literally.
  let scope: VariableScope?
  /// What messages call the whole.
  let noun: String
  /// Whether a value that is there must say something.
  ///
  /// In a recipe an empty value says the same as none; what restricts nothing when it is dropped
  /// cannot be read that way.
  let refusesEmpty: Bool
  var problems: [Diagnostic] = []
  /// Sections of formats that are not written, by name and place.
  var skipped: [Located<String>] = []

  /// No single-line text is longer, in bytes.
  static let longestLine = 4096
  /// No text of several lines is longer, in bytes.
  static let longestText = 65_536

  init(scope: VariableScope?, noun: String = "the recipe", refusesEmpty: Bool = false) {
    self.scope = scope
    self.noun = noun
    self.refusesEmpty = refusesEmpty
  }

  /// Drops an empty value, or refuses it; that nothing is there at all is for the caller to say.
  mutating func drop(_ path: String, at location: SpecLocation) {
    guard refusesEmpty, !path.isEmpty else { return }
    problems.append(
      Diagnostic(
        "recipe.empty-value", "'\(path)' is empty", at: location,
        hint: "give it a value, or leave it out"))
  }

  /// `node` as `shape` wants it; `nil` when nothing usable is left.
  mutating func checked(_ node: YAMLNode, _ shape: Shape, _ path: String) -> YAMLNode? {
    if node.scalar?.isNull == true {
      drop(path, at: node.location)
      return nil
    }
    switch shape {
    case .anything: return node
    case .line, .text, .boolean, .mode, .time, .choice:
      guard let scalar = node.scalar else {
        return refuse(node, path, wanted: "a single value")
      }
      let before = problems.count
      let (text, isExpanded) =
        scope?.expand(scalar, at: node.location, problems: &problems) ?? (scalar.text, false)
      guard problems.count == before else { return nil }
      return checkedText(text, scalar, at: node.location, shape, path, isExpanded: isExpanded)
    case .list(let item):
      guard let items = node.items else { return refuse(node, path, wanted: "a list") }
      return checkedList(items, item, path, at: node.location)
    case .listOrOne(let item):
      guard let items = node.items else {
        return checked(node, item, path).map { YAMLNode(.sequence([$0]), at: node.location) }
      }
      return checkedList(items, item, path, at: node.location)
    case .mapping(let table):
      guard let entries = node.entries else { return refuse(node, path, wanted: "a mapping") }
      return checkedMapping(entries, table, path, at: node.location)
    case .dictionary(let item):
      guard let entries = node.entries else { return refuse(node, path, wanted: "a mapping") }
      return checkedDictionary(entries, item, path, at: node.location)
    case .listOrDictionary(let item, let value):
      let isMapping = node.entries != nil
      return checked(node, isMapping ? .dictionary(value) : .listOrOne(item), path)
    }
  }

  private mutating func checkedList(
    _ items: [YAMLNode], _ shape: Shape, _ path: String, at location: SpecLocation
  ) -> YAMLNode {
    var kept: [YAMLNode] = []
    for item in items {
      if let node = checked(item, shape, path) {
        kept.append(node)
      } else if !refusesEmpty, let scalar = item.scalar, !scalar.text.contains("$"),
        scalar.isNull || scalar.text.isEmpty
      {
        problems.append(
          Diagnostic(
            "recipe.empty-value", "\(path.isEmpty ? noun : "'\(path)'") has an empty entry",
            at: item.location,
            hint: "remove it"))
      }
    }
    return YAMLNode(.sequence(kept), at: location)
  }

  private mutating func checkedDictionary(
    _ entries: [YAMLEntry], _ shape: Shape, _ path: String, at location: SpecLocation
  ) -> YAMLNode {
    var kept: [YAMLEntry] = []
    for entry in entries {
      let before = problems.count
      var value = checked(entry.value, shape, "\(path).\(entry.key)")
      if value == nil, problems.count == before, case .listOrOne = shape {
        // An empty value is an empty list: a key that asks for values must not vanish.
        value = YAMLNode(.sequence([]), at: entry.value.location)
      }
      if let value {
        kept.append(YAMLEntry(key: entry.key, location: entry.location, value: value))
      }
    }
    return YAMLNode(.mapping(kept), at: location)
  }

  private mutating func checkedMapping(
    _ entries: [YAMLEntry], _ table: KeyTable, _ path: String, at location: SpecLocation
  ) -> YAMLNode {
    let isLiteral = entries.contains {
      $0.key == "expand" && !table.literalWithoutExpand.isEmpty
        && Self.boolean($0.value.scalar?.text ?? "") == false
    }
    var kept: [YAMLEntry] = []
    // A required key that was only misspelt is not missing as well.
    var present = Set(entries.map(\.key))
    for entry in entries {
      let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
      guard let key = table[entry.key] else {
        let near = closest(to: entry.key, among: table.keys.map(\.name))
        if let near { present.insert(near) }
        problems.append(
          Diagnostic(
            "recipe.unknown-key", "\(table.noun) knows no key '\(entry.key)'",
            at: entry.location, hint: near.map { "did you mean '\($0)'?" }))
        continue
      }
      switch key.fate {
      case .read:
        var node = entry.value
        if isLiteral, table.literalWithoutExpand.contains(key.name),
          case .scalar(var scalar) = node.content
        {
          scalar.text = scalar.text.split(separator: "$", omittingEmptySubsequences: false)
            .joined(separator: "$$")
          node.content = .scalar(scalar)
        }
        if let value = checked(node, key.shape, inner) {
          kept.append(YAMLEntry(key: entry.key, location: entry.location, value: value))
        } else if key.isRequired, !refusesEmpty, let scalar = node.scalar,
          scalar.text.isEmpty || scalar.isNull
        {
          problems.append(
            Diagnostic("recipe.empty-value", "'\(inner)' is empty", at: entry.location))
        }
      case .withoutEffect(let why):
        problems.append(
          Diagnostic(
            "recipe.no-effect", "'\(inner)' has no effect: \(why)", severity: .warning,
            at: entry.location, hint: "remove it"))
      case .otherFormat:
        skipped.append(Located(inner, at: entry.location))
      case .notYet(let instead):
        problems.append(
          Diagnostic(
            "recipe.unsupported-key", "'\(inner)' is not supported yet", at: entry.location,
            hint: instead))
      }
    }
    for key in table.keys where key.isRequired && !present.contains(key.name) {
      problems.append(
        Diagnostic("recipe.missing-key", "\(table.noun) has no '\(key.name)'", at: location))
    }
    return YAMLNode(.mapping(kept), at: location)
  }

  private mutating func refuse(_ node: YAMLNode, _ path: String, wanted: String) -> YAMLNode? {
    let name = path.isEmpty ? noun : "'\(path)'"
    problems.append(
      Diagnostic(
        "recipe.wrong-type", "\(name) is \(wanted), not \(node.noun)", at: node.location,
        hint: wanted == "a list" && node.scalar != nil
          ? "write '- ' before the value, on a line of its own" : nil))
    return nil
  }
}
