internal import Bytes

extension StripSelection {
  /// The contents of a section once sections are renumbered; `nil` when they stay as they are.
  func rewrittenContents(
    of index: Int, in file: ELFFile, _ input: RawSpan
  ) throws(StripRefusal) -> [UInt8]? {
    switch file.sectionHeaders[index].type {
    case .symbolTable, .dynamicSymbols: try rewrittenSymbols(of: index, in: file, input)
    case .group: rewrittenGroup(index, file.header, file.sectionHeaders[index], input)
    case .extendedIndices:
      throw StripRefusal(
        .unsupported, "its symbol table refers to more than 65,279 sections")
    default: nil
    }
  }

  /// Renumbers `st_shndx`; a symbol of a section that goes becomes a null symbol.
  ///
  /// The table keeps its length, so that relocations and versions need no change.
  private func rewrittenSymbols(
    of index: Int, in file: ELFFile, _ input: RawSpan
  ) throws(StripRefusal) -> [UInt8]? {
    let section = file.sectionHeaders[index]
    let size = file.header.symbolSize
    guard section.entrySize == UInt64(size) else {
      throw StripRefusal(.inconsistent, "symbols of '\(section.name)' have an unknown size")
    }
    let range = section.fileRange
    let field = file.header.class == .elf32 ? 14 : 6
    var symbols = [UInt8](copying: input.extracting(range))
    var isChanged = false
    for start in stride(from: 0, through: symbols.count - size, by: size) {
      let high = start + field + (file.header.byteOrder == .little ? 1 : 0)
      let low = start + field + (file.header.byteOrder == .little ? 0 : 1)
      let old = Int(symbols[high]) << 8 | Int(symbols[low])
      guard old != 0, old < 0xff00 else { continue }
      guard old < newIndex.count else {
        throw StripRefusal(
          .inconsistent, "a symbol of '\(section.name)' is of a section that does not exist")
      }
      let new = newIndex[old]
      if new == old { continue }
      isChanged = true
      if new == 0 {
        for byte in start..<start + size { symbols[byte] = 0 }
      } else {
        symbols[high] = UInt8(new >> 8)
        symbols[low] = UInt8(new & 0xff)
      }
    }
    return isChanged ? symbols : nil
  }

  private func rewrittenGroup(
    _ index: Int, _ header: ELFHeader, _ section: SectionHeader, _ input: RawSpan
  ) -> [UInt8]? {
    guard let members = groups[index], section.fileRange.count >= 4 else { return nil }
    let start = section.fileRange.lowerBound
    var output = ByteWriter(header.byteOrder)
    output.raw([UInt8](copying: input.extracting(start..<start + 4)))
    for member in members where isKept[member] { output.integer(UInt32(newIndex[member])) }
    return output.bytes
  }
}
