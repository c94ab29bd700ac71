internal import Bytes

extension RPMHeader {
  /// Lays out values as rpm does: sorted by tag, aligned, sealed by a region.
  ///
  /// A value without elements leaves no entry, for rpm refuses an empty array.
  ///
  /// - Parameters:
  ///   - region: ``RPMTag/signatureRegion`` or ``RPMTag/immutableRegion``.
  ///   - values: what to store.
  /// - Precondition: no string holds a NUL, and the store stays below 2 GiB.
  public init(region: RPMTag, values: [RPMTag: RPMValue]) {
    var store = ByteWriter(.big)
    var entries: [IndexEntry] = []
    for (tag, value) in values.sorted(by: { $0.key < $1.key }) where value.count > 0 {
      precondition(tag > region, "a region comes before the entries it covers")
      store.align(to: value.type.width ?? 1)
      let offset = store.count
      store.append(value)
      entries.append(
        IndexEntry(
          tag: tag, type: value.type, offset: offset, count: value.count,
          length: store.count - offset))
    }
    let trailer = store.count
    entries.insert(
      IndexEntry(tag: region, type: .binary, offset: trailer, count: 16, length: 16), at: 0)
    store.integer(region.rawValue)
    store.integer(RPMValueType.binary.rawValue)
    // The trailer points back over the index: minus its size in bytes.
    store.integer(Int32(-16 * entries.count))
    store.integer(UInt32(16))
    self.init(entries: entries, store: store.bytes)
  }
}

extension ByteWriter {
  fileprivate mutating func append(_ value: RPMValue) {
    switch value {
    case .int8(let bytes), .binary(let bytes): raw(bytes)
    case .int16(let values): for value in values { integer(value) }
    case .int32(let values): for value in values { integer(value) }
    case .int64(let values): for value in values { integer(value) }
    case .string(let text): append(text)
    case .stringArray(let texts), .i18nString(let texts): for text in texts { append(text) }
    }
  }

  private mutating func append(_ text: String) {
    precondition(!text.utf8.contains(0), "a header string holds no NUL")
    raw(text.utf8)
    raw([0])
  }
}
