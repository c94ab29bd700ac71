/// The beginning of a file that stays in place: every segment, and what is loaded.
struct StripPrefix {
  /// Everything before this offset stays.
  let end: Int
  /// Program headers of contents that move with their section, such as
  /// `PT_RISCV_ATTRIBUTES`, with that section's number.
  let movingSegments: [Int: Int]

  init(_ file: ELFFile, _ selection: StripSelection) {
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
    self.end = end
    movingSegments = moving
  }

  /// Whether a section of the input lies before ``end``.
  func holds(_ section: SectionHeader) -> Bool {
    section.fileRange.upperBound <= end && section.offset <= UInt64(end)
  }
}

extension Range where Bound == Int {
  /// Whether all of `other` lies inside.
  func encloses(_ other: Range<Int>) -> Bool {
    lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }
}
