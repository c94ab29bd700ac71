internal import Bytes

extension ELFFile {
  /// Whether a relocation changes what is loaded read-only.
  ///
  /// `file` is the whole file this value was read from. Looks at every relocation until one does,
  /// so it is asked only of files that say so of themselves. A table that is not where the
  /// dynamic section says counts as one that does.
  func relocatesText(in file: RawSpan) -> Bool {
    guard let dynamic else { return false }
    for table in loadedRelocations(dynamic) {
      guard let range = table.range else { return true }
      var input = ByteReader(file.extracting(range), base: range.lowerBound)
      do throws(MalformedInput) {
        while input.remaining >= table.entrySize {
          let place = try input.word(header.class, header.byteOrder, field: "r_offset")
          let info = try input.word(header.class, header.byteOrder, field: "r_info")
          if table.hasAddends { try input.skip(header.wordSize, field: "r_addend") }
          // All zero is a relocation that does nothing, on every processor.
          if info != 0, isReadOnly(place) { return true }
        }
      } catch {
        preconditionFailure("an entry that is there can be read")
      }
    }
    return false
  }

  private func isReadOnly(_ address: UInt64) -> Bool {
    loadSegments.contains {
      !$0.flags.contains(.write) && address >= $0.virtualAddress
        && address - $0.virtualAddress < $0.memorySize
    }
  }
}
