internal import Bytes

/// A relocation section as stored: `Elf32_Rel`, `Elf64_Rela` and their kin.
///
/// - SeeAlso: System V gABI, chapter 4, "Relocation"; the MIPS 64-bit ELF specification for the
///   layout of `r_info` that little-endian MIPS has to itself.
struct RelocationRecords {
  private(set) var bytes: [UInt8]
  let size: Int
  private let order: ByteOrder
  private let isWide: Bool
  private let isMIPS64Little: Bool

  var count: Int { bytes.count / size }

  init(_ section: SectionHeader, of file: ELFFile, _ input: RawSpan) throws(EditRefusal) {
    try self.init(section, of: file) { [UInt8](copying: input.extracting($0)) }
  }

  /// Copies a section of a file that need not be in one piece.
  init(_ section: SectionHeader, of file: ELFFile, fetch: ELFFile.Fetch) throws(EditRefusal) {
    isWide = file.header.class == .elf64
    order = file.header.byteOrder
    isMIPS64Little = isWide && order == .little && file.header.machine == Machine.mips
    size = (section.type == .relocationsWithAddends ? 3 : 2) * file.header.wordSize
    guard section.entrySize == UInt64(size), section.size % section.entrySize == 0 else {
      throw EditRefusal(.inconsistent, "relocations of '\(section.name)' have an unknown size")
    }
    bytes = fetch(section.fileRange)
  }

  /// `ELF64_R_SYM`: the number of the symbol; 0 for none.
  subscript(symbol index: Int) -> Int {
    get {
      guard isWide else { return Int(bytes.integer(UInt32.self, at: index * size + 4, order) >> 8) }
      return Int(bytes.integer(UInt32.self, at: symbolField(index), order))
    }
    set {
      if isWide {
        bytes.overwrite(UInt32(newValue), at: symbolField(index), order)
      } else {
        let type = bytes.integer(UInt32.self, at: index * size + 4, order) & 0xff
        bytes.overwrite(UInt32(newValue) << 8 | type, at: index * size + 4, order)
      }
    }
  }

  /// The half of a 64-bit `r_info` that holds the symbol.
  private func symbolField(_ index: Int) -> Int {
    index * size + 8 + (order == .little && !isMIPS64Little ? 4 : 0)
  }
}

/// `SHT_LLVM_ADDRSIG`: the numbers of the symbols whose address matters, as ULEB128.
///
/// - SeeAlso: "LLVM Extensions" in the LLVM manual.
struct AddressSignificance {
  private(set) var symbols: [Int] = []

  init(_ section: SectionHeader, _ input: RawSpan) throws(EditRefusal) {
    let damaged = EditRefusal(.inconsistent, "'\(section.name)' is damaged")
    var value = 0
    var shift = 0
    for byte in [UInt8](copying: input.extracting(section.fileRange)) {
      // Symbol numbers have 32 bits.
      guard shift < 35 else { throw damaged }
      value |= Int(byte & 0x7f) << shift
      shift += 7
      if byte < 0x80 {
        symbols.append(value)
        (value, shift) = (0, 0)
      }
    }
    guard shift == 0 else { throw damaged }
  }

  /// The same list under new numbers, without the symbols that have none.
  func renumbered(_ newNumber: [UInt32]) -> [UInt8] {
    var output: [UInt8] = []
    for symbol in symbols where symbol < newNumber.count && newNumber[symbol] != 0 {
      var rest = newNumber[symbol]
      while rest >= 0x80 {
        output.append(UInt8(rest & 0x7f) | 0x80)
        rest >>= 7
      }
      output.append(UInt8(rest))
    }
    return output
  }
}
