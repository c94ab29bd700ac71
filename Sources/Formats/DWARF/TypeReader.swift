internal import Bytes

/// The bytes that may still be read over on the way to children.
final class Allowance {
  var bytes: Int

  init(_ bytes: Int) { self.bytes = bytes }
}

/// Reads the types that an interface reaches, each once, without recursion.
struct TypeReader: ~Escapable {
  let units: UnitTable
  let index: InterfaceIndex
  let text: DebugText
  let data: DebugData
  private(set) var graph = TypeGraph()
  let allowance: Allowance

  /// Which units say of functions what they take and give, as far as it was asked.
  var describing: [Int: Bool] = [:]

  private var numbers: [EntryOffset: Int] = [:]
  private var queue: [(LocatedEntry, Int)] = []
  private var unknown: Int?

  @_lifetime(copy data)
  init(_ units: UnitTable, _ index: InterfaceIndex, _ text: DebugText, _ data: consuming DebugData)
  {
    self.units = units
    self.index = index
    self.text = text
    let size = data.info.count + data.types.count + data.supplementInfo.count
    allowance = Allowance(64 * size + 4096)
    self.data = data
  }

  /// Reads what the roots are, and every type they lead to.
  mutating func read(_ roots: [InterfaceRoot]) throws(MalformedInput) {
    for (number, root) in roots.enumerated() {
      guard let place = index.entries[number] else { continue }
      let located = try units.entry(at: place, data)
      if root.isFunction {
        graph.functions[number] = try function(located)
      } else if let type = try type(ofChain: located) {
        // No variable is void.
        graph.variables[number] = TypeGraph.Variable(type: type)
      }
    }
    while let (located, number) = queue.popLast() {
      graph.types[number] = try record(located)
    }
  }

  /// The number of the type a reference leads to, which is read later; `nil` for `void`.
  mutating func number(of reference: EntryReference?) throws(MalformedInput) -> Int? {
    guard let reference else { return nil }
    guard let (place, located) = try definition(reference) else { return unknownNumber() }
    if let number = numbers[place] { return number }
    let number = graph.types.count
    graph.types.append(TypeRecord(.unknown))
    numbers[place] = number
    queue.append((located, number))
    return number
  }

  /// Follows a reference, and a declaration to its definition where there is one.
  private func definition(
    _ reference: EntryReference
  ) throws(MalformedInput) -> (EntryOffset, LocatedEntry)? {
    var reference = reference
    for _ in 0..<4 {
      var place: EntryOffset
      switch reference {
      case .entry(let offset): place = offset
      case .signature(let signature):
        guard let offset = units.types[signature] else { return nil }
        place = offset
      }
      var located = try units.entry(at: place, data)
      if let signature = located.entry.signature {
        reference = signature
        continue
      }
      guard located.entry.isDeclaration, located.entry.tag.isNamedDefinition else {
        return (place, located)
      }
      if let name = try qualifiedName(located) {
        if let found = index.definitions[InterfaceIndex.key(located.entry.tag, name)] {
          place = found
          located = try units.entry(at: place, data)
        }
      }
      return (place, located)
    }
    return nil
  }

  private mutating func unknownNumber() -> Int {
    if let unknown { return unknown }
    let number = graph.types.count
    graph.types.append(TypeRecord(.unknown))
    unknown = number
    return number
  }

  /// The name of an entry with the scopes it lies in.
  func qualifiedName(_ located: LocatedEntry) throws(MalformedInput) -> String? {
    guard let name = try name(located.entry, located) else { return nil }
    guard let scope = index.scope(of: located.entry) else { return name }
    try text.spend(scope.utf8.count + name.utf8.count, at: located.entry.offset.offset)
    return "\(scope)::\(name)"
  }

  /// The name of an entry of the same unit.
  func name(
    _ entry: DebugEntry, _ located: LocatedEntry
  ) throws(MalformedInput) -> String? {
    guard let place = entry.name else { return nil }
    return try text.text(place, units.units[located.unit], data)
  }
}
