/// Appends integers and bytes in a fixed byte order to a growing buffer.
public struct ByteWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  public let order: ByteOrder

  public init(_ order: ByteOrder) { self.order = order }

  /// The number of bytes written so far.
  public var count: Int { bytes.count }

  /// Appends one integer in ``order``.
  @inlinable public mutating func integer<T: FixedWidthInteger>(_ value: T) {
    let stored = order == .little ? value.littleEndian : value.bigEndian
    append(stored)
  }

  @usableFromInline mutating func append<T: FixedWidthInteger>(_ stored: T) {
    unsafe withUnsafeBytes(of: stored) { unsafe bytes.append(contentsOf: $0) }
  }

  /// Appends bytes as they are.
  public mutating func raw(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Appends zeros up to the next multiple of `alignment` bytes.
  public mutating func align(to alignment: Int) {
    let excess = bytes.count % alignment
    if excess != 0 { bytes.append(contentsOf: repeatElement(0, count: alignment - excess)) }
  }

  /// Writes one integer over bytes already there.
  ///
  /// - Precondition: the integer lies wholly within what was written.
  public mutating func overwrite<T: FixedWidthInteger>(_ value: T, at offset: Int) {
    let stored = order == .little ? value.littleEndian : value.bigEndian
    let width = MemoryLayout<T>.size
    precondition(offset >= 0 && offset + width <= bytes.count, "overwrite past the end")
    let raw = unsafe withUnsafeBytes(of: stored) { unsafe [UInt8]($0) }
    bytes.replaceSubrange(offset..<offset + width, with: raw)
  }
}
