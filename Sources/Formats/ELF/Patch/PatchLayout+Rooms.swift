extension ELFFile {
  /// The sections that hold a movable part and nothing else.
  var movableParts: [MovablePart: Int] {
    var result: [MovablePart: Int] = [:]
    for (index, section) in sectionHeaders.enumerated()
    where section.isAllocated && section.type != .noBits {
      guard let part = MovablePart.allCases.first(where: { $0.isHeld(by: section) }),
        result[part] == nil, !section.fileRange.isEmpty
      else { continue }
      func isSegment(_ type: SegmentType) -> Bool {
        programHeaders.contains { $0.type == type && $0.fileRange == section.fileRange }
      }
      let isWhole =
        switch part {
        case .dynamic: isSegment(.dynamic)
        case .interpreter: isSegment(.interpreter)
        case .strings:
          dynamic?.value(of: .stringTable) == section.address
            && dynamic?.value(of: .stringTableSize) == section.size
        }
      if isWhole { result[part] = index }
    }
    return result
  }

  /// The number of the segment that an earlier patch added; `nil` when there is none.
  ///
  /// Told by its structure: behind all others, beginning with padding on a page of its own, and
  /// filled with sections that nothing but headers and the dynamic section point at.
  func patchSegment(_ parts: [MovablePart: Int]) -> Int? {
    guard let index = programHeaders.lastIndex(where: { $0.type == .load }) else { return nil }
    let segment = programHeaders[index]
    let range = segment.fileRange
    guard !range.isEmpty, segment.fileSize == segment.memorySize,
      !segment.flags.contains(.execute), segment.offset % 4096 == 0,
      segment.virtualAddress % 4096 == 0,
      loadSegments.dropLast().allSatisfy({
        $0.virtualAddress + $0.memorySize <= segment.virtualAddress
          && $0.fileRange.upperBound <= range.lowerBound
      }),
      programHeaders.allSatisfy({
        $0.type == .load || $0.fileRange.isEmpty || !$0.fileRange.overlaps(range)
          || ($0.type.isMovable && range.encloses($0.fileRange))
      })
    else { return nil }
    let inside = sectionHeaders.indices.filter { sectionHeaders[$0].fileRange.overlaps(range) }
      .sorted { sectionHeaders[$0].offset < sectionHeaders[$1].offset }
    var end = range.lowerBound
    for index in inside {
      let section = sectionHeaders[index]
      let gap = section.fileRange.lowerBound - end
      guard section.isMovable || parts.values.contains(index), range.encloses(section.fileRange),
        gap >= 0,
        gap <= 4096, end > range.lowerBound || gap >= PatchLayout.padding
      else { return nil }
      end = section.fileRange.upperBound
    }
    return !inside.isEmpty && range.upperBound - end < 16 ? index : nil
  }
}

extension PatchLayout {
  /// Zeros at the start of the added segment.
  ///
  /// Nothing else may begin where it does: `llvm-strip` takes whichever of two segments comes
  /// first in the table for the one that holds the other.
  static let padding = 16

  /// The bytes behind the program headers that nothing uses, but for parts that may move and
  /// the section headers, which may go to the end of the file.
  func headRoom(behind start: Int) -> Range<Int> {
    guard let load = file.loadSegments.first(where: { $0.fileRange.contains(start - 1) }) else {
      return start..<start
    }
    var end = min(load.fileRange.upperBound, start + 1 << 16)
    let movable = parts.filter { $0.key != .dynamic }.map { file.sectionHeaders[$0.value] }
    let used =
      file.programHeaders.filter { segment in
        ![.load, .programHeaders].contains(segment.type)
          && !(segment.type == .interpreter
            && movable.contains { $0.fileRange == segment.fileRange })
      }
      .map(\.fileRange)
      + file.loadSegments.filter { $0 != load }.map(\.fileRange)
      + file.sectionHeaders.filter { !movable.contains($0) }.map(\.fileRange)
    for range in used where !range.isEmpty && range.upperBound > start {
      end = min(end, range.lowerBound)
    }
    // A part that is only half inside cannot be moved out of the way.
    for section in movable {
      let range = section.fileRange
      if range.overlaps(start..<max(start, end)), !(start..<end).encloses(range) {
        end = min(end, range.lowerBound)
      }
    }
    return start..<max(start, end)
  }

  /// Whether a byte that nothing describes is one that linkers, or `patchelf`, fill gaps with.
  ///
  /// - SeeAlso: patchelf, `ElfFile::writeReplacedSections`, which writes over what it moves.
  static func isPadding(_ byte: UInt8) -> Bool { [0, 0x58, 0x5a].contains(byte) }

  /// Refuses when bytes of `range` that nothing describes are more than padding.
  func requirePadding(_ range: Range<Int>, _ fetch: ELFFile.Fetch) throws(EditRefusal) {
    let described =
      (file.sectionHeaders.map(\.fileRange) + [file.header.sectionHeaderRange]
      + file.programHeaders.filter { $0.type != .load }.map(\.fileRange))
      .filter { $0.overlaps(range) }.sorted { $0.lowerBound < $1.lowerBound }
    var start = range.lowerBound
    for used in described + [range.upperBound..<range.upperBound] {
      while start < used.lowerBound {
        let end = min(used.lowerBound, start + 1 << 16)
        guard fetch(start..<end).allSatisfy(Self.isPadding) else {
          throw EditRefusal(
            .noRoom, "bytes of no section stand in the way, from offset \(start) on")
        }
        start = end
      }
      start = max(start, used.upperBound)
    }
  }
}

extension SegmentType {
  /// Whether this describes a section that moves, and moves with it.
  var isMovable: Bool {
    switch rawValue {
    // PT_MIPS_REGINFO to PT_MIPS_ABIFLAGS
    case 0x7000_0000...0x7000_0003: true
    default: [.interpreter, .dynamic, .note, .property].contains(self)
    }
  }
}

extension SectionHeader {
  /// Whether only headers and the dynamic section point at this, never code.
  var isMovable: Bool {
    guard isAllocated, !flags.contains(.execute) else { return false }
    switch type {
    case .note, .hash, .gnuHash, .dynamicSymbols, .symbolVersions, .versionNeeds,
      .versionDefinitions:
      return true
    default:
      // SHT_MIPS_REGINFO, SHT_MIPS_OPTIONS, SHT_MIPS_ABIFLAGS
      return [0x7000_0006, 0x7000_000d, 0x7000_002a].contains(type.rawValue)
    }
  }
}
