internal import Bytes

extension ELFFile {
  /// Whether a relocation changes what is loaded read-only.
  ///
  /// `file` is the whole file this value was read from. Looks at every relocation until one does,
  /// so it is asked only of files that say so of themselves. A table that is not where the
  /// dynamic section says counts as one that does.
  func relocatesText(in file: RawSpan) -> Bool {
    guard let dynamic else { return false }
    let withAddends = UInt64(header.wordSize * 3)
    let without = UInt64(header.wordSize * 2)
    let isPLTWithAddends =
      dynamic.value(of: .pltRelocationsType) == DynamicType.relocationsWithAddends.rawValue
    for (table, size, width): (DynamicType, DynamicType, UInt64) in [
      (.relocationsWithAddends, .relocationsWithAddendsSize, withAddends),
      (.relocations, .relocationsSize, without),
      (.pltRelocations, .pltRelocationsSize, isPLTWithAddends ? withAddends : without),
    ] {
      guard let address = dynamic.value(of: table) else { continue }
      guard let range = fileRange(ofAddress: address, count: dynamic.value(of: size) ?? 0) else {
        return true
      }
      var input = ByteReader(file.extracting(range), base: range.lowerBound)
      do throws(MalformedInput) {
        while input.remaining >= Int(width) {
          let place = try input.word(header.class, header.byteOrder, field: "r_offset")
          let info = try input.word(header.class, header.byteOrder, field: "r_info")
          if width == withAddends { try input.skip(header.wordSize, field: "r_addend") }
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
