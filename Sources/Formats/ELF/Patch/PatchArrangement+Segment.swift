extension PatchLayout {
  /// The largest page of the processor's kernels, so that no two segments share one.
  private var pageSize: UInt64 {
    let largest = file.loadSegments.map(\.alignment).max() ?? 0
    let needed: UInt64 = Machine.haveLargePages.contains(file.header.machine) ? 1 << 16 : 4096
    return max(needed, min(largest, 1 << 16))
  }

  /// A segment behind all others, in memory and in the file, still empty.
  func newSegment() throws(EditRefusal) -> ProgramHeader {
    let page = pageSize
    let end = file.loadSegments.map { $0.virtualAddress + $0.memorySize }.max() ?? 0
    let offset = (UInt64(loadedEnd(nil)) + 4095) / 4096 * 4096
    let limit: UInt64 = file.header.class == .elf32 ? 1 << 32 : 1 << 62
    // Room for anything that goes into it.
    guard end < limit - (1 << 31), offset < limit - (1 << 31) else {
      throw EditRefusal(.noRoom, "its segments reach to the end of memory")
    }
    // Like any segment it begins where its page does, less what its offset lacks.
    let address = (end + page - 1) / page * page + offset % page
    return ProgramHeader(
      type: .load, flags: .read, offset: offset, virtualAddress: address,
      physicalAddress: address, fileSize: 0, memorySize: 0, alignment: page)
  }

  /// The end of what stays in place: headers, segments and loaded sections, but for the segment
  /// numbered `own`.
  func loadedEnd(_ own: Int?) -> Int {
    if let own { return file.programHeaders[own].fileRange.lowerBound }
    var end = max(file.header.size, file.header.programHeaderRange.upperBound)
    for segment in file.loadSegments { end = max(end, segment.fileRange.upperBound) }
    for section in file.sectionHeaders where section.isAllocated {
      end = max(end, section.fileRange.upperBound)
    }
    return end
  }

  /// Everything that stands where the program headers grow to, in whole sections and segments.
  ///
  /// Refuses when something of it may not move.
  func displaced(
    by table: Range<Int>, _ fetch: ELFFile.Fetch
  ) throws(EditRefusal) -> Range<Int> {
    guard !table.isEmpty else { return table }
    let load = file.loadSegments.first { $0.fileRange.encloses(table) }
    guard let load else {
      throw EditRefusal(.noRoom, "no loaded bytes follow its program headers")
    }
    var range = table
    var isGrowing = true
    var passes = 0
    while isGrowing {
      isGrowing = false
      passes += 1
      // Linkers put a dozen sections there at most, one behind the other.
      guard passes < 32 else {
        throw EditRefusal(.inconsistent, "sections overlap behind its program headers")
      }
      for (index, section) in file.sectionHeaders.enumerated()
      where section.fileRange.overlaps(range) {
        guard section.isMovable || parts.values.contains(index), section.offset >= table.lowerBound
        else {
          throw EditRefusal(
            .noRoom, "section '\(section.name)' stands in the way of another program header")
        }
        if section.fileRange.upperBound > range.upperBound {
          range = range.lowerBound..<section.fileRange.upperBound
          isGrowing = true
        }
      }
      for segment in file.programHeaders
      where segment != load && segment.type != .programHeaders && segment.fileRange.overlaps(range)
      {
        guard segment.type.isMovable, segment.offset >= table.lowerBound else {
          throw EditRefusal(
            .noRoom, "segment \(segment.type.name) stands in the way of another program header")
        }
        if segment.fileRange.upperBound > range.upperBound {
          range = range.lowerBound..<segment.fileRange.upperBound
          isGrowing = true
        }
      }
    }
    guard load.fileRange.encloses(range) else {
      throw EditRefusal(.inconsistent, "a section reaches out of its segment")
    }
    let places =
      file.sectionHeaders.filter { $0.fileRange.overlaps(range) }.map { ($0.offset, $0.address) }
      + file.programHeaders.filter {
        $0.type.isMovable && $0.fileRange.overlaps(range)
      }.map { ($0.offset, $0.virtualAddress) }
    let delta = load.virtualAddress &- load.offset
    guard places.allSatisfy({ $1 &- $0 == delta }) else {
      throw EditRefusal(.inconsistent, "a section is not at the address its offset gives it")
    }
    guard file.sectionHeaders.count(where: { $0.fileRange.overlaps(range) }) < 32 else {
      throw EditRefusal(.inconsistent, "sections overlap behind its program headers")
    }
    try requirePadding(range, fetch)
    return range
  }

  /// Proves what laying out relies on.
  func requireArrangeable() throws(EditRefusal) {
    guard !file.sectionHeaders.isEmpty else {
      throw EditRefusal(.noSections, "it has no section headers to tell what may move")
    }
    guard file.programHeaders.count <= 254 else {
      throw EditRefusal(.unsupported, "it has \(file.programHeaders.count) program headers")
    }
    for type in [SectionType.symbolTable, .dynamicSymbols] {
      guard file.sectionHeaders.count(where: { $0.type == type }) <= 1 else {
        throw EditRefusal(.inconsistent, "it has two sections of type \(type.name)")
      }
    }
    for part in moving {
      guard parts[part] != nil else {
        throw EditRefusal(
          .inconsistent, "no section '\(part.sectionName)' is what the loader reads")
      }
    }
    let loads = file.loadSegments
    for (segment, next) in zip(loads, loads.dropFirst()) {
      guard segment.virtualAddress + segment.memorySize <= next.virtualAddress else {
        throw EditRefusal(.inconsistent, "its segments overlap or are out of order")
      }
    }
    let count = file.sectionHeaders.count
    for (index, section) in file.sectionHeaders.enumerated() where index > 0 {
      let named =
        section.type.infoNamesSection || section.flags.contains(.infoLink) ? section.info : 0
      guard section.type == .null || (Int(section.link) < count && Int(named) < count) else {
        throw EditRefusal(
          .inconsistent, "section '\(section.name)' refers to a section that does not exist")
      }
      guard section.type != .extendedIndices else {
        throw EditRefusal(.unsupported, "its symbols refer to more than 65,279 sections")
      }
    }
    let end = loadedEnd(ownSegment)
    let tailFloor = ownSegment.map { segments[$0].fileRange.upperBound } ?? end
    for section in file.sectionHeaders where !section.isAllocated {
      let range = section.fileRange
      guard range.isEmpty || range.upperBound <= end || range.lowerBound >= tailFloor else {
        throw EditRefusal(
          .inconsistent, "section '\(section.name)' is partly inside a segment")
      }
    }
  }
}

extension Machine {
  /// Processors whose kernels may have pages of 64 KiB: PowerPC, MIPS, arm64 and LoongArch.
  static let haveLargePages: Set<UInt16> = [mips, 20, 21, 183, 258]
}
