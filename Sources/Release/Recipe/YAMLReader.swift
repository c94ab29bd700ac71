import Diagnostics

/// libyaml's events put together to a tree, within bounds.
struct YAMLReader {
  /// How deep values may nest, aliases included.
  static let deepest = 64
  /// How many values a recipe may have once aliases are expanded.
  static let mostNodes = 100_000
  /// How many bytes of text it may have once aliases are expanded.
  static let mostText = 8 << 20

  /// A finished subtree with what an alias to it costs.
  struct Subtree {
    var node: YAMLNode
    var count: Int
    /// The bytes of its scalars.
    var text: Int
    var height: Int
  }

  let file: String
  /// What messages call the document.
  let noun: String
  let source: YAMLSource
  let events: YAMLEvents
  /// `nil` while the anchored value is still being read.
  var anchors: [String: Subtree?] = [:]
  var count = 0
  var text = 0
  /// Problems that do not keep the rest from being read.
  var problems: [Diagnostic] = []

  /// The one document in `bytes`; `nil` with the reason in `problems`.
  static func document(
    in bytes: [UInt8], file: String, noun: String = "the recipe", problems: inout [Diagnostic]
  ) -> YAMLNode? {
    do throws(Diagnostic) {
      var reader = try YAMLReader(bytes, file: file, noun: noun)
      defer { problems += reader.problems }
      return try reader.document()
    } catch {
      problems.append(error)
      return nil
    }
  }

  private init(_ bytes: [UInt8], file: String, noun: String) throws(Diagnostic) {
    self.file = file
    self.noun = noun
    source = try YAMLSource(bytes, file: file, noun: noun)
    events = try YAMLEvents(source.bytes, file: file)
  }

