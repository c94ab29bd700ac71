public import Bytes

/// The file header of an ELF object, `Elf32_Ehdr` or `Elf64_Ehdr`, widened to 64 bits.
///
/// The counts are those of the real tables: extended numbering is already resolved.
///
/// - SeeAlso: System V gABI, chapter 4, "ELF Header".
public struct ELFHeader: Hashable, Sendable {
  /// The width of addresses and offsets, `e_ident[EI_CLASS]`.
  public enum Class: UInt8, Sendable {
    case elf32 = 1
    case elf64 = 2

    /// 32 or 64.
    public var bits: Int { self == .elf32 ? 32 : 64 }
  }

  public var `class`: Class
  /// `e_ident[EI_DATA]`.
  public var byteOrder: ByteOrder
  /// `e_ident[EI_OSABI]`: 0 for System V, 3 for GNU.
  public var osABI: UInt8
  /// `e_ident[EI_ABIVERSION]`.
  public var abiVersion: UInt8
  public var type: ObjectType
  /// `e_machine`: the processor's number in the gABI's registry.
  public var machine: UInt16
  /// `e_entry`: virtual address of the first instruction, 0 for none.
  public var entry: UInt64
  /// `e_phoff`: file offset of the program header table, 0 for none.
  public var programHeaderOffset: UInt64
  /// `e_shoff`: file offset of the section header table, 0 for none.
  public var sectionHeaderOffset: UInt64
  /// `e_flags`: the processor's own.
  public var flags: UInt32
  /// `e_phnum`.
  public var programHeaderCount: Int
  /// `e_shnum`, or `sh_size` of section 0 when that does not fit.
  public var sectionHeaderCount: Int
  /// `e_shstrndx`, or `sh_link` of section 0 when that does not fit; 0 for no names.
  public var sectionNameIndex: Int
}

extension ELFHeader {
  /// `e_ehsize`: the bytes of this header.
  var size: Int { `class` == .elf32 ? 52 : 64 }
  /// `e_phentsize`.
  var programHeaderSize: Int { `class` == .elf32 ? 32 : 56 }
  /// `e_shentsize`.
  var sectionHeaderSize: Int { `class` == .elf32 ? 40 : 64 }
  /// The bytes of an address, and what the tables are aligned to.
  var wordSize: Int { `class` == .elf32 ? 4 : 8 }
  /// The bytes of one symbol.
  var symbolSize: Int { `class` == .elf32 ? 16 : 24 }

  /// Where `e_shoff` lies.
  var sectionHeaderOffsetField: Int { `class` == .elf32 ? 32 : 40 }
  /// Where `e_shnum` lies; `e_shstrndx` follows it.
  var sectionHeaderCountField: Int { `class` == .elf32 ? 48 : 60 }

  /// The bytes of the program header table.
  public var programHeaderRange: Range<Int> {
    programHeaderCount == 0
      ? 0..<0 : span(programHeaderOffset, programHeaderCount, of: programHeaderSize)
  }

  /// The bytes of the section header table.
  var sectionHeaderRange: Range<Int> {
    sectionHeaderCount == 0
      ? 0..<0 : span(sectionHeaderOffset, sectionHeaderCount, of: sectionHeaderSize)
  }

  /// Safe: parsing proved that both tables lie inside the file.
  private func span(_ offset: UInt64, _ count: Int, of size: Int) -> Range<Int> {
    Int(offset)..<Int(offset) + count * size
  }
}

/// `EM_*` numbers this room has a reason to know.
enum Machine {
  static let i386: UInt16 = 3
  static let mips: UInt16 = 8
  static let s390: UInt16 = 22
  static let arm: UInt16 = 40
  static let x86_64: UInt16 = 62
  static let aarch64: UInt16 = 183
  static let alpha: UInt16 = 0x9026
}
