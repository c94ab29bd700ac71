internal import Bytes

/// Base 64 and the CRC-24 that goes with it (RFC 9580 §6.1, §6.2).
enum Radix64 {
  private static let remainders: [UInt32] = (0..<256).map { byte in
    var remainder = UInt32(byte) << 16
    for _ in 0..<8 {
      remainder <<= 1
      if remainder & 0x100_0000 != 0 { remainder ^= 0x186_4cfb }
    }
    return remainder
  }

  /// The 3 bytes of the CRC-24.
  static func checksum(_ bytes: Span<UInt8>) -> [UInt8] {
    var crc: UInt32 = 0xb7_04ce
    for index in bytes.indices {
      crc = crc << 8 & 0xff_ffff ^ remainders[Int(crc >> 16 & 0xff) ^ Int(bytes[index])]
    }
    return [UInt8(crc >> 16 & 0xff), UInt8(crc >> 8 & 0xff), UInt8(crc & 0xff)]
  }

  /// The bytes of text without line ends; `offset` is where errors point.
  static func decoded(_ text: [UInt8], at offset: Int) throws(MalformedInput) -> [UInt8] {
    try Base64.decoded(text, at: offset)
  }
}
