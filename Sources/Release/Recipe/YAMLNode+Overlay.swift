import Diagnostics

extension YAMLNode {
  /// Puts a `--set` value at a dotted key, making the mappings on the way.
  mutating func lay(_ value: String, at key: String, problems: inout [Diagnostic]) {
    let place = SpecLocation(file: "--set \(key)", line: 1, column: 1)
    let path = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let dollars = value.unicodeScalars.enumerated().filter { $0.element == "$" }.map {
      SpecLocation(file: place.file, line: 1, column: $0.offset + 1)
    }
    let node = YAMLNode(
      .scalar(YAMLScalar(text: value, isPlain: true, dollars: dollars)), at: place)
    if path.contains("") {
      problems.append(
        Diagnostic(
          "recipe.invalid-override", "'\(key)' is no key", at: place,
          hint: "write it as 'rpm.compression'", exit: .usage))
      return
    }
    guard path.count <= YAMLReader.deepest, put(node, at: path[...]) else {
      problems.append(
        Diagnostic(
          "recipe.invalid-override", "'\(key)' leads through a value that has no keys", at: place,
          exit: .usage))
      return
    }
  }

  private mutating func put(_ node: YAMLNode, at path: ArraySlice<String>) -> Bool {
    guard let first = path.first else {
      self = node
      return true
    }
    switch content {
    case .mapping(var entries):
      if let index = entries.firstIndex(where: { $0.key == first }) {
        guard entries[index].value.put(node, at: path.dropFirst()) else { return false }
      } else {
        var fresh = YAMLNode(.mapping([]), at: node.location)
        guard fresh.put(node, at: path.dropFirst()) else { return false }
        entries.append(YAMLEntry(key: first, location: node.location, value: fresh))
      }
      content = .mapping(entries)
      return true
    case .sequence(var items):
      guard let index = Int(first), items.indices.contains(index),
        items[index].put(node, at: path.dropFirst())
      else { return false }
      content = .sequence(items)
      return true
    case .scalar(let scalar):
      guard scalar.isNull else { return false }
      self = YAMLNode(.mapping([]), at: location)
      return put(node, at: path)
    }
  }

  /// This mapping with `other` laid over it: mappings key by key, anything else as a whole.
  func overlaid(with other: YAMLNode) -> YAMLNode {
    guard case .mapping(var entries) = content, case .mapping(let above) = other.content else {
      return other
    }
    for entry in above {
      if let index = entries.firstIndex(where: { $0.key == entry.key }) {
        entries[index].value = entries[index].value.overlaid(with: entry.value)
        entries[index].location = entry.location
      } else {
        entries.append(entry)
      }
    }
    return YAMLNode(.mapping(entries), at: location)
  }
}
