internal import Bytes

extension ELFFile {
  /// The sections are the same, of the same contents; what moved may move, and is found where
  /// its header says.
  func proveSections(
    _ output: ELFFile, _ order: [Int], _ image: EditedImage, _ fetch: Fetch
  ) throws(EditRefusal) {
    let count = sectionHeaders.count
    var newIndex = [UInt32](repeating: 0, count: count)
    for (new, old) in order.enumerated() where old < count { newIndex[old] = UInt32(new) }
    try require(
      order.count == count && output.sectionHeaders.count == count
        && newIndex.enumerated().allSatisfy { order[Int($1)] == $0 }, "sections")
    func renumbered(_ index: UInt32) -> UInt32 {
      Int(index) < count ? newIndex[Int(index)] : index
    }
    let parts = Set(movableParts.values)
    for (new, index) in zip(output.sectionHeaders, order) {
      let old = sectionHeaders[index]
      var expected = old
      expected.offset = new.offset
      if index == 0 {
        expected.link = new.link
      } else if old.type != .null {
        expected.link = renumbered(old.link)
        if old.type.infoNamesSection || old.flags.contains(.infoLink) {
          expected.info = renumbered(old.info)
        }
      }
      let isPart = parts.contains(index)
      if isPart { expected.size = new.size }
      if isPart || old.isMovable { expected.address = new.address }
      let isFound =
        old == new || !new.isAllocated || new.fileRange.isEmpty
        || output.fileRange(ofAddress: new.address, count: new.size) == new.fileRange
      let isRewritten =
        isPart || [.symbolTable, .dynamicSymbols, .versionNeeds].contains(new.type)
      let isSame = isRewritten || image.isEqual(new.fileRange, toInput: old.fileRange, fetch)
      try require(expected == new && isFound && isSame, "contents of section '\(old.name)'")
      if new.type == .symbolTable || new.type == .dynamicSymbols {
        try proveSymbols(
          image.bytes(in: new.fileRange, fetch), fetch(old.fileRange), output, order)
      }
    }
  }

  /// Symbols differ in the numbers of their sections, and with those that moved in their values.
  private func proveSymbols(
    _ new: [UInt8], _ old: [UInt8], _ output: ELFFile, _ order: [Int]
  ) throws(EditRefusal) {
    guard new != old else { return }
    let size = header.symbolSize
    try require(new.count == old.count, "symbols")
    let (sectionField, valueField) = header.class == .elf64 ? (6, 8) : (14, 4)
    let width = header.wordSize
    for start in stride(from: 0, through: new.count - size, by: size) {
      for byte in 0..<size where new[start + byte] != old[start + byte] {
        let isValue = (valueField..<valueField + width).contains(byte)
        try require(isValue || (sectionField..<sectionField + 2).contains(byte), "symbols")
      }
      let was = Int(old.integer(UInt16.self, at: start + sectionField, header.byteOrder))
      let now = Int(new.integer(UInt16.self, at: start + sectionField, header.byteOrder))
      guard was > 0, was < 0xff00 else {
        try require(was == now, "symbols")
        continue
      }
      try require(now < order.count && order[now] == was, "symbols")
      func value(_ bytes: [UInt8]) -> UInt64 {
        width == 8
          ? bytes.integer(UInt64.self, at: start + valueField, header.byteOrder)
          : UInt64(bytes.integer(UInt32.self, at: start + valueField, header.byteOrder))
      }
      let delta = output.sectionHeaders[now].address &- sectionHeaders[was].address
      let mask: UInt64 = width == 8 ? .max : 0xffff_ffff
      try require((value(old) &+ delta) & mask == value(new), "symbols")
    }
  }

