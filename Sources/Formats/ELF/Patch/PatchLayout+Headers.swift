internal import Bytes

extension PatchLayout {
  /// Gives segments, sections and dynamic entries the places they have been found.
  mutating func settle(_ places: PatchArrangement) throws(EditRefusal) {
    let oldEntries = segment(.dynamic).map { segments[$0].virtualAddress } ?? 0
    if let block = places.block { shift(block.source, to: block.place) }
    for (part, place) in places.parts { move(part, to: place) }
    relocateDynamicEntry(from: oldEntries)
    if let segment = places.segment {
      if let ownSegment {
        segments[ownSegment] = segment
      } else if let last = segments.lastIndex(where: { $0.type == .load }) {
        segments.insert(segment, at: last + 1)
      }
    }
    if let addedStack { segments.append(addedStack) }
    if let index = segment(.programHeaders) {
      segments[index].fileSize = UInt64(segments.count * entrySize)
      segments[index].memorySize = segments[index].fileSize
    }
    sortSections()
    try requireRepresentable()
  }

  /// Refuses what the fields of a 32-bit file do not hold.
  private func requireRepresentable() throws(EditRefusal) {
    guard file.header.class == .elf32 else { return }
    let values =
      segments.flatMap { [$0.offset, $0.virtualAddress, $0.physicalAddress, $0.fileSize] }
      + sections.flatMap { [$0.address, $0.size] } + entries.map(\.value)
    guard values.allSatisfy({ $0 <= UInt64(UInt32.max) }) else {
      throw EditRefusal(.unsupported, "the result would be too large for a 32-bit file")
    }
  }

  /// Moves the sections of a block, and what points at them; parts that move alone stay.
  private mutating func shift(_ block: Range<Int>, to place: PatchArrangement.Place) {
    let alone = Set(moving.compactMap { parts[$0] })
    guard let load = file.loadSegments.first(where: { $0.fileRange.encloses(block) }) else {
      return
    }
    let address = load.virtualAddress + (UInt64(block.lowerBound) - load.offset)
    let delta = place.address &- address
    let skip = UInt64(place.offset) &- UInt64(block.lowerBound)
    for index in sections.indices where block.overlaps(sections[index].fileRange) {
      guard !alone.contains(index) else { continue }
      sections[index].offset &+= skip
      sections[index].address &+= delta
    }
    for index in segments.indices
    where segments[index].type.isMovable && block.overlaps(segments[index].fileRange) {
      segments[index].offset &+= skip
      segments[index].virtualAddress &+= delta
      segments[index].physicalAddress &+= delta
    }
    let addresses = address..<address + UInt64(block.count)
    for index in entries.indices
    where entries[index].type.isMovableAddress && addresses.contains(entries[index].value) {
      entries[index].value &+= delta
    }
  }

  private mutating func move(_ part: MovablePart, to place: PatchArrangement.Place) {
    let count = UInt64(size(of: part))
    if let index = parts[part] {
      sections[index].offset = UInt64(place.offset)
      sections[index].address = place.address
      sections[index].size = count
    }
    let type: SegmentType? =
      switch part {
      case .dynamic: .dynamic
      case .interpreter: .interpreter
      case .strings: nil
      }
    if let index = type.flatMap({ segment($0) }) {
      segments[index].offset = UInt64(place.offset)
      segments[index].virtualAddress = place.address
      segments[index].physicalAddress = place.address
      segments[index].fileSize = count
      segments[index].memorySize = count
    }
    if part == .strings {
      for index in entries.indices where entries[index].type == .stringTable {
        entries[index].value = place.address
      }
    }
  }

  /// Keeps `DT_MIPS_RLD_MAP_REL`, which counts from its own address, pointing where it did.
  mutating func relocateDynamicEntry(from old: UInt64) {
    let new = segment(.dynamic).map { segments[$0].virtualAddress } ?? 0
    for index in entries.indices where entries[index].type == .mipsRLDMapRelative {
      guard let origin = entries[index].origin else { continue }
      let before = old &+ UInt64(origin * dynamicEntrySize)
      let after = new &+ UInt64(index * dynamicEntrySize)
      let value = entries[index].value &+ before &- after
      entries[index].value = file.header.class == .elf32 ? value & 0xffff_ffff : value
    }
  }

  /// The dynamic section as it stands in the file, `DT_NULL` included.
  var dynamicBytes: [UInt8] {
    var output = ByteWriter(file.header.byteOrder)
    for entry in entries {
      output.word(entry.type.rawValue, as: file.header.class)
      output.word(entry.value, as: file.header.class)
    }
    output.raw(repeatElement(0, count: dynamicEntrySize))
    return output.bytes
  }

  /// Puts the headers of sections that moved where their addresses belong.
  ///
  /// GNU strip moves sections that are out of order to addresses of its own making.
  private mutating func sortSections() {
    let moved = sections.indices.filter { sections[$0].address != file.sectionHeaders[$0].address }
      .sorted { sections[$0].address < sections[$1].address }
    order.removeAll { moved.contains($0) }
    func isLoaded(_ index: Int) -> Bool {
      // Thread storage has addresses of its own.
      sections[index].isAllocated
        && !(sections[index].type == .noBits && sections[index].flags.contains(.threadLocal))
    }
    for index in moved {
      let address = sections[index].address
      let below = order.indices.filter {
        isLoaded(order[$0]) && sections[order[$0]].address < address
      }
      .max { sections[order[$0]].address < sections[order[$1]].address }
      let above = order.indices.filter {
        isLoaded(order[$0]) && sections[order[$0]].address >= address
      }
      .min { sections[order[$0]].address < sections[order[$1]].address }
      order.insert(index, at: below.map { $0 + 1 } ?? above ?? order.count)
    }
  }
}

extension SectionFlags {
  static let threadLocal = SectionFlags(rawValue: 0x400)  // SHF_TLS
}
