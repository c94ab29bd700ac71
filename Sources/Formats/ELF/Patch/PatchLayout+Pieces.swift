internal import Bytes

extension PatchLayout {
  /// The file with nothing moved.
  mutating func piecesInPlace(_ fetch: ELFFile.Fetch) throws(EditRefusal) -> [EditedImage.Piece] {
    if let index = segment(.dynamic) {
      relocateDynamicEntry(from: segments[index].virtualAddress)
      try writeDynamicSection(fetch)
    }
    var laid = contents
    try laid.add(headerBytes(sectionsAt: file.header.sectionHeaderOffset, fetch), at: 0)
    if segments != file.programHeaders {
      try laid.add(segmentTable, at: file.header.programHeaderRange.lowerBound)
    }
    try requireFIPSContents(laid)
    return laid.pieces(in: 0..<file.size)
  }

  /// Writes the dynamic section over the old one, unless it says the same.
  private mutating func writeDynamicSection(_ fetch: ELFFile.Fetch) throws(EditRefusal) {
    guard let range = file.programHeaders.first(where: { $0.type == .dynamic })?.fileRange,
      !range.isEmpty
    else { return }
    var bytes = dynamicBytes
    guard bytes.count <= range.count else {
      throw EditRefusal(.inconsistent, "its dynamic section does not end")
    }
    bytes += repeatElement(0, count: range.count - bytes.count)
    if bytes != fetch(range) { try contents.add(bytes, at: range.lowerBound) }
  }

  /// The file laid out anew: what stays in place, the added segment, what is not loaded, and
  /// the section headers.
  mutating func piecesRearranged(
    _ fetch: ELFFile.Fetch
  ) throws(EditRefusal) -> [EditedImage.Piece] {
    let places = try arrange(fetch)
    try settle(places)
    if !moving.contains(.dynamic), file.dynamic != nil { try writeDynamicSection(fetch) }
    try renumberSymbols(fetch)
    let loadedEnd = loadedEnd(ownSegment)
    let tail = try tail(behind: loadedEnd, fetch)

    var behind: [EditedImage.Piece] = []
    var cursor = loadedEnd
    func append(_ piece: EditedImage.Piece) {
      behind.append(piece)
      cursor += piece.count
    }
    func pad(to offset: Int) { append(.bytes([UInt8](repeating: 0, count: offset - cursor))) }
    if let segment = places.segment {
      pad(to: Int(segment.offset))
      if let ownSegment {
        let start = file.programHeaders[ownSegment].fileRange.lowerBound
        for piece in contents.pieces(in: start..<start + places.fixedCount) { append(piece) }
      }
      if let block = places.block {
        pad(to: block.place.offset)
        for piece in contents.pieces(in: block.source) { append(piece) }
      }
      for (part, place) in places.parts.sorted(by: { $0.key < $1.key }) {
        pad(to: place.offset)
        for piece in pieces(of: part, fetch) { append(piece) }
      }
    }
    if !tail.isEmpty {
      if places.segment == nil {
        append(.input(cursor..<tail.lowerBound))
      } else {
        pad(to: start(of: tail, behind: cursor))
        shiftTail(tail, by: UInt64(cursor) &- UInt64(tail.lowerBound))
      }
      for piece in contents.pieces(in: tail) { append(piece) }
    }
    let word = file.header.wordSize
    pad(to: (cursor + word - 1) / word * word)
    let tableOffset = cursor
    append(.bytes(try sectionTable()))

    var laid = SourceEdits()
    try laid.add(headerBytes(sectionsAt: UInt64(tableOffset), fetch), at: 0)
    let head = try head(places, fetch)
    try laid.add(head.bytes, at: head.range.lowerBound)
    for edit in contents.all where edit.offset < loadedEnd {
      let end = edit.offset + edit.bytes.count
      let before = edit.offset..<max(edit.offset, min(end, head.range.lowerBound))
      let after = min(end, max(edit.offset, head.range.upperBound))..<end
      for part in [before, after] {
        let bytes = edit.bytes[part.lowerBound - edit.offset..<part.upperBound - edit.offset]
        try laid.add([UInt8](bytes), at: part.lowerBound)
      }
    }
    try requireFIPSContents(laid)
    return laid.pieces(in: 0..<loadedEnd) + behind
  }

  private func pieces(
    of part: MovablePart, _ fetch: ELFFile.Fetch
  ) -> [EditedImage.Piece] {
    let old = parts[part].map { file.sectionHeaders[$0].fileRange } ?? 0..<0
    switch part {
    case .dynamic: return [.bytes(dynamicBytes)]
    case .interpreter:
      return interpreter.isEmpty ? contents.pieces(in: old) : [.bytes(interpreter)]
    case .strings:
      guard let placement else { return contents.pieces(in: old) }
      return contents.pieces(in: old.prefix(placement.keptCount))
        + [.bytes(placement.appended ?? [])]
    }
  }

