internal import Bytes

/// A symbol table as stored, with the section numbers that do not fit beside it.
///
/// - SeeAlso: System V gABI, chapter 4, "Symbol Table"; `SHT_SYMTAB_SHNDX`.
struct SymbolRecords {
  /// `SHN_LORESERVE`: section numbers from here on need the extended table.
  static let firstReserved = 0xff00
  /// `SHN_XINDEX`: the section number is in the extended table.
  private static let extendedMark: UInt16 = 0xffff

  let bytes: [UInt8]
  /// The contents of `SHT_SYMTAB_SHNDX`; empty when there is none.
  let extended: [UInt8]
  let order: ByteOrder
  let isWide: Bool

  /// The bytes of one symbol.
  var size: Int { isWide ? 24 : 16 }
  /// The null symbol included.
  var count: Int { bytes.count / size }

  /// Copies the table that is section `index`.
  init(_ index: Int, of file: ELFFile, _ input: RawSpan) throws(EditRefusal) {
    try self.init(index, of: file) { [UInt8](copying: input.extracting($0)) }
  }

  /// Copies the table that is section `index` of a file that need not be in one piece.
  init(_ index: Int, of file: ELFFile, fetch: ELFFile.Fetch) throws(EditRefusal) {
    let section = file.sectionHeaders[index]
    guard section.entrySize == UInt64(file.header.symbolSize),
      section.size % section.entrySize == 0
    else {
      throw EditRefusal(.inconsistent, "symbols of '\(section.name)' have an unknown size")
    }
    isWide = file.header.class == .elf64
    order = file.header.byteOrder
    bytes = fetch(section.fileRange)
    let table = file.sectionHeaders.first {
      $0.type == .extendedIndices && Int($0.link) == index
    }
    extended = table.map { fetch($0.fileRange) } ?? []
    guard extended.isEmpty || extended.count / 4 >= count else {
      throw EditRefusal(.inconsistent, "symbols of '\(section.name)' lack section numbers")
    }
  }

  private init(_ bytes: [UInt8], extended: [UInt8], like other: Self) {
    self.bytes = bytes
    self.extended = extended
    order = other.order
    isWide = other.isWide
  }

  /// `st_name`.
  func nameOffset(of symbol: Int) -> UInt32 {
    bytes.integer(UInt32.self, at: symbol * size, order)
  }

  /// `st_shndx` as stored.
  func storedSection(of symbol: Int) -> UInt16 {
    bytes.integer(UInt16.self, at: symbol * size + sectionField, order)
  }

  /// The section a symbol is defined in; `nil` for an undefined one and for reserved numbers.
  func section(of symbol: Int) throws(EditRefusal) -> Int? {
    let stored = storedSection(of: symbol)
    if stored == 0 { return nil }
    if Int(stored) < Self.firstReserved { return Int(stored) }
    guard stored == Self.extendedMark else { return nil }
    guard !extended.isEmpty else {
      throw EditRefusal(.inconsistent, "a symbol's section number is missing")
    }
    return Int(extended.integer(UInt32.self, at: symbol * 4, order))
  }

  /// The upper half of `st_info`: 0 for local symbols.
  func binding(of symbol: Int) -> UInt8 { bytes[symbol * size + infoField] >> 4 }

  /// The lower half of `st_info`.
  func type(of symbol: Int) -> UInt8 { bytes[symbol * size + infoField] & 15 }

  /// `STT_SECTION`: the symbol stands for its section.
  func isSection(_ symbol: Int) -> Bool { type(of: symbol) == 3 }

  /// Whether this is the nameless kind of ``isSection(_:)``.
  func standsForSection(_ symbol: Int) -> Bool { isSection(symbol) && binding(of: symbol) == 0 }

  /// `STT_FILE`: the symbol names a source file.
  func isFile(_ symbol: Int) -> Bool { type(of: symbol) == 4 }

  /// Everything but the name and the section.
  func isEqual(_ symbol: Int, to other: Int, of records: Self) -> Bool {
    let mine = bytes[symbol * size..<(symbol + 1) * size]
    let theirs = records.bytes[other * size..<(other + 1) * size]
    let ignored = sectionField..<sectionField + 2
    return zip(mine, theirs).enumerated().allSatisfy { offset, pair in
      offset < 4 || ignored.contains(offset) || pair.0 == pair.1
    }
  }

  /// The symbols `kept`, in that order, of sections under new numbers.
  ///
  /// `nameOffsets` gives each its new `st_name`; `nil` leaves them. Refuses a symbol of a
  /// section without a new number.
  func selecting(
    _ kept: [Int], newSection: [Int], extending isExtended: Bool, nameOffsets: [UInt32]?
  ) throws(EditRefusal) -> Self {
    var output: [UInt8] = []
    output.reserveCapacity(kept.count * size)
    var numbers: [UInt8] = []
    for (place, symbol) in kept.enumerated() {
      output += bytes[symbol * size..<(symbol + 1) * size]
      if let nameOffsets { output.overwrite(nameOffsets[place], at: place * size, order) }
      var number: UInt32 = 0
      if symbol != 0, let old = try section(of: symbol) {
        guard old < newSection.count, newSection[old] != 0 else {
          throw EditRefusal(.inconsistent, "a symbol is of a section that does not exist")
        }
        var stored = UInt16(clamping: newSection[old])
        if newSection[old] >= Self.firstReserved {
          guard isExtended else {
            throw EditRefusal(.inconsistent, "a symbol's section number does not fit")
          }
          number = UInt32(newSection[old])
          stored = Self.extendedMark
        }
        output.overwrite(stored, at: place * size + sectionField, order)
      }
      if isExtended { numbers.append(number, order) }
    }
    return Self(output, extended: numbers, like: self)
  }

  private var infoField: Int { isWide ? 4 : 12 }
  private var sectionField: Int { isWide ? 6 : 14 }
}

extension [UInt8] {
  /// The integer stored at `offset`, which lies inside.
  func integer<T: FixedWidthInteger & BitwiseCopyable>(
    _: T.Type, at offset: Int, _ order: ByteOrder
  ) -> T {
    precondition(offset >= 0 && offset + MemoryLayout<T>.size <= count, "read past the end")
    let raw = unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: T.self)
    return order == .little ? T(littleEndian: raw) : T(bigEndian: raw)
  }

  /// Writes an integer over the bytes at `offset`.
  mutating func overwrite<T: FixedWidthInteger>(_ value: T, at offset: Int, _ order: ByteOrder) {
    for byte in 0..<MemoryLayout<T>.size {
      let shift = order == .little ? byte : MemoryLayout<T>.size - 1 - byte
      self[offset + byte] = UInt8(truncatingIfNeeded: value >> T(8 * shift))
    }
  }

  /// Appends an integer.
  mutating func append<T: FixedWidthInteger>(_ value: T, _ order: ByteOrder) {
    let start = count
    self += repeatElement(0, count: MemoryLayout<T>.size)
    overwrite(value, at: start, order)
  }
}
