internal import Bytes

extension RPMHeader {
  /// The first entry with a tag.
  public func entry(_ tag: RPMTag) -> IndexEntry? { entries.first { $0.tag == tag } }

  /// The value of a tag; text that is not UTF-8 comes with replacement characters.
  public subscript(tag: RPMTag) -> RPMValue? { entry(tag).map(value) }

  /// The value of one of ``entries``.
  public func value(of entry: IndexEntry) -> RPMValue {
    let bytes = store[entry.range]
    switch entry.type {
    case .int16: return .int16(integers(in: bytes))
    case .int32: return .int32(integers(in: bytes))
    case .int64: return .int64(integers(in: bytes))
    case .string: return .string(texts(in: bytes).first ?? "")
    case .stringArray: return .stringArray(texts(in: bytes))
    case .i18nString: return .i18nString(texts(in: bytes))
    case .binary: return .binary(Array(bytes))
    default: return .int8(Array(bytes))
    }
  }

  /// The text of a tag, the first of several; `nil` when it holds none.
  public func string(_ tag: RPMTag) -> String? {
    guard let entry = entry(tag), entry.type.isText else { return nil }
    let bytes = store[entry.range]
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Every text of a tag, in order; empty when there are none.
  public func strings(_ tag: RPMTag) -> [String] {
    guard let entry = entry(tag), entry.type.isText else { return [] }
    return texts(in: store[entry.range])
  }

  /// Every number of a tag, whatever its width; empty when there are none.
  public func integers(_ tag: RPMTag) -> [UInt64] {
    guard let value = self[tag] else { return [] }
    switch value {
    case .int8(let values): return values.map(UInt64.init)
    case .int16(let values): return values.map(UInt64.init)
    case .int32(let values): return values.map(UInt64.init)
    case .int64(let values): return values
    case .string, .stringArray, .i18nString, .binary: return []
    }
  }

  /// The first number of a tag.
  public func integer(_ tag: RPMTag) -> UInt64? { integers(tag).first }

  /// The bytes of a binary tag.
  public func bytes(_ tag: RPMTag) -> [UInt8]? {
    guard let entry = entry(tag), entry.type == .binary else { return nil }
    return Array(store[entry.range])
  }

  private func integers<T: FixedWidthInteger>(in bytes: ArraySlice<UInt8>) -> [T] {
    let width = T.bitWidth / 8
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map { start in
      bytes[start..<start + width].reduce(0) { $0 << 8 | T($1) }
    }
  }

  private func texts(in bytes: ArraySlice<UInt8>) -> [String] {
    var result: [String] = []
    var rest = bytes
    while let end = rest.firstIndex(of: 0) {
      result.append(String(decoding: rest[..<end], as: UTF8.self))
      rest = rest[(end + 1)...]
    }
    return result
  }
}
