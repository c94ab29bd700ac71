internal import Bytes

/// The lines of a `go.mod`, blocks unfolded: every line has its verb in front.
struct GoModuleSyntax {
  struct Token {
    var text: String
    /// Of its first byte in the file.
    var offset: Int
    /// Whether it was written with quotes, and so is no punctuation.
    var isQuoted = false
  }

  struct Line {
    var verb: Token
    var arguments: [Token]
    /// What follows `//` on the same line.
    var comment: String?
    /// From one.
    var number: Int
    var isInBlock: Bool
  }

  private(set) var lines: [Line] = []
  private let bytes: [UInt8]
  private let base: Int
  private var cursor = 0
  private var number = 1

  init(_ bytes: [UInt8], base: Int) throws(MalformedInput) {
    self.bytes = bytes
    self.base = base
    var block: Token?
    while cursor < bytes.count {
      let start = number
      let (tokens, comment) = try readTokens()
      if bytes.indices.contains(cursor) { cursor += 1 }  // the newline
      number += 1
      guard let first = tokens.first else { continue }
      if let verb = block {
        if first.text == ")", !first.isQuoted {
          guard tokens.count == 1 else { throw malformed("closing parenthesis", tokens[1].offset) }
          block = nil
        } else {
          lines.append(
            Line(
              verb: verb, arguments: tokens, comment: comment, number: start, isInBlock: true))
        }
      } else if let last = tokens.last, last.text == "(", !last.isQuoted, tokens.count > 1 {
        guard tokens.count == 2 else { throw malformed("block type", first.offset) }
        block = first
      } else if tokens.count == 3, tokens[1].text == "(", tokens[2].text == ")" {
        continue
      } else {
        lines.append(
          Line(
            verb: first, arguments: Array(tokens.dropFirst()), comment: comment, number: start,
            isInBlock: false))
      }
    }
    if let block { throw malformed("block", block.offset) }
  }

  private func malformed(_ field: String, _ offset: Int) -> MalformedInput {
    MalformedInput(.invalidValue, at: offset, field: field)
  }

  /// Reads up to the newline, which stays.
  private mutating func readTokens() throws(MalformedInput) -> ([Token], String?) {
    var tokens: [Token] = []
    while cursor < bytes.count, bytes[cursor] != UInt8(ascii: "\n") {
      let byte = bytes[cursor]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        cursor += 1
      case UInt8(ascii: "/") where startsComment("/"):
        let end = bytes[cursor...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let text = String(decoding: bytes[(cursor + 2)..<end], as: UTF8.self)
        cursor = end
        return (tokens, text)
      case UInt8(ascii: "/") where startsComment("*"):
        throw malformed("comment", base + cursor)
      case UInt8(ascii: "\""):
        tokens.append(try readString())
      case let byte where isPunctuation(byte):
        tokens.append(Token(text: String(UnicodeScalar(byte)), offset: base + cursor))
        cursor += 1
      default:
        tokens.append(try readWord())
      }
    }
    return (tokens, nil)
  }

  private func startsComment(_ second: UnicodeScalar) -> Bool {
    cursor + 1 < bytes.count && bytes[cursor] == UInt8(ascii: "/")
      && bytes[cursor + 1] == UInt8(ascii: second)
  }

  private func isPunctuation(_ byte: UInt8) -> Bool { "()[]{},".utf8.contains(byte) }

  private mutating func readWord() throws(MalformedInput) -> Token {
    let start = cursor
    while cursor < bytes.count, bytes[cursor] > 0x20, bytes[cursor] != 0x7f,
      !isPunctuation(bytes[cursor]), !startsComment("/")
    {
      if startsComment("*") { throw malformed("comment", base + cursor) }
      cursor += 1
    }
    guard cursor > start, let text = String(validating: bytes[start..<cursor], as: UTF8.self),
      text.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace }),
      !text.utf8.contains(where: "\"'`".utf8.contains)
    else { throw malformed("word", base + start) }
    return Token(text: text, offset: base + start)
  }

  /// Reads a quoted path or version; of escapes only `\\` and `\"` are known, as neither needs
  /// others, nor may it be mistaken for punctuation.
  private mutating func readString() throws(MalformedInput) -> Token {
    let start = cursor
    cursor += 1
    var content: [UInt8] = []
    while true {
      guard cursor < bytes.count, bytes[cursor] != UInt8(ascii: "\n") else {
        throw malformed("string", base + start)
      }
      var byte = bytes[cursor]
      cursor += 1
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        guard cursor < bytes.count,
          bytes[cursor] == UInt8(ascii: "\\") || bytes[cursor] == UInt8(ascii: "\"")
        else { throw MalformedInput(.unsupported, at: base + cursor, field: "escape") }
        byte = bytes[cursor]
        cursor += 1
      }
      content.append(byte)
    }
    guard let text = String(validating: content, as: UTF8.self), text != "=>",
      content.count > 1 || !content.allSatisfy(isPunctuation)
    else { throw malformed("string", base + start) }
    return Token(text: text, offset: base + start, isQuoted: true)
  }
}
