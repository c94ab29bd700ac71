internal import Bytes

/// One header of a package: an index of typed entries over a store of their bytes.
///
/// The value keeps the bytes it was read from, so ``serialized()`` gives them
/// back unchanged even when they break a rule; ``checkLayout(as:)`` tells which.
/// Source: rpm's `docs/manual/format_header.md` and `lib/header.cc`.
public struct RPMHeader: Hashable, Sendable {
  /// Where one value lies in the store.
  public struct IndexEntry: Hashable, Sendable {
    public let tag: RPMTag
    public let type: RPMValueType
    /// Bytes from the start of the store.
    public let offset: Int
    public let count: Int
    /// Bytes of the value, terminators included.
    public let length: Int

    var range: Range<Int> { offset..<offset + length }
  }

  /// Every entry in the order of the index, the region's own included.
  public let entries: [IndexEntry]
  public let store: [UInt8]

  /// The most a header may hold; more is refused before it is read.
  ///
  /// rpm's own limits, `hdrblobRead` in `lib/header.cc`.
  public struct Limits: Sendable {
    public var entries: Int
    /// Bytes.
    public var store: Int

    public static let signature = Limits(entries: 32, store: 64 << 20)
    public static let main = Limits(entries: 0xffff, store: 256 << 20)
  }

  /// The bytes before the index: magic, reserved, entry count, store size.
  public static let introSize = 16
  static let magic: UInt32 = 0x8ead_e801

  init(entries: [IndexEntry], store: [UInt8]) {
    self.entries = entries
    self.store = store
  }

  /// The bytes the header takes in a file, without padding.
  public var serializedSize: Int { Self.introSize + 16 * entries.count + store.count }

  /// The region's tag, when the index begins with one.
  public var region: RPMTag? {
    entries.first.flatMap { (61...63).contains($0.tag.rawValue) ? $0.tag : nil }
  }

  /// The bytes the header was read from, or would be read from.
  public func serialized() -> [UInt8] {
    var writer = ByteWriter(.big)
    writer.integer(Self.magic)
    writer.integer(UInt32(0))
    writer.integer(UInt32(entries.count))
    writer.integer(UInt32(store.count))
    for entry in entries {
      writer.integer(entry.tag.rawValue)
      writer.integer(entry.type.rawValue)
      writer.integer(UInt32(entry.offset))
      writer.integer(UInt32(entry.count))
    }
    writer.raw(store)
    return writer.bytes
  }
}
