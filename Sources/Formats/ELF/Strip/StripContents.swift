internal import Bytes

/// The contents of sections once sections and symbols are renumbered.
struct StripContents {
  let file: ELFFile
  let selection: StripSelection
  let names: StripNames

  /// The new contents of a section that stays; `nil` when they are those of the input.
  func bytes(of index: Int, _ input: RawSpan) throws(EditRefusal) -> [UInt8]? {
    if let added = selection.additions[index] { return added }
    if let table = names.tables[index] { return table }
    let section = selection.sections[index]
    switch section.type {
    case .symbolTable: return try symbols(of: index, input)?.bytes
    case .extendedIndices: return try symbols(of: Int(section.link), input)?.extended
    case .dynamicSymbols: return try dynamicSymbols(of: index, input)
    case .group: return try group(index, input)
    default: break
    }
    guard let symbols = selection.symbols, symbols.renumbers, Int(section.link) == symbols.table
    else { return nil }
    if section.type == .addressSignificance {
      return try AddressSignificance(section, input).renumbered(symbols.newNumber)
    }
    guard section.isRelocation, !section.isAllocated else { return nil }
    var relocations = try RelocationRecords(section, of: file, input)
    for place in 0..<relocations.count {
      let old = relocations[symbol: place]
      if old != 0 { relocations[symbol: place] = Int(symbols.newNumber[old]) }
    }
    return relocations.bytes
  }

  /// `sh_info` of a section that stays, in the output's numbers.
  func info(of index: Int) -> UInt32 {
    let section = selection.sections[index]
    if section.isRelocation || section.flags.contains(.infoLink) {
      return UInt32(selection.newIndex[Int(section.info)])
    }
    guard let symbols = selection.symbols, symbols.renumbers else { return section.info }
    if index == symbols.table { return symbols.localCount }
    if section.type == .group, Int(section.link) == symbols.table {
      return symbols.newNumber[Int(section.info)]
    }
    return section.info
  }

  /// The symbol table `index` and its extended section numbers; `nil` when nothing changes.
  private func symbols(of index: Int, _ input: RawSpan) throws(EditRefusal) -> SymbolRecords? {
    guard let symbols = selection.symbols, symbols.table == index else { return nil }
    let isRenumbered = try isRenumbered(symbols)
    guard isRenumbered || names.symbolOffsets != nil else { return nil }
    let extends = selection.kept.contains {
      selection.sections[$0].type == .extendedIndices
        && Int(selection.sections[$0].link) == index
    }
    return try symbols.records.selecting(
      symbols.kept, newSection: selection.newIndex, extending: extends,
      nameOffsets: names.symbolOffsets)
  }

  private func isRenumbered(_ symbols: SymbolFilter) throws(EditRefusal) -> Bool {
    if symbols.renumbers { return true }
    for symbol in symbols.kept where symbol != 0 {
      if let section = try symbols.records.section(of: symbol),
        section >= selection.newIndex.count || selection.newIndex[section] != section
      {
        return true
      }
    }
    return false
  }

  /// Renumbers `st_shndx` in a table that is loaded: nothing else in it can change.
  private func dynamicSymbols(of index: Int, _ input: RawSpan) throws(EditRefusal) -> [UInt8]? {
    let records = try SymbolRecords(index, of: file, input)
    var isChanged = false
    for symbol in 0..<records.count {
      guard let section = try records.section(of: symbol) else { continue }
      guard section < selection.newIndex.count, selection.isKept[section] else {
        throw EditRefusal(
          .inconsistent,
          "a symbol of '\(selection.sections[index].name)' is of a section that is not there")
      }
      if selection.newIndex[section] != section { isChanged = true }
    }
    guard isChanged else { return nil }
    guard records.extended.isEmpty else {
      throw EditRefusal(
        .unsupported, "its dynamic symbols refer to more than 65,279 sections")
    }
    return try records.selecting(
      Array(0..<records.count), newSection: selection.newIndex, extending: false, nameOffsets: nil
    ).bytes
  }

  /// The flags and the members that stay of a section group.
  private func group(_ index: Int, _ input: RawSpan) throws(EditRefusal) -> [UInt8]? {
    let section = selection.sections[index]
    guard let members = selection.groups[index], section.fileRange.count >= 4 else { return nil }
    let old = [UInt8](copying: input.extracting(section.fileRange))
    var output = ByteWriter(file.header.byteOrder)
    output.raw(old[..<4])
    for member in members where selection.isKept[member] {
      output.integer(UInt32(selection.newIndex[member]))
    }
    if output.bytes == old { return nil }
    guard !section.isAllocated else {
      throw EditRefusal(
        .inconsistent, "section group '\(section.name)' is loaded and would change")
    }
    return output.bytes
  }
}

extension SymbolFilter {
  /// The number of local symbols, which `sh_info` of the symbol table states.
  var localCount: UInt32 {
    UInt32(kept.firstIndex { $0 != 0 && records.binding(of: $0) != 0 } ?? kept.count)
  }
}
