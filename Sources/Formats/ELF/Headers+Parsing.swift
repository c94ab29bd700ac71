internal import Bytes

extension ProgramHeader {
  /// Reads one entry and proves that its sums are representable.
  init(
    parsing input: inout ByteReader, as class: ELFHeader.Class, _ order: ByteOrder
  ) throws(MalformedInput) {
    let start = input.position
    let wide = `class` == .elf64
    type = SegmentType(rawValue: try input.integer(UInt32.self, order, field: "p_type"))
    var bits = wide ? try input.integer(UInt32.self, order, field: "p_flags") : 0
    offset = try input.word(`class`, order, field: "p_offset")
    virtualAddress = try input.word(`class`, order, field: "p_vaddr")
    physicalAddress = try input.word(`class`, order, field: "p_paddr")
    fileSize = try input.word(`class`, order, field: "p_filesz")
    memorySize = try input.word(`class`, order, field: "p_memsz")
    if !wide { bits = try input.integer(UInt32.self, order, field: "p_flags") }
    flags = SegmentFlags(rawValue: bits)
    alignment = try input.word(`class`, order, field: "p_align")
    guard type != .null else { return }
    guard representable(offset, fileSize) else {
      throw MalformedInput(.overflow, at: start + (wide ? 8 : 4), field: "p_offset")
    }
    guard type == .load else { return }
    let end = virtualAddress.addingReportingOverflow(memorySize)
    guard !end.overflow, wide || end.partialValue <= 1 << 32 else {
      throw MalformedInput(.overflow, at: start + (wide ? 16 : 8), field: "p_vaddr")
    }
    guard memorySize >= fileSize else {
      throw MalformedInput(.invalidValue, at: start + (wide ? 40 : 20), field: "p_memsz")
    }
    guard alignment & (alignment &- 1) == 0 || alignment == 0 else {
      throw MalformedInput(.invalidValue, at: start + (wide ? 48 : 28), field: "p_align")
    }
    if alignment > 1, fileSize > 0 {
      guard (virtualAddress &- offset) & (alignment - 1) == 0 else {
        throw MalformedInput(.invalidValue, at: start + (wide ? 8 : 4), field: "p_offset")
      }
    }
  }
}

extension SectionHeader {
  /// Reads one entry, nameless, and proves that its sums are representable.
  init(
    parsing input: inout ByteReader, as class: ELFHeader.Class, _ order: ByteOrder
  ) throws(MalformedInput) {
    let start = input.position
    name = ""
    nameOffset = try input.integer(UInt32.self, order, field: "sh_name")
    type = SectionType(rawValue: try input.integer(UInt32.self, order, field: "sh_type"))
    flags = SectionFlags(rawValue: try input.word(`class`, order, field: "sh_flags"))
    address = try input.word(`class`, order, field: "sh_addr")
    offset = try input.word(`class`, order, field: "sh_offset")
    size = try input.word(`class`, order, field: "sh_size")
    link = try input.integer(UInt32.self, order, field: "sh_link")
    info = try input.integer(UInt32.self, order, field: "sh_info")
    alignment = try input.word(`class`, order, field: "sh_addralign")
    entrySize = try input.word(`class`, order, field: "sh_entsize")
    guard type == .null || type == .noBits || representable(offset, size) else {
      throw MalformedInput(
        .overflow, at: start + (`class` == .elf64 ? 24 : 16), field: "sh_offset")
    }
  }
}

/// Whether the sum of an offset and a size can be a position in a file.
private func representable(_ offset: UInt64, _ size: UInt64) -> Bool {
  let end = offset.addingReportingOverflow(size)
  return !end.overflow && end.partialValue <= UInt64(Int.max)
}
