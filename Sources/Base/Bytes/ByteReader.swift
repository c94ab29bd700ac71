/// A bounds-checked cursor over borrowed bytes.
///
/// Every read either succeeds and advances ``position``, or throws and leaves
/// the cursor where it was. Offsets are absolute in the *file*, not the slice,
/// so an error raised deep inside a nested table still names the byte to look
/// at in a hex dump.
public struct ByteReader: ~Escapable {
  @usableFromInline let bytes: RawSpan
  @usableFromInline let base: Int
  @usableFromInline var cursor = 0

  /// Reads `bytes` from the start; `base` is its offset within the whole file.
  @inlinable @_lifetime(copy bytes)
  public init(_ bytes: RawSpan, base: Int = 0) {
    self.bytes = bytes
    self.base = base
  }

  /// The absolute file offset of the next byte to be read.
  @inlinable public var position: Int { base + cursor }

  /// The number of bytes left in this slice.
  @inlinable public var remaining: Int { bytes.byteCount - cursor }

  /// Reads one integer stored in `order`, at any alignment.
  ///
  /// - Throws: `MalformedInput.Code.truncated` at the current position.
  @inlinable public mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(
    _: T.Type, _ order: ByteOrder, field: String? = nil
  ) throws(MalformedInput) -> T {
    try require(MemoryLayout<T>.size, field: field)
    // Safe: `require` proved the range, and every bit pattern is a valid integer.
    let raw = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: cursor, as: T.self)
    cursor += MemoryLayout<T>.size
    return order == .little ? T(littleEndian: raw) : T(bigEndian: raw)
  }

  /// Reads one byte.
  @inlinable public mutating func byte(field: String? = nil) throws(MalformedInput) -> UInt8 {
    try integer(UInt8.self, .little, field: field)
  }

  /// Copies the next `count` bytes.
  public mutating func array(_ count: Int, field: String? = nil) throws(MalformedInput) -> [UInt8] {
    try require(count, field: field)
    let part = bytes.extracting(cursor..<cursor + count)
    cursor += count
    return [UInt8](copying: part)
  }

  /// Passes over the next `count` bytes.
  @inlinable public mutating func skip(_ count: Int, field: String? = nil) throws(MalformedInput) {
    try require(count, field: field)
    cursor += count
  }

  /// Splits off the next `count` bytes as a reader of their own.
  @_lifetime(copy self)
  public mutating func slice(_ count: Int, field: String? = nil) throws(MalformedInput)
    -> ByteReader
  {
    try require(count, field: field)
    let start = position
    let part = bytes.extracting(cursor..<cursor + count)
    cursor += count
    return ByteReader(part, base: start)
  }

  /// The bytes not yet read, without consuming them.
  public var rest: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(cursor..<bytes.byteCount) }
  }

  /// Reads bytes up to a NUL, which is consumed and left out.
  ///
  /// - Throws: `MalformedInput.Code.truncated` when no NUL follows.
  public mutating func nulTerminated(field: String? = nil) throws(MalformedInput) -> [UInt8] {
    var end = cursor
    while end < bytes.byteCount {
      // Safe: `end` is below the count.
      if unsafe bytes.unsafeLoad(fromByteOffset: end, as: UInt8.self) == 0 { break }
      end += 1
    }
    guard end < bytes.byteCount else {
      throw MalformedInput(.truncated, at: position, field: field)
    }
    let text = [UInt8](copying: bytes.extracting(cursor..<end))
    cursor = end + 1
    return text
  }

  /// Moves to an absolute file offset taken from the input itself.
  ///
  /// - Throws: `MalformedInput.Code.outOfBounds` at the current position.
  public mutating func seek(to offset: UInt64, field: String? = nil) throws(MalformedInput) {
    guard let target = Int(exactly: offset), target >= base,
      target - base <= bytes.byteCount
    else { throw MalformedInput(.outOfBounds, at: position, field: field) }
    cursor = target - base
  }

  @inlinable func require(_ count: Int, field: String?) throws(MalformedInput) {
    guard count >= 0, count <= remaining else {
      throw MalformedInput(.truncated, at: position, field: field)
    }
  }
}

extension [UInt8] {
  /// Copies the bytes of a span.
  public init(copying span: RawSpan) {
    self = unsafe span.withUnsafeBytes { unsafe [UInt8]($0) }
  }
}
