internal import Bytes

extension ELFFile {
  /// Whether `text` stands among the constants of the program.
  ///
  /// Those are `.rodata`, and the segments that are neither executable nor writable of a file
  /// without sections. `file` is the whole file this value was read from, which is read through
  /// at the speed of memory.
  public func hasConstant(_ text: String, in file: RawSpan) -> Bool {
    precondition(file.byteCount == size, "the bytes of another file")
    let pattern = Array(text.utf8)
    return readOnlyData.contains { file.firstOffset(of: pattern, in: $0) != nil }
  }

  /// In file order, no byte twice however many sections claim it.
  private var readOnlyData: [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in claimedReadOnlyData.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound < last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  private var claimedReadOnlyData: [Range<Int>] {
    guard !isTruncated else { return [] }
    guard sectionHeaders.isEmpty else {
      return sectionHeaders.filter { $0.name == ".rodata" || $0.name.hasPrefix(".rodata.") }
        .compactMap { readableRange(of: $0) }
    }
    let loads = loadSegments.filter { !$0.flags.contains(.write) }
    let constant = loads.filter { !$0.flags.contains(.execute) }
    return (constant.isEmpty ? loads : constant).map(\.fileRange)
  }
}
