public import Bytes

/// A canonical S-expression, the form in which libgcrypt writes keys and signatures.
///
/// - SeeAlso: RFC 9804 §6.1 (canonical representation).
public enum SExpression: Hashable, Sendable {
  /// Lists in lists that are read, at most; keys and signatures have four.
  static let depth = 8

  case atom([UInt8])
  indirect case list([SExpression])

  /// Reads one expression to the end of `reader`.
  ///
  /// Display hints are refused, since nothing here is for display.
  ///
  /// - Throws: `MalformedInput` for anything else.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    var open: [[SExpression]] = []
    while true {
      let start = reader.position
      var finished: SExpression
      switch try reader.byte(field: "S-expression") {
      case UInt8(ascii: "("):
        guard open.count < Self.depth else {
          throw MalformedInput(.unsupported, at: start, field: "S-expression depth")
        }
        open.append([])
        continue
      case UInt8(ascii: ")"):
        guard let items = open.popLast() else {
          throw MalformedInput(.invalidValue, at: start, field: "S-expression list")
        }
        finished = .list(items)
      case let digit: finished = .atom(try Self.atom(digit, &reader, at: start))
      }
      guard open.isEmpty else {
        open[open.count - 1].append(finished)
        continue
      }
      guard reader.remaining == 0 else {
        throw MalformedInput(.trailingData, at: reader.position, field: "S-expression")
      }
      self = finished
      return
    }
  }

  /// The bytes behind a length that starts with `digit`.
  private static func atom(
    _ digit: UInt8, _ reader: inout ByteReader, at start: Int
  ) throws(MalformedInput) -> [UInt8] {
    var digit = digit
    var length = 0
    while digit != UInt8(ascii: ":") {
      // A length without leading zeros, that cannot overflow.
      guard (0x30...0x39).contains(digit), length < 1 << 24, !(length == 0 && digit == 0x30) else {
        throw MalformedInput(.invalidValue, at: start, field: "S-expression length")
      }
      length = length * 10 + Int(digit - 0x30)
      digit = try reader.byte(field: "S-expression length")
    }
    guard length > 0 else {
      throw MalformedInput(.invalidValue, at: start, field: "S-expression length")
    }
    return try reader.array(length, field: "S-expression atom")
  }

  /// The canonical form.
  public func serialized() -> [UInt8] {
    switch self {
    case .atom(let bytes): Array("\(bytes.count):".utf8) + bytes
    case .list(let items):
      [UInt8(ascii: "(")] + items.flatMap { $0.serialized() } + [UInt8(ascii: ")")]
    }
  }

  /// The list inside this one that starts with the atom `name`.
  func list(_ name: String) -> [SExpression]? {
    guard case .list(let items) = self else { return nil }
    for case .list(let inner) in items where inner.first == .atom(Array(name.utf8)) {
      return inner
    }
    return nil
  }

  /// The bytes of the inner list `(name bytes)`.
  func value(_ name: String) -> [UInt8]? {
    guard let inner = list(name), inner.count == 2, case .atom(let bytes) = inner[1] else {
      return nil
    }
    return bytes
  }
}
