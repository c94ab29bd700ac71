internal import Bytes

/// Places what stays: every segment where it was, the other sections behind them.
struct StripLayout {
  let file: ELFFile
  let selection: StripSelection
  /// Everything before this offset stays in place.
  let prefixEnd: Int
  /// Program headers of contents that move with their section, such as
  /// `PT_RISCV_ATTRIBUTES`, with that section's number.
  let movingSegments: [Int: Int]

  private var sections: [SectionHeader]
  private var segments: [ProgramHeader]
  private var overlays: [(offset: Int, bytes: [UInt8])] = []
  private var tail: [StrippedImage.Piece] = []
  private var cursor: Int
  /// Sections may overlap; what is copied stays within twice the file's size.
  private var allowance: Int

  init(_ file: ELFFile, _ selection: StripSelection) {
    self.file = file
    self.selection = selection
    sections = file.sectionHeaders
    segments = file.programHeaders
    allowance = 2 * file.size
    let loads = file.loadSegments.map(\.fileRange)
    var end = max(file.header.size, file.header.programHeaderRange.upperBound)
    var moving: [Int: Int] = [:]
    for (index, segment) in file.programHeaders.enumerated() where !segment.fileRange.isEmpty {
      let range = segment.fileRange
      if segment.type != .load, !loads.contains(where: { $0.encloses(range) }),
        let owner = file.sectionHeaders.indices.first(where: {
          selection.isKept[$0] && !file.sectionHeaders[$0].isAllocated
            && file.sectionHeaders[$0].fileRange.encloses(range)
        })
      {
        moving[index] = owner
      } else {
        end = max(end, range.upperBound)
      }
    }
    if file.header.type != .relocatable {
      for section in file.sectionHeaders where section.isAllocated {
        end = max(end, section.fileRange.upperBound)
      }
    }
    movingSegments = moving
    prefixEnd = end
    cursor = end
  }

  /// Lays the output out and returns its parts in order.
  mutating func pieces(from input: RawSpan) throws(StripRefusal) -> [StrippedImage.Piece] {
    let header = file.header
    let names = header.sectionNameIndex
    let rebuildsNames =
      names != 0 && !isInPrefix(sections[names])
      && !sections.indices.contains {
        $0 != names && selection.isKept[$0] && Int(sections[$0].link) == names
      }
    for index in selection.kept where index != 0 && !(rebuildsNames && index == names) {
      try place(index, from: input)
    }
    if rebuildsNames { placeNames(names, from: input) }
    for (index, owner) in movingSegments {
      try spend(file.programHeaders[index].fileRange.count)
      let skipped = file.programHeaders[index].offset - file.sectionHeaders[owner].offset
      segments[index].offset = sections[owner].offset + skipped
    }
    let tableOffset = try placeSectionHeaders()
    overlayHeaders(tableOffset, from: input)
    return try joined()
  }

  private func isInPrefix(_ section: SectionHeader) -> Bool {
    section.fileRange.upperBound <= prefixEnd && section.offset <= UInt64(prefixEnd)
  }

  private mutating func place(_ index: Int, from input: RawSpan) throws(StripRefusal) {
    let old = file.sectionHeaders[index]
    if old.type == .null { return }
    let isObject = file.header.type == .relocatable
    if old.type == .noBits {
      // Go points zero-filled sections past the end of the file, as if their bytes were there.
      sections[index].offset = isObject ? UInt64(cursor) : min(old.offset, UInt64(prefixEnd))
      return
    }
    let stays = isInPrefix(old) && !isObject
    if !stays || old.type == .symbolTable || old.type == .dynamicSymbols {
      try spend(old.fileRange.count)
    }
    let contents = try selection.rewrittenContents(of: index, in: file, input)
    if stays {
      if let contents {
        overlays.append((old.fileRange.lowerBound, contents))
        sections[index].size = UInt64(contents.count)
      }
      return
    }
    try align(to: old.alignment, old.name)
    sections[index].offset = UInt64(cursor)
    let piece = contents.map { .bytes($0) } ?? StrippedImage.Piece.input(old.fileRange)
    sections[index].size = UInt64(piece.count)
    append(piece)
  }

  private mutating func spend(_ count: Int) throws(StripRefusal) {
    allowance -= count
    guard allowance >= 0 else { throw StripRefusal(.inconsistent, "its sections overlap") }
  }

