internal import Bytes

extension ELFFile {
  /// Copies a range that lies inside the file.
  typealias Fetch = (Range<Int>) -> [UInt8]

  /// Reads the headers of a file of `size` bytes that need not be in memory at once.
  init(size: Int, fetch: Fetch) throws(MalformedInput) {
    let start = fetch(0..<min(size, 64))
    var input = unsafe ByteReader(start.span.bytes)
    var header = try ELFHeader(parsing: &input)
    try header.checkProgramHeaderTable(fileSize: size)
    try header.resolveSectionHeaderTable(fileSize: size, fetch: fetch)
    let segments = try Self.programHeaders(header, fetch)
    let sections = try Self.sectionHeaders(header, size, fetch)

    self.size = size
    self.header = header
    programHeaders = segments
    sectionHeaders = sections
    isTruncated =
      segments.contains { $0.fileRange.upperBound > size }
      || sections.contains { $0.fileRange.upperBound > size }
    trailingByteCount = Self.trailingByteCount(
      after: Self.describedSize(header, segments, sections), size, fetch)
    guard !isTruncated else {
      interpreter = nil
      dynamic = nil
      versionNeeds = []
      versionDefinitions = []
      notes = Notes()
      return
    }
    interpreter = try Self.interpreter(segments, sections, fetch)
    var strings: StringTable
    (dynamic, strings) = try Self.dynamic(header, segments, sections, size, fetch)
    versionNeeds = try Self.versionNeeds(dynamic, &strings, header, segments, fetch)
    versionDefinitions = try Self.versionDefinitions(dynamic, &strings, header, segments, fetch)
    notes = Notes(header, segments, sections, size, fetch)
  }

  private static func programHeaders(
    _ header: ELFHeader, _ fetch: Fetch
  ) throws(MalformedInput) -> [ProgramHeader] {
    let range = header.programHeaderRange
    let table = fetch(range)
    var input = unsafe ByteReader(table.span.bytes, base: range.lowerBound)
    var result: [ProgramHeader] = []
    for _ in 0..<header.programHeaderCount {
      let position = input.position
      let entry = try ProgramHeader(parsing: &input, as: header.class, header.byteOrder)
      // Which of two would count is anybody's guess: the kernel, the loader and readelf differ.
      if [.interpreter, .dynamic, .programHeaders].contains(entry.type),
        result.contains(where: { $0.type == entry.type })
      {
        throw MalformedInput(.invalidValue, at: position, field: "p_type")
      }
      result.append(entry)
    }
    return result
  }

  private static func sectionHeaders(
    _ header: ELFHeader, _ size: Int, _ fetch: Fetch
  ) throws(MalformedInput) -> [SectionHeader] {
    let range = header.sectionHeaderRange
    let table = fetch(range)
    var input = unsafe ByteReader(table.span.bytes, base: range.lowerBound)
    var result: [SectionHeader] = []
    result.reserveCapacity(header.sectionHeaderCount)
    for _ in 0..<header.sectionHeaderCount {
      result.append(try SectionHeader(parsing: &input, as: header.class, header.byteOrder))
    }
    guard header.sectionNameIndex != 0 else { return result }
    let names = result[header.sectionNameIndex]
    let position = range.lowerBound + header.sectionNameIndex * header.sectionHeaderSize
    guard names.type == .stringTable else {
      throw MalformedInput(.invalidValue, at: position + 4, field: "sh_type")
    }
    guard names.fileRange.upperBound <= size else {
      throw MalformedInput(
        .outOfBounds, at: position + (header.class == .elf64 ? 24 : 16), field: "sh_offset")
    }
    var strings = StringTable(
      fetch(names.fileRange), allowance: StringTable.allowance(forFileOf: size))
    for index in result.indices {
      guard let name = strings.string(at: UInt64(result[index].nameOffset)) else {
        throw MalformedInput(
          .outOfBounds, at: range.lowerBound + index * header.sectionHeaderSize,
          field: "sh_name")
      }
      result[index].name = name
    }
    return result
  }

  static func describedSize(
    _ header: ELFHeader, _ segments: [ProgramHeader], _ sections: [SectionHeader]
  ) -> Int {
    var end = max(
      header.size, header.programHeaderRange.upperBound, header.sectionHeaderRange.upperBound)
    for segment in segments { end = max(end, segment.fileRange.upperBound) }
    for section in sections { end = max(end, section.fileRange.upperBound) }
    return end
  }

  private static func trailingByteCount(after end: Int, _ size: Int, _ fetch: Fetch) -> Int {
    guard end < size else { return 0 }
    let largestPage = 1 << 16
    let isPadding = size - end < largestPage && fetch(end..<size).allSatisfy { $0 == 0 }
    return isPadding ? 0 : size - end
  }

  private static func interpreter(
    _ segments: [ProgramHeader], _ sections: [SectionHeader], _ fetch: Fetch
  ) throws(MalformedInput) -> String? {
    guard let segment = segments.first(where: { $0.type == .interpreter }) else { return nil }
    let range = segment.fileRange
    // A file of debugging information keeps the headers of what it left behind.
    if range.isEmpty || sections.contains(where: { $0.name == ".interp" && $0.type == .noBits }) {
      return nil
    }
    guard range.count <= 4096 else {
      throw MalformedInput(.invalidValue, at: range.lowerBound, field: "PT_INTERP")
    }
    let bytes = fetch(range)
    guard let end = bytes.firstIndex(of: 0), end > 0 else {
      throw MalformedInput(.invalidValue, at: range.lowerBound, field: "PT_INTERP")
    }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }
}
