internal import Bytes

/// One section, `Elf32_Shdr` or `Elf64_Shdr`, with its name looked up.
///
/// - SeeAlso: System V gABI, chapter 4, "Sections".
public struct SectionHeader: Hashable, Sendable {
  /// From the section name table; empty when there is none.
  public internal(set) var name: String
  /// `sh_name`: offset of the name in the section name table.
  public internal(set) var nameOffset: UInt32
  public internal(set) var type: SectionType
  public internal(set) var flags: SectionFlags
  /// `sh_addr`: virtual address, 0 when not loaded.
  public internal(set) var address: UInt64
  /// `sh_offset`.
  public internal(set) var offset: UInt64
  /// `sh_size`: bytes.
  public internal(set) var size: UInt64
  /// `sh_link`: index of a related section, by type.
  public internal(set) var link: UInt32
  /// `sh_info`: by type.
  public internal(set) var info: UInt32
  /// `sh_addralign`.
  public internal(set) var alignment: UInt64
  /// `sh_entsize`: bytes of one entry, 0 when there are none.
  public internal(set) var entrySize: UInt64

  /// Whether the section takes memory when the program runs.
  public var isAllocated: Bool { flags.contains(.allocated) }

  /// The contents in the file; 0..<0 for a section without any, wherever it says they are.
  ///
  /// Parsing proved that the sum is representable, not that the file is that long.
  public var fileRange: Range<Int> {
    guard type != .noBits, type != .null, size > 0 else { return 0..<0 }
    return Int(offset)..<Int(offset + size)
  }

  /// Whether this is debugging information, told by name as GNU `strip` does.
  ///
  /// Types do not tell: MIPS gives DWARF a type of its own.
  public var isDebugging: Bool {
    guard !isAllocated else { return false }
    return [".debug", ".zdebug", ".line", ".stab", ".gnu.debuglto_", ".gnu.linkonce.wi."]
      .contains { name.hasPrefix($0) } || name == ".gdb_index"
  }

  /// Appends the entry as it stands in a section header table of `class`.
  func write(to output: inout ByteWriter, as class: ELFHeader.Class) {
    output.integer(nameOffset)
    output.integer(type.rawValue)
    for value in [flags.rawValue, address, offset, size] { output.word(value, as: `class`) }
    output.integer(link)
    output.integer(info)
    output.word(alignment, as: `class`)
    output.word(entrySize, as: `class`)
  }
}

extension ByteWriter {
  /// Appends an address or offset as wide as `class` says.
  ///
  /// - Precondition: `value` fits, which it does when read from a file of the same class.
  mutating func word(_ value: UInt64, as class: ELFHeader.Class) {
    switch `class` {
    case .elf32: integer(UInt32(value))
    case .elf64: integer(value)
    }
  }
}
