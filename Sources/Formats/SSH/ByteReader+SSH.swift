internal import Bytes

extension ByteReader {
  /// A `string` (RFC 4251 §5): its length in four bytes, and so many bytes.
  mutating func string(field: String) throws(MalformedInput) -> [UInt8] {
    let start = position
    let count = try integer(UInt32.self, .big, field: field)
    guard let length = Int(exactly: count), length <= remaining else {
      throw MalformedInput(.truncated, at: start, field: field)
    }
    return try array(length, field: field)
  }

  /// Where the bytes of a `string` lie, which are passed over.
  mutating func stringRange(field: String) throws(MalformedInput) -> Range<Int> {
    let count = Int(try integer(UInt32.self, .big, field: field))
    let start = position
    try skip(count, field: field)
    return start..<position
  }

  /// A `string` that must be printable ASCII.
  mutating func name(field: String) throws(MalformedInput) -> String {
    let start = position
    let bytes = try string(field: field)
    guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw MalformedInput(.invalidValue, at: start, field: field)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A positive `mpint` (RFC 4251 §5) in its one shortest form.
  mutating func number(field: String) throws(MalformedInput) -> [UInt8] {
    let start = position
    let bytes = try string(field: field)
    guard let first = bytes.first, first < 0x80,
      first != 0 || bytes.dropFirst().first ?? 0 >= 0x80
    else { throw MalformedInput(.invalidValue, at: start, field: field) }
    return first == 0 ? Array(bytes.dropFirst()) : bytes
  }

  /// Refuses bytes after the end.
  func requireEnd(field: String) throws(MalformedInput) {
    guard remaining == 0 else {
      throw MalformedInput(.trailingData, at: position, field: field)
    }
  }
}

/// Writes what ``Bytes/ByteReader`` reads here.
struct SSHWriter {
  private var writer = ByteWriter(.big)
  var bytes: [UInt8] { writer.bytes }

  mutating func raw(_ bytes: some Sequence<UInt8>) { writer.raw(bytes) }
  mutating func integer(_ value: UInt32) { writer.integer(value) }

  mutating func string(_ bytes: some Collection<UInt8>) {
    writer.integer(UInt32(clamping: bytes.count))
    writer.raw(bytes)
  }

  /// A positive number from its big-endian bytes.
  mutating func number(_ bytes: [UInt8]) {
    let digits = Array(bytes.drop { $0 == 0 })
    string((digits.first ?? 0) >= 0x80 ? [0] + digits : digits)
  }
}
