internal import Bytes
internal import ELF

extension ByteReader {
  /// Reads an address, as wide as the class of the file it stands in says.
  mutating func word(
    _ class: ELFHeader.Class, _ order: ByteOrder, field: String
  ) throws(MalformedInput) -> UInt64 {
    switch `class` {
    case .elf32: UInt64(try integer(UInt32.self, order, field: field))
    case .elf64: try integer(UInt64.self, order, field: field)
    }
  }
}
