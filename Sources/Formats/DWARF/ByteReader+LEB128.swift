internal import Bytes

extension ByteReader {
  /// Reads an unsigned LEB128 number.
  ///
  /// - Throws: `overflow` for one of more than 64 bits.
  mutating func unsignedLEB128(field: String) throws(MalformedInput) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte(field: field)
      let bits = UInt64(byte & 0x7f)
      if shift < 64 { value |= bits << shift }
      // Linkers pad numbers with zeros; anything else up there does not fit.
      guard shift < 63 || bits == 0 || (shift == 63 && bits == 1) else {
        throw MalformedInput(.overflow, at: start, field: field)
      }
      if byte & 0x80 == 0 { return value }
      shift += 7
      guard shift <= 1 << 10 else { throw MalformedInput(.overflow, at: start, field: field) }
    }
  }

  /// Reads a signed LEB128 number.
  ///
  /// - Throws: `overflow` for one that takes more than ten bytes.
  mutating func signedLEB128(field: String) throws(MalformedInput) -> Int64 {
    let start = position
    var value: Int64 = 0
    var shift: Int64 = 0
    while true {
      let byte = try byte(field: field)
      value |= Int64(byte & 0x7f) << shift
      shift += 7
      if byte & 0x80 == 0 {
        if shift < 64, byte & 0x40 != 0 { value |= -1 << shift }
        return value
      }
      guard shift < 70 else { throw MalformedInput(.overflow, at: start, field: field) }
    }
  }

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
