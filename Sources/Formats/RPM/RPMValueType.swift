/// How the elements of an entry are stored; rpm's `rpmTagType`.
public struct RPMValueType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }
  private init(_ rawValue: UInt32) { self.rawValue = rawValue }

  public static let char = RPMValueType(1)
  public static let int8 = RPMValueType(2)
  public static let int16 = RPMValueType(3)
  public static let int32 = RPMValueType(4)
  public static let int64 = RPMValueType(5)
  /// One NUL-terminated string.
  public static let string = RPMValueType(6)
  public static let binary = RPMValueType(7)
  public static let stringArray = RPMValueType(8)
  /// A string for each locale of ``RPMTag/i18nTable``.
  public static let i18nString = RPMValueType(9)

  /// The bytes of one element, `nil` where they vary; the alignment as well.
  var width: Int? {
    switch self {
    case .char, .int8, .binary: 1
    case .int16: 2
    case .int32: 4
    case .int64: 8
    default: nil
    }
  }

  var isText: Bool { self == .string || self == .stringArray || self == .i18nString }
}

/// The decoded content of one entry.
public enum RPMValue: Hashable, Sendable {
  case int8([UInt8])
  case int16([UInt16])
  case int32([UInt32])
  case int64([UInt64])
  case string(String)
  case stringArray([String])
  case i18nString([String])
  case binary([UInt8])

  public var type: RPMValueType {
    switch self {
    case .int8: .int8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .string: .string
    case .stringArray: .stringArray
    case .i18nString: .i18nString
    case .binary: .binary
    }
  }

  /// The number of elements, which a header wants to be at least one.
  public var count: Int {
    switch self {
    case .int8(let bytes), .binary(let bytes): bytes.count
    case .int16(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .string: 1
    case .stringArray(let texts), .i18nString(let texts): texts.count
    }
  }
}
