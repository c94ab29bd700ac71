extension InterfaceComparison {
  /// Compares the functions that two cgo headers declare.
  ///
  /// A library without debugging information still has its header, and the header says what each
  /// function takes in types whose layout is Go's and does not change.
  mutating func compare(
    _ before: GoExports, _ now: GoExports, _ pairs: [(old: Int, new: Int)]
  ) {
    for (_, number) in pairs {
      let symbol = new.exports[number]
      guard symbol.isFunction else { continue }
      guard let first = before.functions[symbol.name], let second = now.functions[symbol.name]
      else {
        report(
          .undefined, .typeUnknown, "a cgo header does not declare it", of: symbol)
        continue
      }
      if first.result != second.result {
        report(
          .breaking, .returnType, "the type of the result changed", old: first.result,
          new: second.result, of: symbol)
      }
      guard first.parameters.count == second.parameters.count else {
        report(
          .breaking, .parameterCount, "it takes other parameters", old: first.text,
          new: second.text, of: symbol)
        continue
      }
      for (index, (a, b)) in zip(first.parameters, second.parameters).enumerated() where a != b {
        report(
          .breaking, .parameterType, "the type of parameter \(index + 1) changed", old: a, new: b,
          of: symbol)
      }
      let types = [second.result] + second.parameters
      if before.preamble != now.preamble, types.contains(where: { !GoExports.isGoType($0) }) {
        report(
          .undefined, .typeUnknown,
          "it uses C types, and the C code that cgo takes them from changed", of: symbol)
      }
    }
  }
}
