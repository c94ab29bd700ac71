internal import Bytes

/// Places what a debug file keeps: headers, notes, and all that was never loaded.
struct DebugFileLayout {
  private let file: ELFFile
  private let replacements: [Int: DebugFile.Replacement]
  private var sections: [SectionHeader]
  private var segments: [ProgramHeader]
  private var pieces: [DebugFile.Piece] = []
  private var cursor = 0
  /// Sections may overlap; what is copied stays within twice the file's size.
  private var allowance: Int

  init(_ file: ELFFile, _ replacements: [Int: DebugFile.Replacement]) {
    self.file = file
    self.replacements = replacements
    sections = file.sectionHeaders
    segments = file.programHeaders
    allowance = 2 * file.size + 4096
  }

  /// Lays the debug file out.
  mutating func debugFile(of input: RawSpan) throws(EditRefusal) -> DebugFile {
    let header = file.header
    let tableStart = header.size
    cursor = tableStart + file.programHeaders.count * header.programHeaderSize
    let head = try placeNotes()
    for index in sections.indices.dropFirst() { try place(index) }
    try align(to: UInt64(header.wordSize))
    let sectionTable = cursor
    placeSegments(head: head, table: tableStart)

    let limit = SymbolRecords.firstReserved
    sections[0].size = sections.count >= limit ? UInt64(sections.count) : 0
    sections[0].link = header.sectionNameIndex >= limit ? UInt32(header.sectionNameIndex) : 0
    var output = ByteWriter(header.byteOrder)
    for section in sections { section.write(to: &output, as: header.class) }
    append(.bytes(output.bytes), output.count)
    guard header.class == .elf64 || cursor <= Int(UInt32.max) else {
      throw EditRefusal(.unsupported, "the debug file would be too large for a 32-bit file")
    }
    let front = DebugFile.Piece.bytes(front(sectionTable: sectionTable, input))
    return DebugFile(pieces: [front] + pieces, size: cursor)
  }

  /// The file header and the program header table behind it.
  private func front(sectionTable: Int, _ input: RawSpan) -> [UInt8] {
    let header = file.header
    var output = ByteWriter(header.byteOrder)
    output.raw([UInt8](copying: input.extracting(0..<header.size)))
    output.place(
      sectionHeaders: sectionTable, count: sections.count, names: header.sectionNameIndex,
      of: header)
    if !segments.isEmpty { output.place(programHeaders: header.size, of: header) }
    for segment in segments { segment.write(to: &output, as: header.class) }
    return output.bytes
  }

  /// A run of notes that keep their distances, and where it goes.
  private struct NoteRun {
    var old: Range<Int>
    var new = 0
  }

  /// Places the notes that are loaded, where they were if that is near the start; returns the
  /// runs.
  private mutating func placeNotes() throws(EditRefusal) -> [NoteRun] {
    let kept = sections.indices.filter { sections[$0].isLoadedNote }
      .sorted { sections[$0].offset < sections[$1].offset }
    var runs: [NoteRun] = []
    for index in kept {
      let range = sections[index].fileRange
      if let last = runs.last, range.lowerBound - last.old.upperBound < 64 {
        runs[runs.count - 1].old =
          last.old.lowerBound..<max(last.old.upperBound, range.upperBound)
      } else {
        runs.append(NoteRun(old: range))
      }
    }
    for index in runs.indices {
      let old = runs[index].old
      try spend(old.count)
      let gap = old.lowerBound - cursor
      if gap >= 0, old.lowerBound < 1 << 16 {
        append(.bytes([UInt8](repeating: 0, count: gap)), gap)
      } else {
        // Far away, but as many bytes behind a multiple of the alignment as before.
        let room = (old.lowerBound - cursor) & 63
        append(.bytes([UInt8](repeating: 0, count: room)), room)
      }
      runs[index].new = cursor
      append(.input(old), old.count)
    }
    for index in kept {
      guard let run = runs.first(where: { $0.old.encloses(sections[index].fileRange) }) else {
        continue
      }
      sections[index].offset = UInt64(
        run.new + sections[index].fileRange.lowerBound
          - run.old.lowerBound)
    }
    return runs
  }

  private mutating func place(_ index: Int) throws(EditRefusal) {
    let old = sections[index]
    if old.type == .null || old.isLoadedNote { return }
    guard !old.isAllocated, old.type != .noBits else {
      sections[index].type = .noBits
      sections[index].flags.remove(.compressed)
      sections[index].offset = UInt64(cursor)
      return
    }
    if let replacement = replacements[index] {
      sections[index].size = UInt64(replacement.size)
      if replacement.compression != nil {
        sections[index].flags.insert(.compressed)
        sections[index].alignment = UInt64(file.header.wordSize)
      } else {
        sections[index].flags.remove(.compressed)
        sections[index].alignment = replacement.alignment
      }
      try align(to: sections[index].alignment)
      sections[index].offset = UInt64(cursor)
      append(.replacement(section: index), replacement.size)
      return
    }
    try spend(old.fileRange.count)
    try align(to: old.alignment)
    sections[index].offset = UInt64(cursor)
    append(.input(old.fileRange), old.fileRange.count)
  }

  /// Gives each segment what is left of it in the file: the notes, and the file's start.
  private mutating func placeSegments(head: [NoteRun], table: Int) {
    for index in segments.indices where segments[index].type != .null {
      let range = segments[index].fileRange
      if segments[index].type == .programHeaders {
        segments[index].offset = UInt64(table)
      } else if !range.isEmpty, let run = head.first(where: { $0.old.encloses(range) }) {
        segments[index].offset = UInt64(run.new + range.lowerBound - run.old.lowerBound)
      } else if segments[index].type == .load, range.lowerBound == 0, !range.isEmpty {
        // The headers lie where they did, and so do the notes that stayed.
        let end =
          head.filter { $0.old.lowerBound == $0.new && range.encloses($0.old) }
          .map(\.old.upperBound).max() ?? 0
        let headers = table + segments.count * file.header.programHeaderSize
        segments[index].fileSize = UInt64(min(range.count, max(end, headers)))
      } else {
        // Congruent to the address, as a loadable segment must be.
        let alignment = max(1, segments[index].alignment)
        segments[index].offset = segments[index].offset % alignment
        segments[index].fileSize = 0
      }
    }
  }

  private mutating func spend(_ count: Int) throws(EditRefusal) {
    allowance -= count
    guard allowance >= 0 else { throw EditRefusal(.inconsistent, "its sections overlap") }
  }

  private mutating func append(_ piece: DebugFile.Piece, _ count: Int) {
    guard count > 0 else { return }
    pieces.append(piece)
    cursor += count
  }

  private mutating func align(to alignment: UInt64) throws(EditRefusal) {
    guard alignment & (alignment &- 1) == 0 || alignment == 0, alignment <= 1 << 16 else {
      throw EditRefusal(.inconsistent, "one of its sections has an impossible alignment")
    }
    let excess = cursor % Int(max(1, alignment))
    if excess != 0 {
      let room = Int(alignment) - excess
      append(.bytes([UInt8](repeating: 0, count: room)), room)
    }
  }
}

extension SectionHeader {
  /// Whether this is a note that stays in a debug file.
  fileprivate var isLoadedNote: Bool { type == .note && isAllocated }
}
