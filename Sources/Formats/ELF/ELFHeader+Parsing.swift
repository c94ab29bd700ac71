public import Bytes

extension ELFHeader {
  /// Reads the file header with the counts as stored, extended numbering unresolved.
  ///
  /// Strict where the kernel is lax: it looks at neither class, data encoding, versions nor
  /// header sizes, and other readers go astray on files that lie about them.
  init(parsing input: inout ByteReader) throws(MalformedInput) {
    guard try input.integer(UInt32.self, .big, field: "e_ident[EI_MAG]") == 0x7f45_4c46 else {
      throw MalformedInput(.badMagic, at: input.position - 4, field: "e_ident[EI_MAG]")
    }
    guard let fileClass = Class(rawValue: try input.byte(field: "e_ident[EI_CLASS]")) else {
      throw input.invalid("e_ident[EI_CLASS]", 1)
    }
    let order: ByteOrder
    switch try input.byte(field: "e_ident[EI_DATA]") {
    case 1: order = .little
    case 2: order = .big
    default: throw input.invalid("e_ident[EI_DATA]", 1)
    }
    guard try input.byte(field: "e_ident[EI_VERSION]") == 1 else {
      throw input.invalid("e_ident[EI_VERSION]", 1)
    }
    `class` = fileClass
    byteOrder = order
    osABI = try input.byte(field: "e_ident[EI_OSABI]")
    abiVersion = try input.byte(field: "e_ident[EI_ABIVERSION]")
    try input.skip(7, field: "e_ident[EI_PAD]")
    type = ObjectType(rawValue: try input.integer(UInt16.self, order, field: "e_type"))
    machine = try input.integer(UInt16.self, order, field: "e_machine")
    guard try input.integer(UInt32.self, order, field: "e_version") == 1 else {
      throw input.invalid("e_version", 4)
    }
    entry = try input.word(fileClass, order, field: "e_entry")
    programHeaderOffset = try input.word(fileClass, order, field: "e_phoff")
    sectionHeaderOffset = try input.word(fileClass, order, field: "e_shoff")
    flags = try input.integer(UInt32.self, order, field: "e_flags")
    let size = try input.integer(UInt16.self, order, field: "e_ehsize")
    guard size == (fileClass == .elf32 ? 52 : 64) else { throw input.invalid("e_ehsize", 2) }
    let segmentSize = try input.integer(UInt16.self, order, field: "e_phentsize")
    let segments = try input.integer(UInt16.self, order, field: "e_phnum")
    guard segments == 0 || segmentSize == (fileClass == .elf32 ? 32 : 56) else {
      throw MalformedInput(.invalidValue, at: input.position - 4, field: "e_phentsize")
    }
    let sectionSize = try input.integer(UInt16.self, order, field: "e_shentsize")
    let sections = try input.integer(UInt16.self, order, field: "e_shnum")
    guard sectionHeaderOffset == 0 || sectionSize == (fileClass == .elf32 ? 40 : 64) else {
      throw MalformedInput(.invalidValue, at: input.position - 4, field: "e_shentsize")
    }
    programHeaderCount = Int(segments)
    sectionHeaderCount = Int(sections)
    sectionNameIndex = Int(try input.integer(UInt16.self, order, field: "e_shstrndx"))
  }

  /// Proves that the program header table lies inside the file, clear of this header.
  func checkProgramHeaderTable(fileSize: Int) throws(MalformedInput) {
    let countField = `class` == .elf32 ? 44 : 56
    // PN_XNUM moves the count into section 0; the kernel does not start such programs.
    guard programHeaderCount != 0xffff else {
      throw MalformedInput(.unsupported, at: countField, field: "e_phnum")
    }
    guard programHeaderCount <= 256 else {
      throw MalformedInput(.invalidValue, at: countField, field: "e_phnum")
    }
    guard programHeaderCount > 0 else { return }
    let field = `class` == .elf32 ? 28 : 32
    let bytes = UInt64(programHeaderCount * programHeaderSize)
    guard programHeaderOffset <= UInt64(fileSize), bytes <= UInt64(fileSize) - programHeaderOffset
    else { throw MalformedInput(.outOfBounds, at: field, field: "e_phoff") }
    guard programHeaderOffset >= UInt64(size) else {
      throw MalformedInput(.invalidValue, at: field, field: "e_phoff")
    }
  }

  /// Resolves extended numbering and proves that the section header table lies inside the
  /// file, clear of the other headers.
  mutating func resolveSectionHeaderTable(
    fileSize: Int, fetch: ELFFile.Fetch
  ) throws(MalformedInput) {
    let field = sectionHeaderOffsetField
    guard sectionHeaderOffset != 0 else {
      guard sectionHeaderCount == 0 else {
        throw MalformedInput(.invalidValue, at: sectionHeaderCountField, field: "e_shnum")
      }
      sectionNameIndex = 0
      return
    }
    guard sectionHeaderOffset <= UInt64(fileSize),
      sectionHeaderSize <= fileSize - Int(sectionHeaderOffset)
    else { throw MalformedInput(.outOfBounds, at: field, field: "e_shoff") }
    guard sectionHeaderOffset >= UInt64(size) else {
      throw MalformedInput(.invalidValue, at: field, field: "e_shoff")
    }
    if sectionHeaderCount == 0 || sectionNameIndex == 0xffff {
      let start = Int(sectionHeaderOffset)
      let stored = fetch(start..<start + sectionHeaderSize)
      var reader = unsafe ByteReader(stored.span.bytes, base: start)
      let first = try SectionHeader(parsing: &reader, as: `class`, byteOrder)
      if sectionHeaderCount == 0 {
        // No table is longer than the file, so the bound below also bounds the memory taken.
        guard first.size > 0, first.size <= 1 << 20 else {
          throw MalformedInput(.invalidValue, at: start, field: "sh_size")
        }
        sectionHeaderCount = Int(first.size)
      }
      if sectionNameIndex == 0xffff { sectionNameIndex = Int(first.link) }
    }
    guard sectionHeaderCount * sectionHeaderSize <= fileSize - Int(sectionHeaderOffset) else {
      throw MalformedInput(.outOfBounds, at: field, field: "e_shoff")
    }
    guard sectionHeaderRange.clamped(to: programHeaderRange).isEmpty else {
      throw MalformedInput(.invalidValue, at: field, field: "e_shoff")
    }
    guard sectionNameIndex < sectionHeaderCount else {
      throw MalformedInput(.invalidValue, at: sectionHeaderCountField + 2, field: "e_shstrndx")
    }
  }
}

extension ByteReader {
  /// The error that blames the `width` bytes just read.
  func invalid(_ field: String, _ width: Int) -> MalformedInput {
    MalformedInput(.invalidValue, at: position - width, field: field)
  }

  /// Reads an address or offset, as wide as the file's class says.
  public mutating func word(
    _ class: ELFHeader.Class, _ order: ByteOrder, field: String
  ) throws(MalformedInput) -> UInt64 {
    switch `class` {
    case .elf32: UInt64(try integer(UInt32.self, order, field: field))
    case .elf64: try integer(UInt64.self, order, field: field)
    }
  }
}
