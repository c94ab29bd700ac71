internal import Bytes

extension ELFFile {
  /// Compares the symbols that stay, and what relocations make of them, by name and section.
  func proveSymbols(
    _ output: ELFFile, _ selection: StripSelection, _ image: EditedImage, _ input: RawSpan
  ) throws(EditRefusal) {
    guard let symbols = selection.symbols, selection.isKept[symbols.table] else { return }
    let place = selection.newIndex[symbols.table]
    // A range of the input is the table itself.
    if image.isCopied(output.sectionHeaders[place].fileRange, from: sectionHeaders[symbols.table]) {
      return
    }
    let refusal = EditRefusal(.unproven, "the result has different symbols")
    let new = try SymbolRecords(place, of: output) { image.bytes(in: $0, from: input) }
    guard new.count == symbols.kept.count else { throw refusal }
    var oldNames = strings(of: symbols.table) { [UInt8](copying: input.extracting($0)) }
    var newNames = output.strings(of: place) { image.bytes(in: $0, from: input) }
    for (number, old) in symbols.kept.enumerated() where old != 0 {
      let oldSection = try symbols.records.section(of: old)
      guard symbols.records.isEqual(old, to: number, of: new),
        try new.section(of: number) == oldSection.map({ selection.newIndex[$0] }),
        symbols.records.standsForSection(old)
          || newNames.bytes(at: UInt64(new.nameOffset(of: number)))
            == oldNames.bytes(at: UInt64(symbols.records.nameOffset(of: old)))
      else { throw refusal }
    }
    guard symbols.renumbers else { return }
    for index in selection.kept where selection.sections[index].isRelocation {
      let section = selection.sections[index]
      guard Int(section.link) == symbols.table else { continue }
      let before = try RelocationRecords(section, of: self) {
        [UInt8](copying: input.extracting($0))
      }
      var after = try RelocationRecords(
        output.sectionHeaders[selection.newIndex[index]], of: output
      ) { image.bytes(in: $0, from: input) }
      guard before.count == after.count else { throw refusal }
      for place in 0..<before.count {
        let symbol = before[symbol: place]
        guard after[symbol: place] == Int(symbols.newNumber[symbol]) else { throw refusal }
        after[symbol: place] = symbol
      }
      guard before.bytes == after.bytes else { throw refusal }
    }
  }

  private func strings(of table: Int, _ fetch: Fetch) -> StringTable {
    let strings = sectionHeaders[Int(sectionHeaders[table].link)]
    return StringTable(fetch(strings.fileRange), allowance: StringTable.allowance(forFileOf: size))
  }
}

extension EditedImage {
  /// Whether a range of the output is the whole of a section of the input.
  fileprivate func isCopied(_ range: Range<Int>, from section: SectionHeader) -> Bool {
    var offset = 0
    for piece in pieces {
      if case .input(let source) = piece, offset <= range.lowerBound,
        offset + piece.count >= range.upperBound
      {
        let start = source.lowerBound + range.lowerBound - offset
        return start..<start + range.count == section.fileRange
      }
      offset += piece.count
    }
    return false
  }
}
