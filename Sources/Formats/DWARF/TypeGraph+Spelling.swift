extension TypeGraph {
  /// A type as C spells it, such as `int (*)(const char *, ...)`; `void` for none.
  ///
  /// Bounded: what is nested too deep, or goes on in a circle, ends in an ellipsis.
  public func spelling(of type: Int?) -> String {
    var budget = 64
    return spelling(of: type, depth: 0, &budget)
  }

  /// The parameters and result of a function as C declares it, without a name.
  public func spelling(of function: Function) -> String {
    var budget = 64
    let parameters = list(
      function.parameters.map(\.type), function.isVariadic, depth: 0, &budget)
    return spelling(of: function.result, depth: 0, declarator: "(\(parameters))", &budget)
  }

  private func spelling(
    of type: Int?, depth: Int, declarator start: String = "", _ budget: inout Int
  ) -> String {
    var declarator = start
    var qualifiers: [String] = []
    var next = type
    while budget > 0, depth < 8 {
      budget -= 1
      guard let number = next, number < types.count else {
        return finished("void", qualifiers, declarator)
      }
      let record = types[number]
      switch record.kind {
      case .const, .volatile, .restrict, .atomic:
        let word = record.kind == .atomic ? "_Atomic" : record.kind.rawValue
        if !qualifiers.contains(word) { qualifiers.append(word) }
        next = record.target
      case .pointer, .reference, .rvalueReference, .memberPointer:
        var mark = record.kind == .pointer ? "*" : record.kind == .reference ? "&" : "&&"
        if record.kind == .memberPointer {
          mark = spelling(of: record.container, depth: depth + 1, &budget) + "::*"
        }
        let words = qualifiers.sorted().map { " \($0)" }.joined()
        qualifiers = []
        let isApart = words.isEmpty || ["[", "("].contains(declarator.prefix(1))
        declarator = mark + words + (isApart || declarator.isEmpty ? "" : " ") + declarator
        next = record.target
      case .array:
        if let first = declarator.first, first != "[", first != "(" {
          declarator = "(\(declarator))"
        }
        if record.name != nil { declarator += " __vector" }
        for count in record.counts ?? [] { declarator += count < 0 ? "[]" : "[\(count)]" }
        next = record.target
      case .function:
        if !declarator.isEmpty { declarator = "(\(declarator))" }
        let parameters = list(
          record.parameters ?? [], record.isVariadic ?? false, depth: depth + 1, &budget)
        declarator += "(\(parameters))"
        next = record.target
      default: return finished(name(of: record), qualifiers, declarator)
      }
    }
    return finished("…", qualifiers, declarator)
  }

  private func list(
    _ types: [Int?], _ isVariadic: Bool, depth: Int, _ budget: inout Int
  ) -> String {
    var words: [String] = []
    for type in types {
      guard budget > 0 else {
        words.append("…")
        break
      }
      words.append(spelling(of: type, depth: depth, &budget))
    }
    if isVariadic { words.append("...") }
    return words.isEmpty ? "void" : words.joined(separator: ", ")
  }

  private func finished(
    _ name: String, _ qualifiers: [String], _ declarator: String
  ) -> String {
    let words = (qualifiers.sorted() + [name]).joined(separator: " ")
    return declarator.isEmpty ? words : "\(words) \(declarator)"
  }

  /// The name of a type that is no derivation of another.
  public func name(of record: TypeRecord) -> String {
    let name = record.name ?? "(anonymous)"
    switch record.kind {
    case .structure: return "struct \(name)"
    case .class: return "class \(name)"
    case .union: return "union \(name)"
    case .enumeration: return "enum \(name)"
    case .unknown: return record.name ?? "(unknown)"
    default: return name
    }
  }
}