  /// Of what is loaded only headers and what they describe has changed.
  func proveLoadedBytes(
    _ output: ELFFile, _ order: [Int], _ image: EditedImage, _ fetch: Fetch
  ) throws(EditRefusal) {
    var free = [
      0..<header.size, header.programHeaderRange, output.header.programHeaderRange,
      header.sectionHeaderRange,
    ]
    for segment in programHeaders where [.interpreter, .dynamic].contains(segment.type) {
      free.append(segment.fileRange)
    }
    // Few sections move, and there is one symbol table of either kind.
    for (new, old) in order.enumerated() {
      let section = sectionHeaders[old]
      if output.sectionHeaders[new].address != section.address || section.type == .symbolTable
        || section.type == .dynamicSymbols
      {
        free.append(section.fileRange)
      }
    }
    if let needs = dynamic?.value(of: .versionNeeds),
      let section = sectionHeaders.first(where: { $0.address == needs && $0.type == .versionNeeds })
    {
      free.append(section.fileRange)
    }
    if let strings = dynamic?.value(of: .stringTable),
      let range = fileRange(ofAddress: strings, count: dynamic?.value(of: .stringTableSize) ?? 0)
    {
      free.append(range)
    }
    // What moves may go where there was padding; that no section has been there is proved by the
    // sections' being the same.
    let placed = zip(output.sectionHeaders, order).filter {
      $0.fileRange != sectionHeaders[$1].fileRange
    }.map(\.0.fileRange)
    let own = patchSegment(movableParts)
    for (index, segment) in programHeaders.enumerated() where segment.type == .load {
      if index == own { continue }
      var offset = segment.fileRange.lowerBound
      for piece in image.pieces(in: segment.fileRange) {
        if case .input(let range) = piece, range.lowerBound == offset {
          offset += piece.count
          continue
        }
        let bytes = piece.bytes(fetch)
        for (place, (new, old)) in zip(offset..., zip(bytes, fetch(offset..<offset + bytes.count)))
        where new != old {
          let isFree = free.contains { $0.contains(place) }
          let wasPadding =
            PatchLayout.isPadding(old) && (new == 0 || placed.contains { $0.contains(place) })
          try require(isFree || wasPadding, "contents at offset \(place)")
        }
        offset += piece.count
      }
      try require(offset == segment.fileRange.upperBound, "contents")
    }
  }

  /// The dynamic section says what was asked for, and what it said before.
  func proveDynamicSection(
    _ output: ELFFile, _ patch: ELFPatch, _ order: [Int], _ image: EditedImage, _ fetch: Fetch
  ) throws(EditRefusal) {
    guard let strings = DynamicStrings(self, fetch) else {
      return try require(output.dynamic == dynamic, "dynamic sections")
    }
    let now = DynamicStrings(output) { image.bytes(in: $0, fetch) }
    guard let now else { return try require(false, "dynamic strings") }
    var expected = DynamicEdit(patch, to: self, strings).entries
    let entries = output.dynamic?.entries ?? []
    if expected.count > entries.count {
      expected.removeAll { $0.type == .flags1 && $0.value == 0 }
    }
    try require(expected.map(\.type) == entries.map(\.type), "dynamic entries")
    var moved: [UInt64: UInt64] = [:]
    for (new, old) in order.enumerated() where sectionHeaders[old].isAllocated {
      let (from, to) = (sectionHeaders[old].address, output.sectionHeaders[new].address)
      if from != to { moved[from] = to }
    }
    for (index, (entry, new)) in zip(expected, entries).enumerated()
    where entry.value != new.value
      || entry.text != nil
    {
      let holds: Bool
      if entry.type.isPatchableString {
        let text = entry.text ?? strings.string(at: entry.value).map { [UInt8]($0) }
        holds = now.string(at: new.value).map { [UInt8]($0) } == text
      } else if entry.type.isMovableAddress {
        holds = moved[entry.value] == new.value
      } else if entry.type == .mipsRLDMapRelative, let origin = entry.origin {
        let mask: UInt64 = header.class == .elf64 ? .max : 0xffff_ffff
        holds =
          (dynamicAddress(origin) &+ entry.value) & mask
          == (output.dynamicAddress(index) &+ new.value) & mask
      } else {
        holds = entry.type == .stringTableSize
      }
      try require(holds, "dynamic entries")
    }
    try proveStrings(strings, now, try StringReferences(self, fetch))
  }

  private func dynamicAddress(_ index: Int) -> UInt64 {
    let start = programHeaders.first { $0.type == .dynamic }?.virtualAddress ?? 0
    return start &+ UInt64(index * 2 * header.wordSize)
  }

  /// Every string that something else points at is as it was.
  private func proveStrings(
    _ old: DynamicStrings, _ new: DynamicStrings, _ references: StringReferences
  ) throws(EditRefusal) {
    guard old.bytes != new.bytes else { return }
    var checked = 0
    for offset in references.fixed where offset < UInt64(old.bytes.count) {
      // What begins inside a string ends with it.
      let start = Int(offset)
      guard start >= checked, let end = old.string(at: offset)?.endIndex else { continue }
      try require(
        end < new.bytes.count && new.bytes[start...end] == old.bytes[start...end], "names")
      checked = end + 1
    }
  }
}
