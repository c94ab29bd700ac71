public import Bytes
internal import Cryptography

/// An unsigned number of any size (RFC 9580 §3.2): 16 bits count its bits, then big-endian bytes.
public struct MultiPrecisionInteger: Hashable, Sendable {
  /// Big-endian, without leading zeros.
  public let bytes: [UInt8]

  /// A number from big-endian bytes; leading zeros are dropped.
  public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes.drop { $0 == 0 }) }

  /// Reads one number.
  ///
  /// The count may be too large, as old writers left it, but bits above it must be zero.
  public init(parsing reader: inout ByteReader, field: String) throws(MalformedInput) {
    let start = reader.position
    let bits = Int(try reader.integer(UInt16.self, .big, field: field))
    let stored = try reader.array((bits + 7) / 8, field: field)
    if let first = stored.first, !bits.isMultiple(of: 8), first >> (bits % 8) != 0 {
      throw MalformedInput(.invalidValue, at: start, field: field)
    }
    self.init(stored)
  }

  public var bitCount: Int {
    bytes.first.map { bytes.count * 8 - $0.leadingZeroBitCount } ?? 0
  }

  /// The number with its count of bits.
  ///
  /// - Precondition: it has fewer than 65536 bits.
  public func serialized() -> [UInt8] {
    precondition(bitCount <= 0xffff, "the number of bits fits 16 bits")
    return [UInt8(bitCount >> 8), UInt8(bitCount & 0xff)] + bytes
  }

  /// Exactly `count` bytes, zeros in front; `nil` when the number is larger.
  public func padded(to count: Int) -> [UInt8]? {
    guard bytes.count <= count else { return nil }
    return [UInt8](repeating: 0, count: count - bytes.count) + bytes
  }
}

extension SecretBytes {
  /// Reads a private number into secret memory, zeros in front up to `width` bytes.
  init(
    parsing reader: inout ByteReader, paddedTo width: Int = 0, field: String
  ) throws(MalformedInput) {
    let bits = Int(try reader.integer(UInt16.self, .big, field: field))
    let part = try reader.slice((bits + 7) / 8, field: field).rest
    let count = part.byteCount
    unsafe self.init(capacity: max(width, count)) { room in
      unsafe part.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(rebasing: room[(room.count - count)...])
          .copyMemory(from: bytes)
      }
      return room.count
    }
  }
}
