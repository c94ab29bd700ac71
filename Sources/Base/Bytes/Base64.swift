/// Base 64 with padding and without line ends (RFC 4648 §4).
public enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  fileprivate static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xff, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  public static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](capacity: encodedCount(bytes.count)) { encode(bytes.span, into: &$0) }
  }

  /// The text of ``encoded(_:)`` in lines of `width` characters, each with a line feed.
  public static func lines(of bytes: [UInt8], width: Int) -> [UInt8] {
    [UInt8](capacity: encodedCount(bytes.count, width: width)) {
      encode(bytes.span, width: width, into: &$0)
    }
  }

  /// The number of characters of so many bytes, line feeds included where there are lines.
  public static func encodedCount(_ count: Int, width: Int? = nil) -> Int {
    let characters = (count + 2) / 3 * 4
    return characters + (width.map { (characters + $0 - 1) / $0 } ?? 0)
  }

  /// Appends the text of bytes, wherever they lie; in lines of `width`, each with a line feed, when
  /// there is one.
  ///
  /// - Precondition: `output` has room for ``encodedCount(_:width:)``.
  public static func encode(
    _ bytes: Span<UInt8>, width: Int? = nil, into output: inout OutputSpan<UInt8>
  ) {
    var column = 0
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for index in 0..<3 {
        group = group << 8 | (index < count ? UInt32(bytes[start + index]) : 0)
      }
      for index in 0..<4 {
        output.append(
          index <= count
            ? alphabet[Int(group >> (18 - 6 * UInt32(index)) & 63)] : UInt8(ascii: "="))
        column += 1
        if column == width {
          output.append(UInt8(ascii: "\n"))
          column = 0
        }
      }
    }
    if width != nil, column > 0 { output.append(UInt8(ascii: "\n")) }
  }

  /// The bytes of text without line ends; `offset` is where errors point.
  ///
  /// - Throws: `MalformedInput` for other characters, missing padding, and padding that hides bits,
  ///   so that no two texts mean one thing.
  public static func decoded(
    _ text: some Collection<UInt8>, at offset: Int = 0
  ) throws(MalformedInput) -> [UInt8] {
    try [UInt8](capacity: Base64Decoder.mostBytes(text.count)) {
      (output: inout OutputSpan<UInt8>) throws(MalformedInput) in
      var decoder = Base64Decoder(at: offset)
      try decoder.decode(text, into: &output)
      try decoder.finish()
    }
  }
}

/// Reads base 64 that comes in pieces, such as lines, into memory of the caller's.
///
/// Its rules are those of ``Base64/decoded(_:at:)``.
public struct Base64Decoder {
  private let offset: Int
  /// What was read of a group of four characters.
  private var group: UInt32 = 0
  private var count = 0
  private var padding = 0

  /// `offset` is where errors point.
  public init(at offset: Int = 0) { self.offset = offset }

  /// No text of so many characters has more bytes.
  public static func mostBytes(_ characters: Int) -> Int { characters / 4 * 3 + 3 }

  /// Reads a piece.
  ///
  /// - Precondition: `output` has room for ``mostBytes(_:)`` of all pieces.
  public mutating func decode(
    _ text: some Sequence<UInt8>, into output: inout OutputSpan<UInt8>
  ) throws(MalformedInput) {
    for character in text {
      if character == UInt8(ascii: "="), count >= 2 {
        padding += 1
      } else {
        let value = Base64.values[Int(character)]
        guard value != 0xff, padding == 0 else { throw invalid }
        group = group << 6 | UInt32(value)
      }
      count += 1
      guard count == 4 else { continue }
      // What padding leaves of the last group must be zero, or two texts would mean one thing.
      switch padding {
      case 0:
        output.append(UInt8(group >> 16 & 0xff))
        output.append(UInt8(group >> 8 & 0xff))
        output.append(UInt8(group & 0xff))
        count = 0
      case 1 where group & 3 == 0:
        output.append(UInt8(group >> 10 & 0xff))
        output.append(UInt8(group >> 2 & 0xff))
      case 2 where group & 15 == 0: output.append(UInt8(group >> 4 & 0xff))
      default: throw invalid
      }
      group = 0
      // Nothing follows a padded group: `count` stays at 4, and what comes is refused.
    }
    guard count <= 4 else { throw invalid }
  }

  /// Ends the text.
  ///
  /// - Throws: `truncated` inside a group.
  public func finish() throws(MalformedInput) {
    guard count == 0 || count == 4 else {
      throw MalformedInput(.truncated, at: offset, field: "base 64")
    }
  }

  private var invalid: MalformedInput {
    MalformedInput(.invalidValue, at: offset, field: "base 64")
  }
}

extension Base64 {
  /// The bytes of text in either alphabet (RFC 4648 §4 and §5), with padding.
  ///
  /// - Throws: `MalformedInput` about `field`, as ``decoded(_:at:)``.
  public static func decoded(
    eitherAlphabet text: String, field: String
  ) throws(MalformedInput) -> [UInt8] {
    let standard = text.utf8.map { character in
      switch character {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      default: character
      }
    }
    do throws(MalformedInput) { return try decoded(standard) } catch {
      throw MalformedInput(error.code, at: 0, field: field)
    }
  }
}
