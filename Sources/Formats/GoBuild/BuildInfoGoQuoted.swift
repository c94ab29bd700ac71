/// A string as `strconv.Quote` writes it, interpreted or raw, at the start of other text.
///
/// - SeeAlso: The Go Programming Language Specification, "String literals".
struct GoQuoted {
  /// What it stands for.
  var value: [UInt8] = []
  /// What follows the closing quote.
  var rest: ArraySlice<UInt8>

  /// `nil` when `text` does not begin with a complete literal.
  init?(parsing text: ArraySlice<UInt8>) {
    rest = text
    switch rest.popFirst() {
    case UInt8(ascii: "`"):
      guard let end = rest.firstIndex(of: UInt8(ascii: "`")) else { return nil }
      value = rest[..<end].filter { $0 != UInt8(ascii: "\r") }
      rest = rest[(end + 1)...]
    case UInt8(ascii: "\""):
      while true {
        guard let byte = rest.popFirst(), byte != UInt8(ascii: "\n") else { return nil }
        if byte == UInt8(ascii: "\"") { return }
        if byte != UInt8(ascii: "\\") {
          value.append(byte)
        } else if !readEscape() {
          return nil
        }
      }
    default: return nil
    }
  }

  /// Reads what follows a backslash; false when it is no escape of Go's.
  private mutating func readEscape() -> Bool {
    let escape = rest
    guard let letter = rest.popFirst() else { return false }
    switch letter {
    case UInt8(ascii: "a"): value.append(7)
    case UInt8(ascii: "b"): value.append(8)
    case UInt8(ascii: "f"): value.append(12)
    case UInt8(ascii: "n"): value.append(10)
    case UInt8(ascii: "r"): value.append(13)
    case UInt8(ascii: "t"): value.append(9)
    case UInt8(ascii: "v"): value.append(11)
    case UInt8(ascii: "\\"), UInt8(ascii: "\""): value.append(letter)
    case UInt8(ascii: "x"):
      guard let number = readNumber(digits: 2, radix: 16) else { return false }
      value.append(UInt8(number))
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      guard let number = readNumber(digits: letter == UInt8(ascii: "u") ? 4 : 8, radix: 16),
        let scalar = Unicode.Scalar(number)
      else { return false }
      value.append(contentsOf: String(Character(scalar)).utf8)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      rest = escape
      guard let number = readNumber(digits: 3, radix: 8), number < 256 else { return false }
      value.append(UInt8(number))
    default: return false
    }
    return true
  }

  private mutating func readNumber(digits: Int, radix: Int) -> UInt32? {
    guard rest.count >= digits else { return nil }
    let text = rest.prefix(digits)
    rest = rest.dropFirst(digits)
    guard text.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else {
      return nil
    }
    return UInt32(String(decoding: text, as: UTF8.self), radix: radix)
  }
}
