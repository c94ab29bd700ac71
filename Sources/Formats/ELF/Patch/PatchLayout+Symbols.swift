internal import Bytes

extension PatchLayout {
  /// Gives symbols the new numbers of their sections, and those of sections that moved their
  /// new addresses, `_DYNAMIC` among them.
  mutating func renumberSymbols(_ fetch: ELFFile.Fetch) throws(EditRefusal) {
    var newIndex = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { newIndex[old] = new }
    let deltas = sections.indices.map { sections[$0].address &- file.sectionHeaders[$0].address }
    let isMoved = deltas.map { $0 != 0 }
    guard isMoved.contains(true) || newIndex != Array(newIndex.indices) else { return }
    for section in file.sectionHeaders
    where section.type == .symbolTable || section.type == .dynamicSymbols {
      guard section.entrySize == UInt64(file.header.symbolSize) else {
        throw EditRefusal(.inconsistent, "symbols of '\(section.name)' have an unknown size")
      }
      var symbols = fetch(section.fileRange)
      if try renumber(&symbols, newIndex, deltas, section.name) {
        try contents.add(symbols, at: section.fileRange.lowerBound)
      }
    }
  }

  /// Whether anything of the table changed.
  private func renumber(
    _ symbols: inout [UInt8], _ newIndex: [Int], _ deltas: [UInt64], _ name: String
  ) throws(EditRefusal) -> Bool {
    let (order, isWide) = (file.header.byteOrder, file.header.class == .elf64)
    let size = file.header.symbolSize
    let sectionField = isWide ? 6 : 14
    let valueField = isWide ? 8 : 4
    var isChanged = false
    for start in stride(from: 0, through: symbols.count - size, by: size) {
      let old = Int(symbols.integer(UInt16.self, at: start + sectionField, order))
      guard old != 0, old < 0xff00 else { continue }
      guard old < newIndex.count else {
        throw EditRefusal(
          .inconsistent, "a symbol of '\(name)' is of a section that does not exist")
      }
      if newIndex[old] != old {
        symbols.overwrite(UInt16(newIndex[old]), at: start + sectionField, order)
        isChanged = true
      }
      guard deltas[old] != 0 else { continue }
      isChanged = true
      if isWide {
        let value = symbols.integer(UInt64.self, at: start + valueField, order)
        symbols.overwrite(value &+ deltas[old], at: start + valueField, order)
      } else {
        let value = symbols.integer(UInt32.self, at: start + valueField, order)
        symbols.overwrite(
          value &+ UInt32(truncatingIfNeeded: deltas[old]), at: start + valueField, order)
      }
    }
    return isChanged
  }

  /// The section header table in its new order, its sections' numbers resolved.
  func sectionTable() throws(EditRefusal) -> [UInt8] {
    var newIndex = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { newIndex[old] = new }
    var output = ByteWriter(file.header.byteOrder)
    for index in order {
      var entry = sections[index]
      if index == 0 {
        let names = newIndex[file.header.sectionNameIndex]
        if names >= 0xff00 { entry.link = UInt32(names) }
      } else if entry.type != .null {
        entry.link = UInt32(newIndex[Int(entry.link)])
        if entry.type.infoNamesSection || entry.flags.contains(.infoLink) {
          entry.info = UInt32(newIndex[Int(entry.info)])
        }
      }
      guard file.header.class == .elf64 || entry.offset <= UInt64(UInt32.max) else {
        throw EditRefusal(.unsupported, "the result would be too large for a 32-bit file")
      }
      entry.write(to: &output, as: file.header.class)
    }
    return output.bytes
  }

  /// The file's own header, with the section header table at `tableOffset`.
  func headerBytes(
    sectionsAt tableOffset: UInt64, _ fetch: ELFFile.Fetch
  ) throws(EditRefusal) -> [UInt8] {
    let header = file.header
    let isWide = header.class == .elf64
    guard isWide || tableOffset <= UInt64(UInt32.max) else {
      throw EditRefusal(.unsupported, "the result would be too large for a 32-bit file")
    }
    var bytes = fetch(0..<header.size)
    bytes[7] = osABI
    bytes.overwrite(UInt16(segments.count), at: isWide ? 56 : 44, header.byteOrder)
    if isWide {
      bytes.overwrite(tableOffset, at: header.sectionHeaderOffsetField, header.byteOrder)
    } else {
      bytes.overwrite(UInt32(tableOffset), at: header.sectionHeaderOffsetField, header.byteOrder)
    }
    let names = order.firstIndex(of: header.sectionNameIndex) ?? 0
    if !order.isEmpty {
      bytes.overwrite(
        UInt16(names >= 0xff00 ? 0xffff : names), at: header.sectionHeaderCountField + 2,
        header.byteOrder)
    }
    return bytes
  }

  /// The program header table.
  var segmentTable: [UInt8] {
    var output = ByteWriter(file.header.byteOrder)
    for segment in segments { segment.write(to: &output, as: file.header.class) }
    return output.bytes
  }
}
