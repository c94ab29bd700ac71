internal import DWARF

extension InterfaceComparison {
  /// Compares the types of what both versions export.
  ///
  /// A type that one of them does not tell is never taken for unchanged.
  mutating func compareTypes() {
    let pairs = commonSymbols()
    guard !pairs.isEmpty else { return }
    if let before = old.types, let now = new.types {
      compare(before, now, pairs)
    } else if let before = old.goExports, let now = new.goExports {
      compare(before, now, pairs)
    } else {
      let missing = [("old", old), ("new", new)].filter { $0.1.types == nil }
        .map { "\($0.0): \($0.1.typesProblem ?? "it has no debugging information")" }
      report(
        .undefined, .typeEvidence,
        "parameters, results and layouts of \(pairs.count) symbols cannot be compared: "
          + missing.joined(separator: "; "))
    }
  }

  /// The functions and variables of both, by their index in each version's exports.
  private func commonSymbols() -> [(old: Int, new: Int)] {
    let isGo = profile.isGo(old, new)
    let numbers = Dictionary(
      new.exports.enumerated().map { (KeyedName($0.element), $0.offset) }
    ) { first, _ in first }
    let defaults = Dictionary(
      new.exports.enumerated().filter { $0.element.isDefault }.map { ($0.element.name, $0.offset) }
    ) { first, _ in first }
    // What linkers and start files put into every library has no type.
    let untyped: Set = ["_init", "_fini", "__bss_start", "_edata", "_end", "_start"]
    var result: [(Int, Int)] = []
    for (number, symbol) in old.exports.enumerated() where symbol.type != "NOTYPE" {
      if untyped.contains(symbol.name) || isGo && InterfaceProfile.isGoInternal(symbol.name) {
        continue
      }
      let bare = symbol.version == nil ? defaults[symbol.name] : nil
      guard let other = numbers[KeyedName(symbol)] ?? bare,
        new.exports[other].isFunction == symbol.isFunction
      else { continue }
      result.append((number, other))
    }
    return result
  }

  private struct KeyedName: Hashable {
    var name: String
    var version: String?

    init(_ symbol: SymbolExport) {
      name = symbol.name
      version = symbol.version
    }
  }

  private mutating func compare(
    _ before: TypeGraph, _ now: TypeGraph, _ pairs: [(old: Int, new: Int)]
  ) {
    var comparison = TypeComparison(before, now, file: new.path)
    var methods: Set<String> = []
    var missing: [(symbol: SymbolExport, inOld: Bool, inNew: Bool)] = []
    for (old, new) in pairs {
      let symbol = self.new.exports[new]
      if symbol.isFunction {
        guard let first = before.functions[old], let second = now.functions[new] else {
          missing.append((symbol, before.functions[old] != nil, now.functions[new] != nil))
          continue
        }
        comparison.compare(first, second, of: symbol)
        if first.isMethod, second.isMethod { methods.insert(symbol.name) }
      } else {
        guard let first = before.variables[old], let second = now.variables[new] else {
          missing.append((symbol, before.variables[old] != nil, now.variables[new] != nil))
          continue
        }
        comparison.compare(first, second, of: symbol)
      }
    }
    let classes = ClassSymbols(methods: methods)
    for (symbol, inOld, inNew) in missing
    where inOld || inNew || !classes.decide(symbol.name) {
      tellMissing(symbol, inOld, inNew)
    }
    comparison.finish()
    changes += comparison.changes
  }

  private mutating func tellMissing(_ symbol: SymbolExport, _ inOld: Bool, _ inNew: Bool) {
    let which = inOld ? "new" : inNew ? "old" : "old and new"
    report(
      .undefined, .typeUnknown, "the \(which) debugging information does not describe it",
      of: symbol)
  }
}
