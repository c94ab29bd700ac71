extension ByteReader {
  /// Reads an unsigned number of 7 bits a byte, the lowest first.
  ///
  /// - Throws: `overflow` for one of more than 64 bits; linkers pad with zeros, which are none.
  /// - SeeAlso: DWARF 5, section 7.6.
  @inlinable public mutating func unsignedLEB128(
    field: String? = nil
  ) throws(MalformedInput) -> UInt64 {
    let start = self.cursor
    do throws(MalformedInput) {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while true {
        let byte = try byte(field: field)
        let bits = UInt64(byte & 0x7f)
        if shift < 64 { value |= bits << shift }
        guard shift < 63 || bits == 0 || (shift == 63 && bits == 1), shift < 1 << 10 else {
          throw MalformedInput(.overflow, at: base + start, field: field)
        }
        if byte & 0x80 == 0 { return value }
        shift += 7
      }
    } catch {
      self.cursor = start
      throw error
    }
  }

  /// Reads a signed number of 7 bits a byte, the lowest first, in two's complement.
  ///
  /// - Throws: `overflow` for one that takes more than ten bytes.
  /// - SeeAlso: DWARF 5, section 7.6.
  @inlinable public mutating func signedLEB128(
    field: String? = nil
  ) throws(MalformedInput) -> Int64 {
    let start = self.cursor
    do throws(MalformedInput) {
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
        guard shift < 70 else { throw MalformedInput(.overflow, at: base + start, field: field) }
      }
    } catch {
      self.cursor = start
      throw error
    }
  }
}
