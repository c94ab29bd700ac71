internal import Bytes

extension ByteReader {
  /// Reads an offset or length, four bytes in the 32-bit format and eight in the 64-bit one.
  mutating func offset(
    _ size: Int, _ order: ByteOrder, field: String
  ) throws(MalformedInput) -> UInt64 {
    try unsigned(size, order, field: field)
  }

  /// Reads an unsigned number of 1, 2, 3, 4 or 8 bytes.
  mutating func unsigned(
    _ size: Int, _ order: ByteOrder, field: String
  ) throws(MalformedInput) -> UInt64 {
    switch size {
    case 1: return UInt64(try byte(field: field))
    case 2: return UInt64(try integer(UInt16.self, order, field: field))
    case 3:
      let first = UInt64(try byte(field: field))
      let second = UInt64(try byte(field: field))
      let third = UInt64(try byte(field: field))
      return order == .little
        ? first | second << 8 | third << 16 : third | second << 8 | first << 16
    case 4: return UInt64(try integer(UInt32.self, order, field: field))
    case 8: return try integer(UInt64.self, order, field: field)
    default: throw MalformedInput(.unsupported, at: position, field: field)
    }
  }
}
