/// A table of relocations that the dynamic section names.
struct LoadedRelocations {
  /// Where in the file it is; `nil` when no segment loads it from there.
  var range: Range<Int>?
  /// Whether each entry ends with an addend.
  var hasAddends: Bool
  /// The bytes of an entry.
  var entrySize: Int
}

extension ELFFile {
  /// `DT_RELA`, `DT_REL` and `DT_JMPREL`, those there are.
  func loadedRelocations(_ dynamic: DynamicSection) -> [LoadedRelocations] {
    let isPLTWithAddends =
      dynamic.value(of: .pltRelocationsType) == DynamicType.relocationsWithAddends.rawValue
    let tables: [(DynamicType, DynamicType, Bool)] = [
      (.relocationsWithAddends, .relocationsWithAddendsSize, true),
      (.relocations, .relocationsSize, false),
      (.pltRelocations, .pltRelocationsSize, isPLTWithAddends),
    ]
    return tables.compactMap { table, size, hasAddends in
      guard let address = dynamic.value(of: table) else { return nil }
      return LoadedRelocations(
        range: fileRange(ofAddress: address, count: dynamic.value(of: size) ?? 0),
        hasAddends: hasAddends, entrySize: header.wordSize * (hasAddends ? 3 : 2))
    }
  }
}