  /// The program headers and what is written anew behind them.
  private func head(
    _ places: PatchArrangement, _ fetch: ELFFile.Fetch
  ) throws(EditRefusal) -> (range: Range<Int>, bytes: [UInt8]) {
    let old = file.header.programHeaderRange
    let range = old.lowerBound..<max(places.headEnd, old.upperBound)
    var bytes = contents.pieces(in: range).flatMap { $0.bytes(fetch) }
    func fill(_ part: Range<Int>, _ new: (Int) -> UInt8) {
      for offset in part.clamped(to: range) { bytes[offset - range.lowerBound] = new(offset) }
    }
    if places.headEnd > old.upperBound {
      let isOurs = { (range: Range<Int>) in range.lowerBound >= old.upperBound }
      let moved = moving.compactMap { parts[$0].map { file.sectionHeaders[$0].fileRange } }
      for freed in moved + [file.header.sectionHeaderRange] + [places.block?.source ?? 0..<0]
      where isOurs(freed) { fill(freed) { _ in 0 } }
    }
    let table = segmentTable
    fill(range.lowerBound..<range.lowerBound + table.count) { table[$0 - range.lowerBound] }
    guard places.segment == nil else { return (range, bytes) }
    for (part, place) in places.parts {
      var offset = place.offset
      for piece in pieces(of: part, fetch) {
        let new = piece.bytes(fetch)
        fill(offset..<offset + new.count) { new[$0 - offset] }
        offset += new.count
      }
    }
    return (range, bytes)
  }

  /// What is not loaded, without the section headers where they end the file.
  private func tail(
    behind loadedEnd: Int, _ fetch: ELFFile.Fetch
  ) throws(EditRefusal) -> Range<Int> {
    let floor = ownSegment.map { file.programHeaders[$0].fileRange.upperBound } ?? loadedEnd
    let described =
      (file.sectionHeaders.map(\.fileRange)
      + file.programHeaders.filter { $0.type != .load }.map(\.fileRange))
      .filter { !$0.isEmpty && $0.lowerBound >= floor }
    guard let start = described.map(\.lowerBound).min(),
      let end = described.map(\.upperBound).max()
    else { return floor..<floor }
    try requirePadding(floor..<start, fetch)
    return start..<end
  }

  /// Where the tail goes so that its sections stay aligned.
  private func start(of tail: Range<Int>, behind cursor: Int) -> Int {
    let largest =
      file.sectionHeaders.filter { tail.encloses($0.fileRange) && !$0.fileRange.isEmpty }
      .map(\.alignment).max() ?? 1
    let alignment = Int(min(4096, max(1, largest)))
    let excess = (tail.lowerBound - cursor) % alignment
    return cursor + (excess + alignment) % alignment
  }

  private mutating func shiftTail(_ tail: Range<Int>, by delta: UInt64) {
    for index in sections.indices where index > 0 && !file.sectionHeaders[index].isAllocated {
      if sections[index].offset >= UInt64(tail.lowerBound) { sections[index].offset &+= delta }
    }
    // Those that moved into the added segment may lie where the tail was.
    for old in file.programHeaders where old.type != .load && !old.fileRange.isEmpty {
      guard tail.contains(old.fileRange.lowerBound) else { continue }
      for index in segments.indices where segments[index] == old {
        segments[index].offset &+= delta
      }
    }
  }

  /// Refuses to change what Go's FIPS 140 module takes the checksum of when a program starts.
  ///
  /// - SeeAlso: `crypto/internal/fips140/check` and `cmd/link/internal/ld/fips140.go`.
  private func requireFIPSContents(_ edits: SourceEdits) throws(EditRefusal) {
    guard file.section(named: ".go.fipsinfo") != nil else { return }
    for name in [".go.fipsinfo", ".text", ".rodata", ".noptrdata", ".data", ".data.rel.ro"] {
      guard let section = file.section(named: name) else { continue }
      for edit in edits.all {
        let range = edit.offset..<edit.offset + edit.bytes.count
        guard !range.overlaps(section.fileRange) else {
          throw EditRefusal(
            .fips, "the change reaches into '\(name)', whose checksum the program verifies")
        }
      }
    }
  }
}

extension EditedImage.Piece {
  /// The bytes themselves, those of the input copied by `fetch`.
  func bytes(_ fetch: ELFFile.Fetch) -> [UInt8] {
    switch self {
    case .input(let range): fetch(range)
    case .bytes(let bytes): bytes
    }
  }
}
