/// Where new strings go: into the string table as it is, or into a longer copy of it.
struct StringPlacement {
  /// Bytes to write over the table, by their offset in it; they also go into a copy.
  private(set) var overlays: [(offset: Int, bytes: [UInt8])] = []
  /// How much of the table a copy begins with.
  private(set) var keptCount: Int
  /// What a copy has behind that; `nil` when the table can stay where it is.
  private(set) var appended: [UInt8]?
  /// New offsets, by string.
  private var offsets: [[UInt8]: UInt64] = [:]
  /// New offsets of strings that keep their text and lose their place, by the old ones.
  private var moved: [UInt64: UInt64] = [:]

  private var table: [UInt8]
  private var free: [Range<Int>] = []

  /// Bytes of the table the offsets are for.
  var count: Int { keptCount + (appended?.count ?? 0) }

  /// Finds places for the strings of `edit` and for the renamed libraries of version records.
  ///
  /// `isOwn` tells that the table is a copy an earlier patch made: what that appended is then
  /// laid out anew, so that patching again and again does not make the file longer.
  init(_ edit: DynamicEdit, _ references: StringReferences, _ strings: DynamicStrings, isOwn: Bool)
  {
    table = strings.bytes
    keptCount = strings.bytes.count
    let libraries = references.libraries.map { reference in
      (reference.offset, strings.string(at: reference.offset).flatMap { edit.renamed[[UInt8]($0)] })
    }
    var wanted: [[UInt8]] = []
    var live: Set<UInt64> = []
    for entry in edit.entries where entry.type.isPatchableString {
      if let text = entry.text { wanted.append(text) } else { live.insert(entry.value) }
    }
    for (offset, text) in libraries {
      if let text { wanted.append(text) } else { live.insert(offset) }
    }
    var isSeen: Set<[UInt8]> = []
    wanted = wanted.filter { isSeen.insert($0).inserted }
    if references.isComplete {
      freeSlots(
        edit.abandoned + libraries.filter { $0.1 != nil }.map(\.0), live, references, strings)
    }
    let (start, slots) = (table, free)
    for text in wanted where !place(text, searching: true) {
      // One does not fit, so all are placed again, in a longer table.
      (table, free, offsets) = (start, slots, [:])
      grow(wanted, live, references, strings, isOwn: isOwn)
      break
    }
    overlays = slots.filter { $0.upperBound <= keptCount }
      .map { ($0.lowerBound, [UInt8](table[$0])) }
  }

  /// What a reference to the string at `offset` becomes.
  func offset(of text: [UInt8]?, at offset: UInt64) -> UInt64 {
    text.flatMap { offsets[$0] } ?? moved[offset] ?? offset
  }

  /// Empties the strings nothing points at any longer.
  private mutating func freeSlots(
    _ abandoned: [UInt64], _ live: Set<UInt64>, _ references: StringReferences,
    _ strings: DynamicStrings
  ) {
    let sorted = live.sorted()
    for offset in Set(abandoned).sorted() where offset > 0 {
      guard let text = strings.string(at: offset), !text.isEmpty else { continue }
      let slot = text.startIndex..<text.endIndex + 1
      // A string that begins earlier would run into this one.
      guard strings.bytes[slot.lowerBound - 1] == 0, !references.touches(slot),
        !sorted.sortedContains(anyOf: slot)
      else { continue }
      free.append(slot)
      for byte in slot { table[byte] = 0 }
    }
  }

  /// Places a string where it stands already, or into a free slot.
  private mutating func place(_ text: [UInt8], searching: Bool) -> Bool {
    if offsets[text] != nil { return true }
    if searching, let offset = find(text) {
      offsets[text] = UInt64(offset)
      return true
    }
    guard let slot = free.firstIndex(where: { $0.count > text.count }) else { return false }
    let start = free[slot].lowerBound
    for (offset, byte) in text.enumerated() { table[start + offset] = byte }
    offsets[text] = UInt64(start)
    free[slot] = start + text.count + 1..<free[slot].upperBound
    return true
  }

  /// Looks for `text` as the tail of a string, in time linear in the table.
  private func find(_ text: [UInt8]) -> Int? {
    for end in table.indices where table[end] == 0 && end >= text.count {
      var length = 0
      while length < text.count, table[end - 1 - length] == text[text.count - 1 - length] {
        length += 1
      }
      if length == text.count { return end - length }
    }
    return nil
  }

  private mutating func grow(
    _ wanted: [[UInt8]], _ live: Set<UInt64>, _ references: StringReferences,
    _ strings: DynamicStrings, isOwn: Bool
  ) {
    if isOwn {
      // A string that begins later does not end earlier.
      let last = references.fixed.last { $0 < UInt64(table.count) } ?? 0
      keptCount = strings.string(at: last).map { $0.endIndex + 1 } ?? table.count
    }
    let late = live.sorted().compactMap { offset in
      strings.string(at: offset).flatMap { $0.endIndex >= keptCount ? (offset, [UInt8]($0)) : nil }
    }
    table.removeLast(table.count - keptCount)
    free = free.filter { $0.upperBound <= keptCount }
    for (offset, text) in late {
      append(text, searching: false)
      moved[offset] = offsets[text]
    }
    for text in wanted { append(text, searching: true) }
    appended = [UInt8](table[keptCount...])
  }

  private mutating func append(_ text: [UInt8], searching: Bool) {
    guard !place(text, searching: searching) else { return }
    offsets[text] = UInt64(table.count)
    table += text + [0]
  }
}
