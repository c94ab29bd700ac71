/// The byte order a format, or one file of a format, is written in.
public enum ByteOrder: Sendable {
  case little, big
}

/// Input that does not obey its format: what is wrong, and at which byte.
///
/// Equality ignores ``field`` so that tests may compare against the code and
/// offset alone.
public struct MalformedInput: Error, Hashable, Sendable {
  /// What rule was broken.
  ///
  /// Open for growth: switch over it with a default.
  public struct Code: Hashable, Sendable {
    public let name: String
    public init(_ name: String) { self.name = name }

    /// The input ends inside a value.
    public static let truncated = Code("truncated")
    /// The input points at an offset outside itself.
    public static let outOfBounds = Code("out-of-bounds")
    /// The input does not begin with the bytes that identify its format.
    public static let badMagic = Code("bad-magic")
    /// A value lies outside what the format, or this reader, allows.
    public static let invalidValue = Code("invalid-value")
    /// A sum or product of values read does not fit; the input is hostile or damaged.
    public static let overflow = Code("overflow")
    /// Bytes follow where the format has ended.
    public static let trailingData = Code("trailing-data")
    /// A name stands twice where it may stand once, and readers differ in which they take.
    public static let duplicate = Code("duplicate")
    /// The format allows it, this reader does not support it.
    public static let unsupported = Code("unsupported")
  }

  public let code: Code
  /// The absolute file offset of the offending byte.
  public let offset: Int
  /// The specification's own name for the field being read, such as `e_shentsize`.
  public var field: String?

  public init(_ code: Code, at offset: Int, field: String? = nil) {
    self.code = code
    self.offset = offset
    self.field = field
  }

  public static func == (a: Self, b: Self) -> Bool { a.code == b.code && a.offset == b.offset }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(code)
    hasher.combine(offset)
  }
}

extension MalformedInput: CustomStringConvertible {
  public var description: String {
    let place = "offset 0x\(String(offset, radix: 16))"
    return field.map { "\(code.name) in \($0) at \(place)" } ?? "\(code.name) at \(place)"
  }
}
