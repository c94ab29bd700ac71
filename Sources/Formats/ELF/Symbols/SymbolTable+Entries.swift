internal import Bytes

extension SymbolTable {
  /// Decodes one entry; its name's length is taken from `allowance`.
  func symbol(
    at index: Int, in file: RawSpan, _ allowance: inout Int
  ) throws(MalformedInput) -> Symbol {
    precondition(index >= 0 && index < count, "a symbol outside its table")
    precondition(file.byteCount == fileSize, "the bytes of another file")
    let order = header.byteOrder
    let start = entries.lowerBound + index * header.symbolSize
    var input = ByteReader(file)
    try input.seek(to: UInt64(start))
    let name = try input.integer(UInt32.self, order, field: "st_name")
    var value: UInt64 = 0
    var size: UInt64 = 0
    if header.class == .elf32 {
      value = UInt64(try input.integer(UInt32.self, order, field: "st_value"))
      size = UInt64(try input.integer(UInt32.self, order, field: "st_size"))
    }
    let info = try input.byte(field: "st_info")
    let other = try input.byte(field: "st_other")
    let section = try input.integer(UInt16.self, order, field: "st_shndx")
    if header.class == .elf64 {
      value = try input.integer(UInt64.self, order, field: "st_value")
      size = try input.integer(UInt64.self, order, field: "st_size")
    }
    let version = try versionEntry(index, file)
    return Symbol(
      index: index, nameRange: try nameRange(name, start, file, &allowance), value: value,
      size: size, binding: SymbolBinding(rawValue: info >> 4),
      type: SymbolType(rawValue: info & 15), other: other,
      place: try place(section, index, start, file), versionIndex: version & 0x7fff,
      isHidden: version & 0x8000 != 0)
  }

  private func nameRange(
    _ offset: UInt32, _ entry: Int, _ file: RawSpan, _ allowance: inout Int
  ) throws(MalformedInput) -> Range<Int> {
    // A table without names may come without strings.
    if offset == 0, strings.isEmpty { return entry..<entry }
    guard Int(offset) < strings.count else {
      throw MalformedInput(.outOfBounds, at: entry, field: "st_name")
    }
    let start = strings.lowerBound + Int(offset)
    let limit = min(strings.upperBound, start + max(0, allowance) + 1)
    var end = start
    // Safe: the string table lies inside the file.
    while end < limit, unsafe file.unsafeLoad(fromByteOffset: end, as: UInt8.self) != 0 {
      end += 1
    }
    guard end < limit else {
      throw MalformedInput(.outOfBounds, at: entry, field: "st_name")
    }
    allowance -= end - start
    return start..<end
  }

  private func place(
    _ stored: UInt16, _ index: Int, _ entry: Int, _ file: RawSpan
  ) throws(MalformedInput) -> SymbolPlace {
    switch stored {
    case 0: return .undefined
    case 0xfff1: return .absolute
    case 0xfff2: return .common
    case 0xffff:
      let field = entry + (header.class == .elf64 ? 6 : 14)
      guard let extendedIndices, index < extendedIndices.count / 4 else {
        throw MalformedInput(.outOfBounds, at: field, field: "st_shndx")
      }
      var input = ByteReader(file)
      try input.seek(to: UInt64(extendedIndices.lowerBound + index * 4))
      let section = try input.integer(UInt32.self, header.byteOrder, field: "st_shndx")
      guard section < header.sectionHeaderCount else {
        throw MalformedInput(.outOfBounds, at: input.position - 4, field: "st_shndx")
      }
      return .section(Int(section))
    case 0xff00...: return .reserved(stored)
    default:
      // A file without section headers still numbers the sections it once had.
      guard header.sectionHeaderCount == 0 || Int(stored) < header.sectionHeaderCount else {
        throw MalformedInput(
          .outOfBounds, at: entry + (header.class == .elf64 ? 6 : 14), field: "st_shndx")
      }
      return .section(Int(stored))
    }
  }

  private func versionEntry(_ index: Int, _ file: RawSpan) throws(MalformedInput) -> UInt16 {
    guard let versionIndices else { return 1 }
    var input = ByteReader(file)
    try input.seek(to: UInt64(versionIndices.lowerBound + index * 2))
    let entry = try input.integer(UInt16.self, header.byteOrder, field: "vs_vers")
    guard entry & 0x7fff < 2 || versions[entry & 0x7fff] != nil else {
      throw MalformedInput(.invalidValue, at: input.position - 2, field: "vs_vers")
    }
    return entry
  }
}
