internal import Bytes

/// Places what stays: every segment where it was, the other sections behind them.
struct StripLayout {
  let file: ELFFile
  let selection: StripSelection
  let prefix: StripPrefix
  let contents: StripContents

  private var sections: [SectionHeader]
  private var overlays: [(offset: Int, bytes: [UInt8])] = []
  private var tail: [EditedImage.Piece] = []
  private var cursor: Int
  /// Sections may overlap; what is copied stays within twice the file's size.
  private var allowance: Int

  init(_ file: ELFFile, _ selection: StripSelection, _ input: RawSpan) throws(EditRefusal) {
    self.file = file
    self.selection = selection
    prefix = StripPrefix(file, selection)
    contents = StripContents(
      file: file, selection: selection,
      names: try StripNames(file, selection, prefix, input))
    sections = selection.sections
    allowance = 2 * file.size + 4096
    cursor = prefix.end
    for (index, offset) in contents.names.sectionOffsets { sections[index].nameOffset = offset }
  }

  /// Lays the output out and returns its parts in order.
  mutating func pieces(from input: RawSpan) throws(EditRefusal) -> [EditedImage.Piece] {
    let names = file.header.sectionNameIndex
    // Relocations stand behind what they apply to and their symbols, the names last.
    let moved = selection.kept.filter { isMoved($0) && $0 != names }
    for index in selection.kept where !isMoved(index) { try keep(index, from: input) }
    for index in moved where !sections[index].isRelocation { try place(index, from: input) }
    for index in moved where sections[index].isRelocation { try place(index, from: input) }
    if isMoved(names) { try place(names, from: input) }
    var segments = file.programHeaders
    for (index, owner) in prefix.movingSegments {
      try spend(file.programHeaders[index].fileRange.count)
      let skipped = file.programHeaders[index].offset - file.sectionHeaders[owner].offset
      segments[index].offset = sections[owner].offset + skipped
    }
    let tableOffset = try placeSectionHeaders()
    overlayHeaders(tableOffset, segments, from: input)
    return try joined()
  }

  /// Whether a section has a place of its own in the output, behind the prefix.
  private func isMoved(_ index: Int) -> Bool {
    guard selection.sections[index].type != .null else { return false }
    return file.header.type == .relocatable || selection.additions[index] != nil
      || contents.names.tables[index] != nil || !prefix.holds(selection.sections[index])
  }

  /// Leaves a section where it is, perhaps with new contents of at most the old size.
  private mutating func keep(_ index: Int, from input: RawSpan) throws(EditRefusal) {
    let old = selection.sections[index]
    if old.type == .null { return }
    if old.type == .noBits {
      // Go points zero-filled sections past the end of the file, as if their bytes were there.
      sections[index].offset = min(old.offset, UInt64(prefix.end))
      return
    }
    if old.type == .symbolTable || old.type == .dynamicSymbols { try spend(old.fileRange.count) }
    guard let bytes = try contents.bytes(of: index, input) else { return }
    guard bytes.count <= old.fileRange.count else {
      throw EditRefusal(.inconsistent, "section '\(old.name)' lies where it cannot grow")
    }
    overlays.append((old.fileRange.lowerBound, bytes))
    sections[index].size = UInt64(bytes.count)
  }

  private mutating func place(_ index: Int, from input: RawSpan) throws(EditRefusal) {
    let old = selection.sections[index]
    if old.type == .noBits {
      if file.header.type == .relocatable { try align(to: old.alignment, old.name) }
      sections[index].offset = UInt64(
        file.header.type == .relocatable ? cursor : min(cursor, prefix.end))
      return
    }
    if selection.additions[index] == nil { try spend(old.fileRange.count) }
    let bytes = try contents.bytes(of: index, input)
    try align(to: old.alignment, old.name)
    sections[index].offset = UInt64(cursor)
    let piece = bytes.map { .bytes($0) } ?? EditedImage.Piece.input(old.fileRange)
    sections[index].size = UInt64(piece.count)
    append(piece)
  }

  private mutating func spend(_ count: Int) throws(EditRefusal) {
    allowance -= count
    guard allowance >= 0 else { throw EditRefusal(.inconsistent, "its sections overlap") }
  }

