extension TypeGraph {
  /// The same graph with equal types made one, in the order the roots lead to them.
  ///
  /// Every unit that includes a header has the header's types of its own. Two types are equal
  /// when nothing tells them apart, however far one follows what they name: classes of types
  /// that look alike are split until no member of a class differs from another in the classes
  /// it names. Types too deep for that to end in time stay apart.
  func merged() -> TypeGraph {
    var classes: [Int] = []
    var count = 0
    do {
      var known: [TypeRecord: Int] = [:]
      for type in types {
        let look = type.replacing { _ in 0 }
        let found = known[look, default: known.count]
        known[look] = found
        classes.append(found)
      }
      count = known.count
    }
    let references = types.map(\.references)
    var isStable = false
    for _ in 0..<64 {
      var known: [[Int]: Int] = [:]
      var refined: [Int] = []
      refined.reserveCapacity(types.count)
      for (type, named) in references.enumerated() {
        let key = [classes[type]] + named.map { classes[$0] }
        let found = known[key, default: known.count]
        known[key] = found
        refined.append(found)
      }
      classes = refined
      isStable = known.count == count
      if isStable { break }
      count = known.count
    }
    return renumbered(isStable ? classes : Array(types.indices))
  }

  /// Keeps one type of each class, numbered as the roots reach them.
  private func renumbered(_ classes: [Int]) -> TypeGraph {
    var numbers: [Int: Int] = [:]
    var order: [Int] = []
    func number(_ type: Int) -> Int {
      if let known = numbers[classes[type]] { return known }
      numbers[classes[type]] = order.count
      order.append(type)
      return order.count - 1
    }
    var result = TypeGraph()
    for root in functions.keys.sorted() {
      guard var function = functions[root] else { continue }
      function.result = function.result.map(number)
      function.parameters = function.parameters.map {
        Parameter(name: $0.name, type: $0.type.map(number))
      }
      result.functions[root] = function
    }
    for root in variables.keys.sorted() {
      guard let variable = variables[root] else { continue }
      result.variables[root] = Variable(type: variable.type.map(number))
    }
    var next = 0
    while next < order.count {
      result.types.append(types[order[next]].replacing(number))
      next += 1
    }
    return result
  }
}
