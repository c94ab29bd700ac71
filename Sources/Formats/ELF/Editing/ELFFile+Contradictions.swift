extension ELFFile {
  /// Gives an edit's failed proof its reason: headers of the input that contradict each other.
  ///
  /// A linker's file never does; of a damaged one no edit can be proved, and that is no bug of
  /// the edit.
  func blamingInput<Result>(
    _ edit: () throws(EditRefusal) -> Result
  ) throws(EditRefusal) -> Result {
    do throws(EditRefusal) { return try edit() } catch  where error.code == .unproven {
      guard let contradiction else { throw error }
      throw EditRefusal(.inconsistent, contradiction)
    }
  }

  /// What in the headers cannot all be true; `nil` when nothing was found.
  var contradiction: String? {
    if !sectionHeaders.isEmpty, let segment = programHeaders.first(where: { $0.type == .dynamic }),
      !segment.fileRange.isEmpty
    {
      let isSection = sectionHeaders.contains {
        $0.type == .dynamic && $0.isAllocated && $0.fileRange == segment.fileRange
          && $0.address == segment.virtualAddress
      }
      if !isSection { return "no section is its dynamic segment" }
    }
    for segment in programHeaders
    where segment.type != .load && segment.virtualAddress > 0 && !segment.fileRange.isEmpty
      && fileRange(ofAddress: segment.virtualAddress, count: segment.fileSize) != segment.fileRange
    {
      return "its segment of type \(segment.type.name) is not at its address"
    }
    let loaded = sectionHeaders.filter { $0.isAllocated && !$0.fileRange.isEmpty }
    if header.type != .relocatable, !programHeaders.isEmpty {
      for section in loaded
      where fileRange(ofAddress: section.address, count: section.size) != section.fileRange {
        return "its section '\(section.name)' is not at its address"
      }
    }
    let ordered = sectionHeaders.filter { !$0.fileRange.isEmpty }.sorted { $0.offset < $1.offset }
    for table in [0..<header.size, header.programHeaderRange, header.sectionHeaderRange] {
      if let section = ordered.first(where: { $0.fileRange.overlaps(table) }) {
        return "its section '\(section.name)' overlaps the headers"
      }
    }
    for segment in programHeaders where segment.type.isMovable && !segment.fileRange.isEmpty {
      let range = segment.fileRange
      let isWhole =
        ordered.isEmpty
        || ordered.contains { $0.fileRange.lowerBound == range.lowerBound }
          && ordered.contains { $0.fileRange.upperBound == range.upperBound }
      if !isWhole { return "its segment of type \(segment.type.name) is not made of sections" }
    }
    for (section, next) in zip(ordered, ordered.dropFirst())
    where section.fileRange.upperBound > next.fileRange.lowerBound {
      return "its sections '\(section.name)' and '\(next.name)' overlap"
    }
    var segments = loadSegments
    segments.sort { $0.virtualAddress < $1.virtualAddress }
    for (segment, next) in zip(segments, segments.dropFirst())
    where segment.virtualAddress.addingReportingOverflow(segment.memorySize).partialValue
      > next.virtualAddress
    {
      return "its segments overlap"
    }
    return nil
  }
}
