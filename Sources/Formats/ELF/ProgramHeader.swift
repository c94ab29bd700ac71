internal import Bytes

/// One segment: what the kernel maps or the loader reads, `Elf32_Phdr` or `Elf64_Phdr`.
///
/// - SeeAlso: System V gABI, chapter 5, "Program Header".
public struct ProgramHeader: Hashable, Sendable {
  public internal(set) var type: SegmentType
  public internal(set) var flags: SegmentFlags
  /// `p_offset`: where the contents begin in the file.
  public internal(set) var offset: UInt64
  /// `p_vaddr`.
  public internal(set) var virtualAddress: UInt64
  /// `p_paddr`.
  public internal(set) var physicalAddress: UInt64
  /// `p_filesz`: bytes taken from the file.
  public internal(set) var fileSize: UInt64
  /// `p_memsz`: bytes in memory; those past ``fileSize`` are zero.
  public internal(set) var memorySize: UInt64
  /// `p_align`.
  public internal(set) var alignment: UInt64

  /// The contents in the file; 0..<0 when there are none: a debug file keeps the offsets of
  /// segments it left behind.
  ///
  /// Parsing proved that the sum is representable, not that the file is that long.
  public var fileRange: Range<Int> {
    type == .null || fileSize == 0 ? 0..<0 : Int(offset)..<Int(offset + fileSize)
  }
}

extension ProgramHeader {
  /// Appends the entry as it stands in a program header table of `class`.
  func write(to output: inout ByteWriter, as class: ELFHeader.Class) {
    output.integer(type.rawValue)
    if `class` == .elf64 { output.integer(flags.rawValue) }
    for value in [offset, virtualAddress, physicalAddress, fileSize, memorySize] {
      output.word(value, as: `class`)
    }
    if `class` == .elf32 { output.integer(flags.rawValue) }
    output.word(alignment, as: `class`)
  }
}
