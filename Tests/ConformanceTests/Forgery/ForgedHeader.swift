/// One of a package's two headers, taken apart and put together here, with faults if asked.
struct ForgedHeader: Equatable {
  struct Entry: Equatable {
    var tag: UInt32
    var type: UInt32
    var count: UInt32
    var data: [UInt8]
  }

  /// Which region the entries lie in: 62 for the signatures, 63 for the package.
  var region: UInt32
  var entries: [Entry] = []

  // What may be wrong.
  var hasRegion = true
  var hasShortTrailer = false
  /// Entries in the order of ``entries`` instead of that of their tags.
  var isUnsorted = false

  /// Reads a header at `offset`; returns what follows it.
  init(_ bytes: [UInt8], at offset: inout Int, region: UInt32) {
    self.region = region
    func number(_ place: Int) -> Int {
      bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    let count = number(offset + 8)
    let store = offset + 16 + 16 * count
    for index in 0..<count {
      let place = offset + 16 + 16 * index
      guard number(place) != Int(region) else { continue }
      let start = store + number(place + 8)
      let elements = number(place + 12)
      let length: Int
      switch number(place + 4) {
      case 3: length = 2 * elements
      case 4: length = 4 * elements
      case 5: length = 8 * elements
      case 6, 8, 9:
        var end = start
        for _ in 0..<elements { end = (bytes[end...].firstIndex(of: 0) ?? end) + 1 }
        length = end - start
      default: length = elements
      }
      entries.append(
        Entry(
          tag: UInt32(number(place)), type: UInt32(number(place + 4)), count: UInt32(elements),
          data: Array(bytes[start..<start + length])))
    }
    offset = store + number(offset + 12)
  }

  subscript(tag: UInt32) -> [UInt8]? {
    get { entries.first { $0.tag == tag }?.data }
    set {
      guard let newValue else {
        entries.removeAll { $0.tag == tag }
        return
      }
      guard let index = entries.firstIndex(where: { $0.tag == tag }) else {
        entries.append(Entry(tag: tag, type: 7, count: UInt32(newValue.count), data: newValue))
        return
      }
      entries[index].data = newValue
      if entries[index].type == 7 { entries[index].count = UInt32(newValue.count) }
    }
  }

  /// Sets an array of texts.
  mutating func set(_ tag: UInt32, texts: [String]) {
    entries.removeAll { $0.tag == tag }
    let data: [UInt8] = texts.flatMap { [UInt8]($0.utf8) + [0] }
    entries.append(Entry(tag: tag, type: 8, count: UInt32(texts.count), data: data))
  }

  func serialized() -> [UInt8] {
    let ordered = isUnsorted ? entries : entries.sorted { $0.tag < $1.tag }
    var store: [UInt8] = []
    var index: [UInt8] = []
    for entry in ordered {
      let alignment = [3: 2, 4: 4, 5: 8][Int(entry.type)] ?? 1
      while store.count % alignment != 0 { store.append(0) }
      for field in [entry.tag, entry.type, UInt32(store.count), entry.count] {
        index += bigEndian(field, 4)
      }
      store += entry.data
    }
    let count = ordered.count + (hasRegion ? 1 : 0)
    func fields(_ values: [UInt32]) -> [UInt8] { values.flatMap { bigEndian($0, 4) } }
    if hasRegion {
      index = fields([region, 7, UInt32(store.count), 16]) + index
      let covered = Int32(hasShortTrailer ? count - 1 : count)
      store += fields([region, 7, UInt32(bitPattern: -16 * covered), 16])
    }
    return [0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0] + bigEndian(UInt32(count), 4)
      + bigEndian(UInt32(store.count), 4) + index + store
  }
}
