/// A table of NUL-terminated strings that other tables point into.
///
/// Many entries may point at one string, so the bytes handed out are bounded, not only the
/// table: a file of a megabyte cannot ask for a gigabyte of names.
struct StringTable {
  private let bytes: [UInt8]
  private var allowance: Int

  /// A table that hands out at most `allowance` bytes in all.
  init(_ bytes: [UInt8], allowance: Int) {
    self.bytes = bytes
    self.allowance = allowance
  }

  /// The string at `offset`; `nil` when it is not wholly inside or the allowance is spent.
  mutating func string(at offset: UInt64) -> String? {
    bytes(at: offset).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of the string at `offset`, without its NUL.
  mutating func bytes(at offset: UInt64) -> ArraySlice<UInt8>? {
    guard offset < UInt64(bytes.count) else { return nil }
    let start = Int(offset)
    let limit = min(bytes.count, start + allowance + 1)
    guard let end = bytes[start..<limit].firstIndex(of: 0) else { return nil }
    allowance -= end - start
    return bytes[start..<end]
  }

  /// The most that a file of `size` bytes has a use for.
  static func allowance(forFileOf size: Int) -> Int { 4 * min(size, 1 << 40) + 4096 }
}
