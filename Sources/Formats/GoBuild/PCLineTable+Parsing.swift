public import Bytes
public import ELF

extension PCLineTable {
  /// Finds and reads the table of a program; `nil` when it has none.
  ///
  /// `bytes` is the whole file that `file` was read from. Without a section of that name it is
  /// searched for in the segments that are not executable, but only when `isSearching`: that
  /// reads through the file. Throws when the section is there and damaged; what a search finds
  /// may be a coincidence.
  public init?(
    of file: ELFFile, in bytes: RawSpan, searching isSearching: Bool = false
  ) throws(MalformedInput) {
    guard bytes.byteCount == file.size, !file.isTruncated else { return nil }
    // `.data.rel.ro.gopclntab` is its name in position-independent programs of some linkers.
    let section = file.sectionHeaders.first {
      ($0.name == ".gopclntab" || $0.name == ".data.rel.ro.gopclntab") && !$0.fileRange.isEmpty
    }
    if let section {
      try self.init(in: bytes, at: section.fileRange, file.header)
      return
    }
    guard isSearching else { return nil }
    for segment in file.loadSegments where !segment.flags.contains(.execute) {
      for start in Self.candidates(segment.fileRange, bytes, file.header) {
        let area = start..<segment.fileRange.upperBound
        if let found = try? PCLineTable(in: bytes, at: area, file.header) {
          self = found
          return
        }
      }
    }
    return nil
  }

  /// Where a header might begin: linkers align it to eight bytes at least.
  private static func candidates(
    _ range: Range<Int>, _ bytes: RawSpan, _ header: ELFHeader
  ) -> [Int] {
    var result: [Int] = []
    unsafe bytes.withUnsafeBytes { buffer in
      var offset = (range.lowerBound + 7) / 8 * 8
      while offset < range.upperBound, range.upperBound - offset >= 64, result.count < 16 {
        let word = unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        let magic = header.byteOrder == .little ? word.littleEndian : word.bigEndian
        // Most bytes of a file are not 0xff, so one comparison decides.
        if magic >= 0xffff_fff0, Layout(rawValue: magic) != nil { result.append(offset) }
        offset += 8
      }
    }
    return result
  }

  /// Reads the header of the table that is all of `range`.
  init(in bytes: RawSpan, at range: Range<Int>, _ header: ELFHeader) throws(MalformedInput) {
    let order = header.byteOrder
    var input = ByteReader(bytes.extracting(range), base: range.lowerBound)
    let magic = try input.integer(UInt32.self, order, field: "magic")
    guard let layout = Layout(rawValue: magic) else {
      throw MalformedInput(.badMagic, at: range.lowerBound, field: "magic")
    }
    guard try input.integer(UInt16.self, order, field: "pad") == 0 else {
      throw MalformedInput(.invalidValue, at: range.lowerBound + 4, field: "pad")
    }
    let quantum = try input.byte(field: "minLC")
    guard [1, 2, 4].contains(quantum) else {
      throw MalformedInput(.invalidValue, at: range.lowerBound + 6, field: "minLC")
    }
    let pointerSize = try input.byte(field: "ptrSize")
    guard Int(pointerSize) * 8 == header.class.bits else {
      throw MalformedInput(.invalidValue, at: range.lowerBound + 7, field: "ptrSize")
    }
    let width = header.class
    self.layout = layout
    instructionQuantum = quantum
    self.pointerSize = pointerSize
    functionCount = try input.word(width, order, field: "nfunc")
    if layout == .go1_2 {
      sourceFiles = try Self.olderFiles(&input, functionCount, order, in: range)
      return
    }
    let countPlace = input.position
    let count = try input.word(width, order, field: "nfiles")
    if layout != .go1_16 { _ = try input.word(width, order, field: "textStart") }
    _ = try input.word(width, order, field: "funcnameOffset")
    _ = try input.word(width, order, field: "cuOffset")
    let place = input.position
    let start = try input.word(width, order, field: "filetabOffset")
    let end = try input.word(width, order, field: "pctabOffset")
    guard start <= end, end <= UInt64(range.count) else {
      throw MalformedInput(.outOfBounds, at: place, field: "filetabOffset")
    }
    // A name takes its NUL at least.
    guard count <= end - start else {
      throw MalformedInput(.outOfBounds, at: countPlace, field: "nfiles")
    }
    let names = range.lowerBound + Int(start)..<range.lowerBound + Int(end)
    sourceFiles = SourceFiles(count: Int(count), storage: .sequence(names))
  }

  /// Before Go 1.16 the names were found through offsets behind the function table, the first
  /// of which is the length of the offsets.
  private static func olderFiles(
    _ input: inout ByteReader, _ functions: UInt64, _ order: ByteOrder, in range: Range<Int>
  ) throws(MalformedInput) -> SourceFiles {
    let pairs = functions.multipliedReportingOverflow(by: 2)
    let width = UInt64(input.position - range.lowerBound - 8)
    let bytes = pairs.partialValue.addingReportingOverflow(1)
    let size = bytes.partialValue.multipliedReportingOverflow(by: width)
    guard !pairs.overflow, !bytes.overflow, !size.overflow,
      size.partialValue <= UInt64(input.remaining)
    else { throw MalformedInput(.outOfBounds, at: range.lowerBound + 8, field: "nfunc") }
    try input.skip(Int(size.partialValue), field: "functab")
    let place = input.position
    let offset = try input.integer(UInt32.self, order, field: "fileoff")
    guard offset < range.count else {
      throw MalformedInput(.outOfBounds, at: place, field: "fileoff")
    }
    let start = range.lowerBound + Int(offset)
    try input.seek(to: UInt64(start), field: "fileoff")
    let length = Int(try input.integer(UInt32.self, order, field: "filetab"))
    guard length * 4 <= range.upperBound - start else {
      throw MalformedInput(.outOfBounds, at: start, field: "filetab")
    }
    let offsets = start + 4..<max(start + 4, start + length * 4)
    return SourceFiles(
      count: max(0, length - 1), storage: .offsets(offsets, table: range, order))
  }
}