  private mutating func document() throws(Diagnostic) -> YAMLNode {
    var root: YAMLNode?
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamEnd:
        guard let root else {
          throw Diagnostic("recipe.empty", "\(noun) is empty", at: place(event.start))
        }
        return root
      case .documentStart where root != nil:
        throw Diagnostic(
          "recipe.yaml-several-documents", "\(noun) is one YAML document",
          at: place(event.start), hint: "remove everything from the second '---' on")
      case .documentStart:
        root = try value(try events.next(), depth: 1).node
      default: break
      }
    }
  }

  func place(_ mark: YAMLEvent.Mark) -> SpecLocation {
    SpecLocation(file: file, line: mark.line + 1, column: mark.column + 1)
  }

  private mutating func value(
    _ event: YAMLEvent, depth: Int
  ) throws(Diagnostic) -> Subtree {
    let start = place(event.start)
    guard depth <= Self.deepest else {
      throw Diagnostic(
        "recipe.yaml-too-large", "values nest more than \(Self.deepest) deep", at: start)
    }
    if case .alias(let name) = event.kind { return try alias(name, at: start, depth: depth) }
    try spend(1, at: start)
    if let anchor = event.anchor { anchors[anchor] = .some(nil) }
    let isString = try requireCoreTag(event.tag, at: start)
    var tree = Subtree(
      node: YAMLNode(text: "", at: start), count: 1, text: 0, height: 1)
    switch event.kind {
    case .scalar(let text, let isPlain):
      let dollars = source.dollars(from: event.start.index, to: event.end.index)
      tree.text = text.utf8.count
      self.text += tree.text
      let counted = text.unicodeScalars.count { $0 == "$" }
      tree.node.content = .scalar(
        YAMLScalar(
          text: text, isPlain: isPlain && !isString,
          dollars: counted == dollars.count ? dollars : nil))
    case .sequenceStart:
      var items: [YAMLNode] = []
      while true {
        let next = try events.next()
        if case .sequenceEnd = next.kind { break }
        let item = try value(next, depth: depth + 1)
        items.append(item.node)
        tree.count += item.count
        tree.text += item.text
        tree.height = max(tree.height, item.height + 1)
      }
      tree.node.content = .sequence(items)
    case .mappingStart:
      try mapping(into: &tree, depth: depth)
    default:
      throw Diagnostic("recipe.yaml-syntax", "a value is missing", at: start)
    }
    if let anchor = event.anchor { anchors[anchor] = tree }
    return tree
  }

  private mutating func mapping(
    into tree: inout Subtree, depth: Int
  ) throws(Diagnostic) {
    var entries: [YAMLEntry] = []
    var places: [String: SpecLocation] = [:]
    var merged: [YAMLEntry] = []
    while true {
      let next = try events.next()
      if case .mappingEnd = next.kind { break }
      let start = place(next.start)
      guard case .scalar(let key, let isPlain) = next.kind else {
        throw Diagnostic(
          "recipe.yaml-key", "a key is a word, not a list, mapping or alias", at: start)
      }
      if let anchor = next.anchor {
        anchors[anchor] = Subtree(
          node: YAMLNode(text: key, at: start), count: 1, text: key.utf8.count, height: 1)
      }
      let item = try value(try events.next(), depth: depth + 1)
      tree.count += item.count + 1
      tree.text += item.text
      tree.height = max(tree.height, item.height + 1)
      try spend(1, at: start)
      if let first = places.updateValue(start, forKey: key) {
        places[key] = first
        problems.append(
          Diagnostic(
            "recipe.yaml-duplicate-key",
            "'\(key)' is already given in line \(first.line)", at: start,
            hint: "keep one of the two"))
      } else if isPlain, key == "<<" {
        merged += try mergeable(item.node)
      } else {
        entries.append(YAMLEntry(key: key, location: start, value: item.node))
      }
    }
    // YAML's merge type: a mapping's own keys win, then the earlier of the merged.
    var names = Set(entries.map(\.key))
    for entry in merged where names.insert(entry.key).inserted { entries.append(entry) }
    tree.node.content = .mapping(entries)
  }

  /// The entries that `<<: node` brings in.
  private func mergeable(_ node: YAMLNode) throws(Diagnostic) -> [YAMLEntry] {
    if let entries = node.entries { return entries }
    var all: [YAMLEntry] = []
    for item in node.items ?? [node] {
      guard let entries = item.entries else {
        throw Diagnostic(
          "recipe.yaml-merge", "'<<' takes a mapping or a list of mappings", at: item.location)
      }
      all += entries
    }
    return all
  }

  private mutating func alias(
    _ name: String, at start: SpecLocation, depth: Int
  ) throws(Diagnostic) -> Subtree {
    guard let anchor = anchors[name] else {
      throw Diagnostic(
        "recipe.yaml-anchor", "the alias '*\(name)' names no anchor above it", at: start,
        hint: closest(to: name, among: anchors.keys.sorted()).map { "did you mean '*\($0)'?" })
    }
    guard let tree = anchor else {
      throw Diagnostic(
        "recipe.yaml-anchor", "the anchor '&\(name)' contains itself", at: start)
    }
    try spend(tree.count, text: tree.text, at: start)
    guard depth + tree.height - 1 <= Self.deepest else {
      throw Diagnostic(
        "recipe.yaml-too-large", "values nest more than \(Self.deepest) deep", at: start)
    }
    return tree
  }

  /// Counts values against the recipe's allowance.
  private mutating func spend(
    _ nodes: Int, text bytes: Int = 0, at start: SpecLocation
  ) throws(Diagnostic) {
    count += nodes
    text += bytes
    guard text <= Self.mostText else {
      throw Diagnostic(
        "recipe.yaml-too-large",
        "\(noun) has more than \(Self.mostText) bytes once aliases are expanded", at: start)
    }
    guard count <= Self.mostNodes else {
      throw Diagnostic(
        "recipe.yaml-too-large",
        "\(noun) has more than \(Self.mostNodes) values once aliases are expanded", at: start)
    }
  }

  /// Whether the tag makes a string of a scalar; only YAML's own tags are known.
  private func requireCoreTag(
    _ tag: String?, at start: SpecLocation
  ) throws(Diagnostic) -> Bool {
    guard let tag else { return false }
    let core = "tag:yaml.org,2002:"
    switch tag {
    case "!", core + "str": return true
    case core + "int", core + "float", core + "bool", core + "null", core + "seq", core + "map",
      core + "timestamp", core + "merge":
      return false
    default:
      throw Diagnostic(
        "recipe.yaml-tag", "the tag '\(tag)' is not known", at: start, hint: "remove the tag")
    }
  }
}
