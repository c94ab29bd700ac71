internal import CDeflate

/// The checksum of IEEE 802.3, as gzip and debug links have it.
public struct CRC32: Sendable {
  /// Of the bytes so far.
  public private(set) var value: UInt32 = 0

  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    // A null pointer would ask the library for its initial value.
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    value = unsafe libdeflate_crc32(value, start, bytes.count)
  }
}
