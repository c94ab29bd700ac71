public import Bytes

extension ELFFile {
  /// The first section of object attributes; `nil` when there is none.
  ///
  /// `file` is the whole file this value was read from. Throws where it is malformed.
  public func objectAttributes(in file: RawSpan) throws(MalformedInput) -> ObjectAttributes? {
    let names: Set = [".ARM.attributes", ".riscv.attributes", ".gnu.attributes"]
    guard let section = sectionHeaders.first(where: { names.contains($0.name) }),
      let range = readableRange(of: section)
    else { return nil }
    var input = ByteReader(file.extracting(range), base: range.lowerBound)
    return try ObjectAttributes(parsing: &input, header.byteOrder)
  }

  /// `.MIPS.abiflags`; `nil` when there is none.
  ///
  /// `file` is the whole file this value was read from. Throws where it is malformed.
  public func mipsFlags(in file: RawSpan) throws(MalformedInput) -> MIPSFlags? {
    guard header.machine == Machine.mips, let section = section(named: ".MIPS.abiflags"),
      let range = readableRange(of: section)
    else { return nil }
    var input = ByteReader(file.extracting(range), base: range.lowerBound)
    return try MIPSFlags(parsing: &input, header.byteOrder)
  }

  /// The contents of `section`; `nil` when it has none or the file ends before they do.
  public func readableRange(of section: SectionHeader) -> Range<Int>? {
    let range = section.fileRange
    return range.isEmpty || range.upperBound > size ? nil : range
  }
}
