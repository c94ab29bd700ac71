public import Bytes

extension RPMHeader {
  /// The sizes a header's first 16 bytes announce.
  struct Intro {
    var entryCount: Int
    var storeSize: Int

    var totalSize: Int { RPMHeader.introSize + 16 * entryCount + storeSize }

    init(parsing reader: inout ByteReader, limits: Limits) throws(MalformedInput) {
      let start = reader.position
      guard try reader.integer(UInt32.self, .big, field: "magic") == RPMHeader.magic else {
        throw MalformedInput(.badMagic, at: start, field: "magic")
      }
      guard try reader.integer(UInt32.self, .big, field: "reserved") == 0 else {
        throw MalformedInput(.invalidValue, at: start + 4, field: "reserved")
      }
      entryCount = Int(try reader.integer(UInt32.self, .big, field: "nindex"))
      guard (1...limits.entries).contains(entryCount) else {
        throw MalformedInput(.invalidValue, at: start + 8, field: "nindex")
      }
      storeSize = Int(try reader.integer(UInt32.self, .big, field: "hsize"))
      guard (1...limits.store).contains(storeSize) else {
        throw MalformedInput(.invalidValue, at: start + 12, field: "hsize")
      }
    }
  }

  /// Reads a header and proves every entry to lie within the store, alone.
  ///
  /// Takes time linear in the size: no byte of the store belongs to two entries.
  ///
  /// - Parameters:
  ///   - reader: at the header's magic; left behind its store, before any padding.
  ///   - limits: what is refused unread.
  /// - Throws: `MalformedInput` at the index entry, or the intro field, to blame.
  public init(
    parsing reader: inout ByteReader, limits: Limits = .main
  ) throws(MalformedInput) {
    let intro = try Intro(parsing: &reader, limits: limits)
    let indexStart = reader.position
    var index: [RawEntry] = []
    // A count is believed as far as there are bytes for it.
    index.reserveCapacity(min(intro.entryCount, reader.remaining / 16))
    for _ in 0..<intro.entryCount { index.append(try RawEntry(parsing: &reader)) }
    store = try reader.array(intro.storeSize, field: "store")
    var lengths = [Int](repeating: 0, count: index.count)
    var end = 0
    for position in index.indices.sorted(by: { index[$0].offset < index[$1].offset }) {
      let place = indexStart + 16 * position
      guard index[position].offset >= end else {
        throw MalformedInput(.invalidValue, at: place + 8, field: "offset")
      }
      lengths[position] = try index[position].measured(in: store, at: place)
      end = index[position].offset + lengths[position]
    }
    entries = zip(index, lengths).map { raw, length in
      IndexEntry(
        tag: raw.tag, type: raw.type, offset: raw.offset, count: raw.count, length: length)
    }
  }

  /// An index entry as it lies in the file, not yet held against the store.
  private struct RawEntry {
    var tag: RPMTag
    var type: RPMValueType
    var offset: Int
    var count: Int

    init(parsing reader: inout ByteReader) throws(MalformedInput) {
      tag = RPMTag(try reader.integer(UInt32.self, .big, field: "tag"))
      type = RPMValueType(rawValue: try reader.integer(UInt32.self, .big, field: "type"))
      offset = Int(try reader.integer(UInt32.self, .big, field: "offset"))
      count = Int(try reader.integer(UInt32.self, .big, field: "count"))
    }

    /// The bytes of the value, or why it has none.
    func measured(in store: [UInt8], at place: Int) throws(MalformedInput) -> Int {
      guard count > 0, type != .string || count == 1 else {
        throw MalformedInput(.invalidValue, at: place + 12, field: "count")
      }
      guard offset < store.count else {
        throw MalformedInput(.outOfBounds, at: place + 8, field: "offset")
      }
      if let width = type.width {
        guard offset.isMultiple(of: width) else {
          throw MalformedInput(.invalidValue, at: place + 8, field: "offset")
        }
        guard count <= (store.count - offset) / width else {
          throw MalformedInput(.outOfBounds, at: place + 12, field: "count")
        }
        return count * width
      }
      guard type.isText else { throw MalformedInput(.invalidValue, at: place + 4, field: "type") }
      var end = offset
      for _ in 0..<count {
        guard let terminator = store[end...].firstIndex(of: 0) else {
          throw MalformedInput(.outOfBounds, at: place + 12, field: "count")
        }
        end = terminator + 1
      }
      return end - offset
    }
  }
}
