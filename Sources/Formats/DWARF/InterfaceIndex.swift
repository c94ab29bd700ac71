internal import Bytes

/// What one walk over all entries finds: where the roots and the definitions of types are.
struct InterfaceIndex {
  /// How sure it is that an entry describes a root.
  private enum Match: Int { case none, name, address, both }

  /// The entry of each root, by its number; `nil` when there is none.
  private(set) var entries: [EntryOffset?]
  /// The definitions of named types, by kind and qualified name; the first of each.
  private(set) var definitions: [String: EntryOffset] = [:]
  /// The scope that a named type lies in, unless that is the file.
  private(set) var scopes: [EntryOffset: String] = [:]

  private var matches: [Match]
  private let roots: [InterfaceRoot]
  private var byAddress: [Bool: [UInt64: [Int]]] = [:]
  private var byName: [Bool: [String: [Int]]] = [:]

  init(
    _ roots: [InterfaceRoot], _ units: UnitTable, _ text: DebugText, _ data: borrowing DebugData
  ) throws(MalformedInput) {
    self.roots = roots
    entries = Array(repeating: nil, count: roots.count)
    matches = Array(repeating: .none, count: roots.count)
    for (number, root) in roots.enumerated() {
      if let address = root.address {
        byAddress[root.isFunction, default: [:]][address, default: []].append(number)
      }
      byName[root.isFunction, default: [:]][root.name, default: []].append(number)
    }
    for number in units.units.indices { try scan(number, units, text, data) }
  }

  /// The key of a definition: a class may be declared as a structure.
  static func key(_ tag: EntryTag, _ name: String) -> String {
    switch tag {
    case .unionType: "union \(name)"
    case .enumerationType: "enum \(name)"
    default: "struct \(name)"
    }
  }

  /// The scope that a type, or the declaration it completes, lies in.
  func scope(of entry: DebugEntry) -> String? {
    if let scope = scopes[entry.offset] { return scope }
    guard case .entry(let origin)? = entry.origin else { return nil }
    return scopes[origin]
  }

  /// Walks over the entries of one unit.
  private mutating func scan(
    _ number: Int, _ units: UnitTable, _ text: DebugText, _ data: borrowing DebugData
  ) throws(MalformedInput) {
    let unit = units.units[number]
    let table = units.tables[number]
    let base = data.entries(unit.section).base
    var input = try data.unitReader(unit, at: unit.firstEntry)
    // The scope of each open level; `nil` inside a function, whose names nobody else sees.
    var levels: [String?] = []
    while input.remaining > 0 {
      let start = input.position
      let code = try input.unsignedLEB128(field: "abbreviation code")
      if code == 0 {
        // Beyond the unit's own entry there is only padding.
        if levels.popLast() == nil { return }
        continue
      }
      guard let abbreviation = table[code] else {
        throw MalformedInput(.invalidValue, at: start, field: "abbreviation code")
      }
      let tag = abbreviation.tag
      var scope: String? = levels.last ?? ""
      guard
        tag == .subprogram || tag == .variable || tag == .typedef || tag == .namespace
          || tag.isNamedDefinition
      else {
        try input.skipAttributes(of: abbreviation, unit, base: base, data.order)
        if abbreviation.hasChildren { levels.append(scope) }
        continue
      }
      try input.seek(to: UInt64(start))
      guard let entry = try DebugEntry(parsing: &input, of: unit, table, base: base, data) else {
        continue
      }
      switch tag {
      case .subprogram:
        if entry.hasCode, !entry.isDeclaration { try offer(entry, number, units, text, data) }
        scope = nil
      case .variable:
        // Not every compiler says where thread storage lies.
        if entry.hasLocation || entry.isExternal, !entry.isDeclaration {
          try offer(entry, number, units, text, data)
        }
      default: scope = try record(entry, in: scope, unit, text, data)
      }
      if abbreviation.hasChildren { levels.append(scope) }
    }
  }

  /// Notes where a type is defined and what scope it lies in; returns the scope it opens.
  private mutating func record(
    _ entry: DebugEntry, in scope: String?, _ unit: UnitHeader, _ text: DebugText,
    _ data: borrowing DebugData
  ) throws(MalformedInput) -> String? {
    guard var scope else { return nil }
    // A type unit completes, outside of all scopes, what it declares where it belongs.
    if scope.isEmpty, let declared = self.scope(of: entry) { scope = declared }
    var name = entry.tag == .namespace ? "(anonymous namespace)" : nil
    if let place = entry.name { name = try text.text(place, unit, data) ?? name }
    if !scope.isEmpty, entry.tag != .namespace { scopes[entry.offset] = scope }
    guard let name else { return entry.tag.isScope ? nil : scope }
    if entry.tag == .typedef { return scope }
    var qualified = name
    if !scope.isEmpty {
      try text.spend(scope.utf8.count + name.utf8.count, at: entry.offset.offset)
      qualified = "\(scope)::\(name)"
    }
    if entry.tag.isNamedDefinition, !entry.isDeclaration {
      let key = Self.key(entry.tag, qualified)
      if definitions[key] == nil { definitions[key] = entry.offset }
    }
    return entry.tag.isScope ? qualified : scope
  }

  /// Gives an entry to the roots it describes better than what they have.
  private mutating func offer(
    _ entry: DebugEntry, _ number: Int, _ units: UnitTable, _ text: DebugText,
    _ data: borrowing DebugData
  ) throws(MalformedInput) {
    let isFunction = entry.tag == .subprogram
    let atAddress = entry.address.flatMap { byAddress[isFunction]?[$0] } ?? []
    let names = try linkage(of: entry, number, units, text, data)
    for root in atAddress {
      take(entry, for: root, names.contains(roots[root].name) ? .both : .address)
    }
    for name in names {
      for root in byName[isFunction]?[name] ?? [] { take(entry, for: root, .name) }
    }
  }

  private mutating func take(_ entry: DebugEntry, for root: Int, _ match: Match) {
    guard match.rawValue > matches[root].rawValue else { return }
    matches[root] = match
    entries[root] = entry.offset
  }

  /// The names other files know a function or variable by; none for one they do not see.
  private func linkage(
    of entry: DebugEntry, _ number: Int, _ units: UnitTable, _ text: DebugText,
    _ data: borrowing DebugData
  ) throws(MalformedInput) -> [String] {
    var entry = entry
    var unit = number
    var name: String?
    // A definition, what it was inlined as, and its declaration.
    for _ in 0..<4 {
      if let place = entry.linkageName {
        return try text.text(place, units.units[unit], data).map { [$0] } ?? []
      }
      if name == nil, let place = entry.name {
        name = try text.text(place, units.units[unit], data)
      }
      if let name, entry.isExternal { return [name] }
      guard case .entry(let origin)? = entry.origin else { return [] }
      let located = try units.entry(at: origin, data)
      entry = located.entry
      unit = located.unit
    }
    return []
  }
}