  private mutating func placeNames(_ names: Int, from input: RawSpan) {
    var strings = StringTable(
      [UInt8](copying: input.extracting(file.sectionHeaders[names].fileRange)),
      allowance: StringTable.allowance(forFileOf: file.size))
    let kept = selection.kept
    // Parsing looked every name up within the same allowance.
    let texts = kept.map { index in
      strings.bytes(at: UInt64(sections[index].nameOffset)).map { [UInt8]($0) } ?? []
    }
    var order: [[UInt8]] = [".symtab", ".strtab"].map { [UInt8]($0.utf8) }
      .filter { texts.contains($0) }
    for (index, text) in zip(kept, texts) where index == names { order.append(text) }
    let table = SectionNameTable(order + texts)
    for (index, text) in zip(kept, texts) where index != 0 {
      sections[index].nameOffset = UInt32(table.offset(of: text))
    }
    sections[names].offset = UInt64(cursor)
    sections[names].size = UInt64(table.bytes.count)
    append(.bytes(table.bytes))
  }

  /// Writes the section header table over the old one where a segment holds it, as in the
  /// first page of what Go links, and else at the end; returns its offset.
  private mutating func placeSectionHeaders() throws(StripRefusal) -> Int {
    let header = file.header
    let kept = selection.kept
    var output = ByteWriter(header.byteOrder)
    for index in kept {
      var entry = sections[index]
      if index == 0 {
        let names = selection.newIndex[header.sectionNameIndex]
        entry.size = kept.count >= 0xff00 ? UInt64(kept.count) : 0
        entry.link = names >= 0xff00 ? UInt32(names) : 0
      } else if entry.type != .null {
        entry.link = UInt32(selection.newIndex[Int(entry.link)])
        if entry.type.infoNamesSection || entry.flags.contains(.infoLink) {
          entry.info = UInt32(selection.newIndex[Int(entry.info)])
        }
      }
      guard header.class == .elf64 || entry.offset <= UInt64(UInt32.max) else {
        throw StripRefusal(.unsupported, "the result would be too large for a 32-bit file")
      }
      entry.write(to: &output, as: header.class)
    }
    let old = header.sectionHeaderRange
    if old.lowerBound >= prefixEnd {
      try align(to: UInt64(header.wordSize), "section header table")
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
  private func requireFree(_ table: Range<Int>) throws(StripRefusal) {
    let contents =
      selection.kept.map { file.sectionHeaders[$0].fileRange }
      + file.programHeaders.filter { $0.type != .load && $0.type != .programHeaders }
      .map(\.fileRange)
    guard table.upperBound <= prefixEnd, !contents.contains(where: { $0.overlaps(table) }) else {
      throw StripRefusal(.inconsistent, "its section header table lies inside a section")
    }
  }

  private mutating func overlayHeaders(_ tableOffset: Int, from input: RawSpan) {
    let header = file.header
    var output = ByteWriter(header.byteOrder)
    output.raw([UInt8](copying: input.extracting(0..<header.size)))
    if header.class == .elf32 {
      output.overwrite(UInt32(clamping: tableOffset), at: header.sectionHeaderOffsetField)
    } else {
      output.overwrite(UInt64(tableOffset), at: header.sectionHeaderOffsetField)
    }
    let count = selection.kept.count
    let names = selection.newIndex[header.sectionNameIndex]
    output.overwrite(UInt16(count >= 0xff00 ? 0 : count), at: header.sectionHeaderCountField)
    output.overwrite(
      UInt16(names >= 0xff00 ? 0xffff : names), at: header.sectionHeaderCountField + 2)
    overlays.append((0, output.bytes))
    guard !movingSegments.isEmpty else { return }
    var table = ByteWriter(header.byteOrder)
    for segment in segments { segment.write(to: &table, as: header.class) }
    overlays.append((header.programHeaderRange.lowerBound, table.bytes))
  }

  /// The prefix with its overlays, then what was appended.
  private func joined() throws(StripRefusal) -> [StrippedImage.Piece] {
    var result: [StrippedImage.Piece] = []
    var offset = 0
    for overlay in overlays.sorted(by: { $0.offset < $1.offset }) {
      guard overlay.offset >= offset else {
        throw StripRefusal(.inconsistent, "its headers and sections overlap")
      }
      result.append(.input(offset..<overlay.offset))
      result.append(.bytes(overlay.bytes))
      offset = overlay.offset + overlay.bytes.count
    }
    guard offset <= prefixEnd else {
      throw StripRefusal(.inconsistent, "its headers and sections overlap")
    }
    result.append(.input(offset..<prefixEnd))
    return result + tail
  }

  private mutating func append(_ piece: StrippedImage.Piece) {
    tail.append(piece)
    cursor += piece.count
  }

  private mutating func align(to alignment: UInt64, _ name: String) throws(StripRefusal) {
    guard alignment & (alignment &- 1) == 0 || alignment == 0, alignment <= 1 << 16 else {
      throw StripRefusal(.inconsistent, "section '\(name)' has an impossible alignment")
    }
    let excess = cursor % Int(max(1, alignment))
    if excess != 0 { append(.bytes([UInt8](repeating: 0, count: Int(alignment) - excess))) }
  }
}

extension Range where Bound == Int {
  /// Whether all of `other` lies inside.
  func encloses(_ other: Range<Int>) -> Bool {
    lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }
}