  /// Writes the section header table over the old one where a segment holds it, as in the
  /// first page of what Go links, and else at the end; returns its offset.
  private mutating func placeSectionHeaders() throws(EditRefusal) -> Int {
    let header = file.header
    let kept = selection.kept
    var output = ByteWriter(header.byteOrder)
    for index in kept {
      var entry = sections[index]
      if index == 0 {
        let names = selection.newIndex[header.sectionNameIndex]
        entry.size = kept.count >= SymbolRecords.firstReserved ? UInt64(kept.count) : 0
        entry.link = names >= SymbolRecords.firstReserved ? UInt32(names) : 0
      } else if entry.type != .null {
        entry.info = contents.info(of: index)
        entry.link = UInt32(selection.newIndex[Int(entry.link)])
      }
      guard header.class == .elf64 || entry.offset <= UInt64(UInt32.max) else {
        throw EditRefusal(.unsupported, "the result would be too large for a 32-bit file")
      }
      entry.write(to: &output, as: header.class)
    }
    let old = header.sectionHeaderRange
    if old.lowerBound >= prefix.end || output.count > old.count {
      try align(to: UInt64(header.wordSize), "section header table")
      if old.lowerBound < prefix.end {
        try requireFree(old)
        overlays.append((old.lowerBound, [UInt8](repeating: 0, count: old.count)))
      }
      let offset = cursor
      append(.bytes(output.bytes))
      return offset
    }
    try requireFree(old)
    output.raw(repeatElement(0, count: old.count - output.count))
    overlays.append((old.lowerBound, output.bytes))
    return old.lowerBound
  }

  /// Refuses when what stays in place shares bytes with the old section header table.
  private func requireFree(_ table: Range<Int>) throws(EditRefusal) {
    let inPlace =
      selection.kept.filter { selection.additions[$0] == nil }
      .map { selection.sections[$0].fileRange }
      + file.programHeaders.filter { $0.type != .load && $0.type != .programHeaders }
      .map(\.fileRange)
    guard table.upperBound <= prefix.end, !inPlace.contains(where: { $0.overlaps(table) }) else {
      throw EditRefusal(.inconsistent, "its section header table lies inside a section")
    }
  }

  private mutating func overlayHeaders(
    _ tableOffset: Int, _ segments: [ProgramHeader], from input: RawSpan
  ) {
    let header = file.header
    var output = ByteWriter(header.byteOrder)
    output.raw([UInt8](copying: input.extracting(0..<header.size)))
    output.place(
      sectionHeaders: tableOffset, count: selection.kept.count,
      names: selection.newIndex[header.sectionNameIndex], of: header)
    overlays.append((0, output.bytes))
    guard !prefix.movingSegments.isEmpty else { return }
    var table = ByteWriter(header.byteOrder)
    for segment in segments { segment.write(to: &table, as: header.class) }
    overlays.append((header.programHeaderRange.lowerBound, table.bytes))
  }

  /// The prefix with its overlays, then what was appended.
  private func joined() throws(EditRefusal) -> [EditedImage.Piece] {
    let overlap = EditRefusal(.inconsistent, "its headers and sections overlap")
    var result: [EditedImage.Piece] = []
    var offset = 0
    for overlay in overlays.sorted(by: { $0.offset < $1.offset }) {
      guard overlay.offset >= offset else { throw overlap }
      result.append(.input(offset..<overlay.offset))
      result.append(.bytes(overlay.bytes))
      offset = overlay.offset + overlay.bytes.count
    }
    guard offset <= prefix.end else { throw overlap }
    result.append(.input(offset..<prefix.end))
    return result + tail
  }

  private mutating func append(_ piece: EditedImage.Piece) {
    tail.append(piece)
    cursor += piece.count
  }

  private mutating func align(to alignment: UInt64, _ name: String) throws(EditRefusal) {
    guard alignment & (alignment &- 1) == 0 || alignment == 0, alignment <= 1 << 16 else {
      throw EditRefusal(.inconsistent, "section '\(name)' has an impossible alignment")
    }
    let excess = cursor % Int(max(1, alignment))
    if excess != 0 { append(.bytes([UInt8](repeating: 0, count: Int(alignment) - excess))) }
  }
}

extension ByteWriter {
  /// Writes into a file header, which stands first, where the program header table is.
  mutating func place(programHeaders offset: Int, of header: ELFHeader) {
    // `e_phoff` follows `e_entry`.
    if header.class == .elf32 {
      overwrite(UInt32(clamping: offset), at: 28)
    } else {
      overwrite(UInt64(offset), at: 32)
    }
  }

  /// Writes into a file header, which stands first, where the section header table is.
  mutating func place(
    sectionHeaders offset: Int, count: Int, names: Int, of header: ELFHeader
  ) {
    if header.class == .elf32 {
      overwrite(UInt32(clamping: offset), at: header.sectionHeaderOffsetField)
    } else {
      overwrite(UInt64(offset), at: header.sectionHeaderOffsetField)
    }
    let limit = SymbolRecords.firstReserved
    overwrite(UInt16(count >= limit ? 0 : count), at: header.sectionHeaderCountField)
    overwrite(UInt16(names >= limit ? 0xffff : names), at: header.sectionHeaderCountField + 2)
  }
}
