internal import DWARF

/// Compares the types of two versions, starting from what they export.
///
/// A difference is reported once for each place that names it: the parameter, result or variable
/// whose type is another, or the structure or enumeration whose contents are. Types refer to one
/// another in circles, so pairs of them are compared once, from a queue.
struct TypeComparison {
  let old: TypeGraph
  let new: TypeGraph
  let file: String
  private(set) var changes: [CompatibilityChange] = []

  private struct Pair: Hashable {
    var old: Int
    var new: Int
  }

  private var seen: Set<Pair> = []
  private var queue: [(Pair, label: String, through: String)] = []
  private var next = 0
  private let limit: Int
  private var isCut = false

  init(_ old: TypeGraph, _ new: TypeGraph, file: String) {
    self.old = old
    self.new = new
    self.file = file
    limit = 4 * (old.types.count + new.types.count) + 1024
  }

  /// Where two types meet, and what to call a difference between them.
  struct Site {
    var rule: CompatibilityRule
    /// Such as `parameter 2`.
    var subject: String
    var through: String
    var symbol: SymbolExport?
    /// The type whose member it is.
    var type: String?
    var member: String?
  }

  mutating func compare(
    _ before: TypeGraph.Function, _ now: TypeGraph.Function, of symbol: SymbolExport
  ) {
    let name = symbol.fullName
    var site = Site(rule: .returnType, subject: "the result", through: name, symbol: symbol)
    compare(before.result, now.result, at: site)
    if before.parameters.count != now.parameters.count || before.isVariadic != now.isVariadic {
      add(
        .breaking, .parameterCount, "it takes other parameters", at: site,
        old: old.spelling(of: before), new: new.spelling(of: now))
      return
    }
    for (number, pair) in zip(before.parameters, now.parameters).enumerated() {
      site.rule = .parameterType
      site.subject = "parameter \(number + 1)"
      if let label = pair.1.name ?? pair.0.name { site.subject += " '\(label)'" }
      compare(pair.0.type, pair.1.type, at: site)
    }
  }

  mutating func compare(
    _ before: TypeGraph.Variable, _ now: TypeGraph.Variable, of symbol: SymbolExport
  ) {
    compare(
      before.type, now.type,
      at: Site(
        rule: .variableType, subject: "the variable", through: symbol.fullName, symbol: symbol))
  }

  /// Compares the contents of every structure and enumeration that was met.
  mutating func finish() {
    while next < queue.count {
      let (pair, label, through) = queue[next]
      next += 1
      if old.types[pair.old].kind == .enumeration {
        compareEnumerations(old.types[pair.old], new.types[pair.new], label, through)
      } else {
        compareAggregates(old.types[pair.old], new.types[pair.new], label, through)
      }
    }
    guard isCut else { return }
    changes.append(
      CompatibilityChange(
        .undefined, .typeUnknown, file: file,
        "the types are too many to compare each with each"))
  }

  /// Notes a pair of structures or enumerations for later.
  ///
  /// `label` is what to call the pair: an anonymous type by its other name, or its place.
  mutating func enqueue(_ before: Int, _ now: Int, _ label: String, _ through: String) {
    let pair = Pair(old: before, new: now)
    guard !seen.contains(pair) else { return }
    guard seen.count < limit else {
      isCut = true
      return
    }
    seen.insert(pair)
    queue.append((pair, label, through))
  }

  mutating func add(
    _ verdict: CompatibilityChange.Verdict, _ rule: CompatibilityRule, _ message: String,
    at site: Site, old: String? = nil, new: String? = nil
  ) {
    var change = CompatibilityChange(verdict, rule, file: file, message, old: old, new: new)
    change.type = site.type
    change.member = site.member
    if let symbol = site.symbol {
      change = change.of(symbol)
    } else {
      change.through = site.through
    }
    changes.append(change)
  }
}
