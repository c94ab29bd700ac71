internal import Bytes

extension ELFFile {
  /// Reads a stripped image back and compares it with this file.
  ///
  /// Contents are not read: a piece of the input at its old offset is equal as it stands, so
  /// only the new bytes are compared, and those that differ must belong to the file's own
  /// headers. Equal segments and allocated sections mean that the build ids, and the build info
  /// of a Go program, are as they were. Refuses when anything a loader, linker or debugger
  /// finds the program by is different.
  func prove(
    _ image: EditedImage, _ selection: StripSelection, _ trailingCount: Int, of input: RawSpan
  ) throws(EditRefusal) {
    let output: ELFFile
    do throws(MalformedInput) {
      output = try ELFFile(size: image.size) { range in image.bytes(in: range, from: input) }
    } catch {
      throw EditRefusal(.unproven, "the result does not read back: \(error)")
    }
    func require(_ holds: Bool, _ what: String) throws(EditRefusal) {
      if !holds { throw EditRefusal(.unproven, "the result has different \(what)") }
    }
    var expected = header
    expected.sectionHeaderOffset = output.header.sectionHeaderOffset
    expected.sectionHeaderCount = output.header.sectionHeaderCount
    expected.sectionNameIndex = output.header.sectionNameIndex
    try require(output.header == expected, "file headers")
    try require(
      !output.isTruncated && output.trailingByteCount == trailingCount, "bytes at its end")
    try require(output.notes == notes, "notes")
    try require(output.interpreter == interpreter, "interpreters")
    try require(
      output.dynamic == dynamic && output.versionNeeds == versionNeeds, "dynamic sections")
    try proveSegments(output, image, input)
    try proveSections(output, selection, image, input)
    try proveContents(image, input)
    try proveSymbols(output, selection, image, input)
  }

  private func proveSegments(
    _ output: ELFFile, _ image: EditedImage, _ input: RawSpan
  ) throws(EditRefusal) {
    let refusal = EditRefusal(.unproven, "the result has different segments")
    guard output.programHeaders.count == programHeaders.count else { throw refusal }
    for (old, new) in zip(programHeaders, output.programHeaders) where old != new {
      var moved = old
      moved.offset = new.offset
      guard old.type != .load, moved == new,
        image.bytes(in: new.fileRange, from: input)
          == [UInt8](copying: input.extracting(old.fileRange))
      else { throw refusal }
    }
  }

  private func proveSections(
    _ output: ELFFile, _ selection: StripSelection, _ image: EditedImage, _ input: RawSpan
  ) throws(EditRefusal) {
    guard output.sectionHeaders.count == selection.kept.count else {
      throw EditRefusal(.unproven, "the result has different sections")
    }
    let isObject = header.type == .relocatable
    for (index, new) in zip(selection.kept, output.sectionHeaders) where index != 0 {
      let old = selection.sections[index]
      var expected = old
      expected.nameOffset = new.nameOffset
      if old.type != .null {
        expected.link = UInt32(selection.newIndex[Int(old.link)])
        expected.info = new.info
        if old.isRelocation || old.flags.contains(.infoLink) {
          expected.info = UInt32(selection.newIndex[Int(old.info)])
        }
      }
      if old.type == .noBits || isObject || !old.isAllocated { expected.offset = new.offset }
      if !old.isAllocated { expected.size = new.size }
      guard expected == new,
        !isObject || !old.isAllocated
          || image.bytes(in: new.fileRange, from: input)
            == [UInt8](copying: input.extracting(old.fileRange))
      else {
        throw EditRefusal(.unproven, "the result has a different section '\(old.name)'")
      }
    }
  }

  /// Compares what stays in place, up to the end of the last segment or allocated section.
  ///
  /// Only the file's own headers may differ, and symbol tables in their section numbers.
  private func proveContents(
    _ image: EditedImage, _ input: RawSpan
  ) throws(EditRefusal) {
    guard header.type != .relocatable else { return }
    let table = header.sectionHeaderRange
    let allocated = sectionHeaders.filter(\.isAllocated)
    let loaded = loadSegments.map(\.fileRange)
    let symbols = sectionHeaders.filter { section in
      if section.type == .dynamicSymbols {
        return !allocated.contains { $0 != section && $0.fileRange.overlaps(section.fileRange) }
      }
      return section.type == .symbolTable
        && !loaded.contains { $0.overlaps(section.fileRange) }
    }
    let tableIsFree = !allocated.contains { $0.fileRange.overlaps(table) }
    let free =
      [0..<header.size, header.programHeaderRange] + (tableIsFree ? [table] : [])
      + symbols.map(\.fileRange)
    let end = max(
      loadSegments.map(\.fileRange.upperBound).max() ?? 0,
      allocated.map(\.fileRange.upperBound).max() ?? 0)
    var offset = 0
    for piece in image.pieces where offset < end {
      switch piece {
      case .input(let range):
        guard range.lowerBound == offset else {
          throw EditRefusal(.unproven, "the result has moved contents")
        }
      case .bytes(let bytes):
        for (place, byte) in zip(offset..., bytes) where place < end {
          let old = unsafe input.unsafeLoad(fromByteOffset: place, as: UInt8.self)
          guard byte == old || free.contains(where: { $0.contains(place) }) else {
            throw EditRefusal(.unproven, "the result has different contents")
          }
        }
      }
      offset += piece.count
    }
    guard offset >= end else {
      throw EditRefusal(.unproven, "the result is incomplete")
    }
  }
}
