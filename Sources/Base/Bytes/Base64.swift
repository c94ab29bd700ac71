/// Base 64 with padding and without line ends (RFC 4648 §4).
public enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xff, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  public static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for index in 0..<3 {
        group = group << 8 | (index < count ? UInt32(bytes[start + index]) : 0)
      }
      for index in 0..<4 {
        text.append(
          index <= count
            ? alphabet[Int(group >> (18 - 6 * UInt32(index)) & 63)] : UInt8(ascii: "="))
      }
    }
    return text
  }

  /// The text of ``encoded(_:)-([UInt8])`` in lines of `width` characters, each with a line feed.
  public static func lines(of bytes: [UInt8], width: Int) -> [UInt8] {
    var text: [UInt8] = []
    let encoded = encoded(bytes)
    for start in stride(from: 0, to: encoded.count, by: width) {
      text += encoded[start..<min(start + width, encoded.count)]
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }

  /// The bytes of text without line ends; `offset` is where errors point.
  ///
  /// - Throws: `MalformedInput` for other characters, missing padding, and padding that hides bits,
  ///   so that no two texts mean one thing.
  public static func decoded(
    _ text: some Collection<UInt8>, at offset: Int = 0
  ) throws(MalformedInput) -> [UInt8] {
    let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
    guard text.count.isMultiple(of: 4) else {
      throw MalformedInput(.truncated, at: offset, field: "base 64")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var group: UInt32 = 0
    for (index, character) in text.dropLast(padding).enumerated() {
      let value = values[Int(character)]
      guard value != 0xff else {
        throw MalformedInput(.invalidValue, at: offset, field: "base 64")
      }
      group = group << 6 | UInt32(value)
      if index % 4 == 3 {
        bytes += [UInt8(group >> 16), UInt8(group >> 8 & 0xff), UInt8(group & 0xff)]
        group = 0
      }
    }
    // What padding leaves of the last group must be zero, or two texts would mean one thing.
    switch padding {
    case 1 where group & 3 == 0: bytes += [UInt8(group >> 10), UInt8(group >> 2 & 0xff)]
    case 2 where group & 15 == 0: bytes.append(UInt8(group >> 4))
    case 0: break
    default: throw MalformedInput(.invalidValue, at: offset, field: "base 64")
    }
    return bytes
  }
}
