internal import Bytes

/// Where what moves goes, in the output.
struct PatchArrangement {
  struct Place {
    var offset: Int
    var address: UInt64
  }

  /// The end of the program headers.
  var tableEnd: Int
  /// What stood behind the program headers and moves as it is, with the place it gets.
  var block: (source: Range<Int>, place: Place)?
  /// The parts laid out anew.
  var parts: [MovablePart: Place] = [:]
  /// The added segment, new or made by an earlier patch; `nil` when all fits the head room.
  var segment: ProgramHeader?
  /// How many bytes of that stay as they are.
  var fixedCount = 0
  /// The end of what is written anew behind the program headers.
  var headEnd: Int
}

extension PatchLayout {
  /// Finds room for everything that moves.
  mutating func arrange(_ fetch: ELFFile.Fetch) throws(EditRefusal) -> PatchArrangement {
    try requireArrangeable()
    if ownSegment == nil, !moving.contains(.dynamic), let found = arrangeInHead() {
      try requirePadding(file.header.programHeaderRange.upperBound..<found.headEnd, fetch)
      return found
    }
    return try arrangeInSegment(fetch)
  }

  /// Places everything in the gap behind the program headers; `nil` when it is too small.
  private mutating func arrangeInHead() -> PatchArrangement? {
    let room = headRoom(behind: file.header.programHeaderRange.upperBound)
    guard let load = file.loadSegments.first(where: { $0.fileRange.contains(room.lowerBound) })
    else { return nil }
    let inside = MovablePart.allCases.filter { part in
      parts[part].map { room.encloses(sections[$0].fileRange) } ?? false
    }
    let all = moving.union(inside)
    var cursor = room.lowerBound + (addedStack == nil ? 0 : entrySize)
    var result = PatchArrangement(tableEnd: cursor, headEnd: cursor)
    for part in all.sorted() {
      cursor = aligned(cursor, part)
      let address = load.virtualAddress + (UInt64(cursor) - load.offset)
      result.parts[part] = .init(offset: cursor, address: address)
      cursor += size(of: part)
    }
    guard cursor <= room.upperBound else { return nil }
    moving = all
    result.headEnd = max(cursor, headEnd(room))
    return result
  }

  /// The end of what in the room is written anew: old parts and the section headers.
  private func headEnd(_ room: Range<Int>) -> Int {
    let old = moving.compactMap { parts[$0].map { sections[$0].fileRange } }
    return (old + [file.header.sectionHeaderRange]).filter { room.encloses($0) }
      .map(\.upperBound).max() ?? room.lowerBound
  }

  /// Places everything in a segment of its own, behind all others.
  private mutating func arrangeInSegment(
    _ fetch: ELFFile.Fetch
  ) throws(EditRefusal) -> PatchArrangement {
    let own = ownSegment
    let tableEnd = file.header.programHeaderRange.upperBound
    let growth = (own == nil ? entrySize : 0) + (addedStack == nil ? 0 : entrySize)
    var result = PatchArrangement(tableEnd: tableEnd + growth, headEnd: tableEnd + growth)
    let block = try displaced(by: tableEnd..<tableEnd + growth, fetch)
    // Loaders write into the dynamic section, so it takes no part in a move of the others.
    if let index = parts[.dynamic], block.overlaps(sections[index].fileRange) {
      moving.insert(.dynamic)
    }
    result.headEnd = max(block.upperBound, headEnd(headRoom(behind: tableEnd)))

    var segment: ProgramHeader
    if let own { segment = segments[own] } else { segment = try newSegment() }
    result.fixedCount = own == nil ? Self.padding : keepFixed(segment.fileRange)
    var cursor = result.fixedCount
    let movesAlong = sections.indices.filter { block.overlaps(sections[$0].fileRange) }
      .filter { index in !moving.contains { parts[$0] == index } }
    if let load = file.loadSegments.first(where: { $0.fileRange.encloses(block) }),
      !movesAlong.isEmpty
    {
      let alignment = movesAlong.map { max(16, sections[$0].alignment) }.max() ?? 16
      guard alignment <= 4096, alignment & (alignment - 1) == 0 else {
        throw EditRefusal(.inconsistent, "a section has an impossible alignment")
      }
      let old = load.virtualAddress + (UInt64(block.lowerBound) - load.offset)
      while (segment.virtualAddress + UInt64(cursor)) % alignment != old % alignment { cursor += 1 }
      result.block = (block, place(cursor, in: segment))
      cursor += block.count
    }
    for part in moving.sorted() {
      cursor = aligned(cursor, part)
      result.parts[part] = place(cursor, in: segment)
      cursor += size(of: part)
    }
    segment.fileSize = UInt64(cursor)
    segment.memorySize = UInt64(cursor)
    if moving.contains(.dynamic),
      parts[.dynamic].map({ sections[$0].flags.contains(.write) }) ?? false
    {
      segment.flags.insert(.write)
    }
    result.segment = segment
    return result
  }

  /// How much of an earlier patch's segment stays; what lies behind it is laid out anew.
  private mutating func keepFixed(_ range: Range<Int>) -> Int {
    var end = range.lowerBound + Self.padding
    for (index, section) in sections.enumerated() where range.encloses(section.fileRange) {
      guard !section.fileRange.isEmpty, !parts.values.contains(index) else { continue }
      end = max(end, section.fileRange.upperBound)
    }
    for (part, index) in parts where range.encloses(sections[index].fileRange) {
      if sections[index].fileRange.upperBound > end { moving.insert(part) }
    }
    return end - range.lowerBound
  }

  private func place(_ cursor: Int, in segment: ProgramHeader) -> PatchArrangement.Place {
    .init(
      offset: Int(segment.offset) + cursor, address: segment.virtualAddress + UInt64(cursor))
  }

  private func aligned(_ cursor: Int, _ part: MovablePart) -> Int {
    let alignment = part == .dynamic ? 16 : 1
    return (cursor + alignment - 1) / alignment * alignment
  }

  /// The bytes a part takes at its new place.
  func size(of part: MovablePart) -> Int {
    switch part {
    case .dynamic: (entries.count + 1) * dynamicEntrySize
    case .interpreter:
      interpreter.isEmpty
        ? parts[part].map { sections[$0].fileRange.count } ?? 0 : interpreter.count
    case .strings:
      placement.map(\.count) ?? parts[part].map { sections[$0].fileRange.count } ?? 0
    }
  }
}
