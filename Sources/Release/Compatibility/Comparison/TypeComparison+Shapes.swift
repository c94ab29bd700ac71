internal import DWARF

extension TypeComparison {
  /// Compares two types as far as they are made of pointers, arrays and functions; what they end
  /// in, structures and enumerations, is left for later.
  ///
  /// Renamings and qualifiers change nothing for a program that is compiled already.
  mutating func compare(_ before: Int?, _ now: Int?, at site: Site) {
    let isSignature = site.rule == .returnType || site.rule == .parameterType
    var worklist: [(Int?, Int?, isPointee: Bool, isPassed: Bool)] = [
      (before, now, false, isSignature)
    ]
    var steps = 0
    while let (first, second, isPointee, isPassed) = worklist.popLast() {
      steps += 1
      guard steps <= 256, let a = Self.peeled(first, old), let b = Self.peeled(second, new) else {
        return add(
          .undefined, .typeUnknown, "the type of \(site.subject) is too deep to compare", at: site)
      }
      guard let x = a.record, let y = b.record else {
        if a.record == nil, b.record == nil { continue }
        // Any pointer is passed as `void *` is.
        return differ(site, before, now, isHarmless: isPointee)
      }
      if x.kind == .unknown || y.kind == .unknown {
        return add(
          .undefined, .typeUnknown, "the type of \(site.subject) is described in another file",
          at: site, old: old.spelling(of: before), new: new.spelling(of: now))
      }
      switch (Self.family(x.kind), Self.family(y.kind)) {
      case (.enumeration, .base), (.base, .enumeration):
        return differ(site, before, now, isHarmless: x.size == y.size && Self.areIntegers(x, y))
      case (let f, let g) where f != g: return differ(site, before, now)
      default: break
      }
      switch x.kind {
      case .base:
        if x.size != y.size || Self.encoding(x) != Self.encoding(y) {
          return differ(site, before, now)
        }
      case .pointer, .reference, .rvalueReference:
        worklist.append((x.target, y.target, true, false))
      case .memberPointer:
        worklist.append((x.target, y.target, true, false))
        worklist.append((x.container, y.container, true, false))
      case .array:
        if x.name != y.name || !Self.areAlike(x.counts ?? [], y.counts ?? []) {
          return differ(site, before, now)
        }
        worklist.append((x.target, y.target, isPointee, false))
      case .function:
        let (p, q) = (x.parameters ?? [], y.parameters ?? [])
        if p.count != q.count || (x.isVariadic ?? false) != (y.isVariadic ?? false) {
          return differ(site, before, now)
        }
        worklist.append((x.target, y.target, false, true))
        for (m, n) in zip(p, q) { worklist.append((m, n, false, true)) }
      case .structure, .class, .union, .enumeration:
        guard let m = a.number, let n = b.number else { break }
        if isPassed, x.kind != .enumeration { comparePassing(m, n, site) }
        let place = [site.type, site.member].compactMap { $0 }.joined(separator: "::")
        let label = y.name == nil ? b.alias ?? a.alias ?? place : new.name(of: y)
        enqueue(
          m, n, label.isEmpty ? "the type of \(site.subject) of \(site.through)" : label,
          site.through)
      default: break
      }
    }
  }

  private mutating func differ(_ site: Site, _ before: Int?, _ now: Int?, isHarmless: Bool = false)
  {
    add(
      isHarmless ? .nonBreaking : .breaking, site.rule,
      isHarmless
        ? "\(site.subject) is passed as before, under another type"
        : "the type of \(site.subject) changed",
      at: site, old: old.spelling(of: before), new: new.spelling(of: now))
  }

  /// A type behind its other names and qualifiers.
  ///
  /// The record is `nil` for `void`; the whole for names that lead in a circle, or for ever.
  static func peeled(
    _ type: Int?, _ graph: TypeGraph
  ) -> (number: Int?, record: TypeRecord?, alias: String?)? {
    var next = type
    var alias: String?
    for _ in 0..<256 {
      guard let number = next else { return (nil, nil, alias) }
      let record = graph.types[number]
      guard record.kind == .typedef || record.kind.isQualifier else {
        return (number, record, alias)
      }
      alias = record.name ?? alias
      next = record.target
    }
    return nil
  }

  /// A class is a structure.
  private static func family(_ kind: TypeRecord.Kind) -> TypeRecord.Kind {
    kind == .class ? .structure : kind
  }

  /// What a base type holds: signed or unsigned integer, floating point, and so on.
  private static func encoding(_ record: TypeRecord) -> UInt64? {
    switch record.encoding {
    case 0x06: 0x05  // a signed character
    case 0x08, 0x10: 0x07  // an unsigned one, or Unicode's
    default: record.encoding
    }
  }

  private static func areIntegers(_ a: TypeRecord, _ b: TypeRecord) -> Bool {
    [a, b].allSatisfy { $0.kind == .enumeration || [0x05, 0x07].contains(encoding($0)) }
  }

  /// Whether arrays have the same dimensions, as far as they are known.
  private static func areAlike(_ a: [Int64], _ b: [Int64]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || $0 < 0 || $1 < 0 }
  }
}
