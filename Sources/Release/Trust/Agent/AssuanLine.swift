public import Bytes

/// One line that an Assuan server sends.
///
/// - SeeAlso: https://www.gnupg.org/documentation/manuals/assuan/Server-responses.html
public enum AssuanLine: Hashable, Sendable {
  /// The longest line, its end included, in bytes.
  static let longest = 1002

  /// The command is done; the words mean nothing.
  case ok(String)
  /// The command failed: a libgpg-error number, and words.
  case failed(code: UInt32, words: String)
  /// A piece of the answer, without its escapes.
  case data([UInt8])
  /// Something to know on the way, such as `PROGRESS`.
  case status(String)
  /// The server asks for something by a keyword.
  case inquire(String)
  case comment

  /// Reads one line, without its end.
  ///
  /// - Throws: `MalformedInput` for a line no server sends, or one that is too long.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    guard reader.remaining < Self.longest else {
      throw MalformedInput(.invalidValue, at: start, field: "Assuan line length")
    }
    let line = try reader.array(reader.remaining, field: "Assuan line")
    let space = line.firstIndex(of: UInt8(ascii: " ")) ?? line.count
    let keyword = String(decoding: line[..<space], as: UTF8.self)
    let rest = line[min(space + 1, line.count)...]
    switch keyword {
    case "OK": self = .ok(String(decoding: rest, as: UTF8.self))
    case "ERR":
      let words = rest.split(separator: UInt8(ascii: " "), maxSplits: 1)
      guard let first = words.first, let code = UInt32(String(decoding: first, as: UTF8.self))
      else { throw MalformedInput(.invalidValue, at: start, field: "Assuan error number") }
      self = .failed(
        code: code, words: String(decoding: words.dropFirst().first ?? [], as: UTF8.self))
    case "D": self = .data(try Self.unescaped(rest, at: start))
    case "S": self = .status(String(decoding: rest, as: UTF8.self))
    case "INQUIRE": self = .inquire(String(decoding: rest, as: UTF8.self))
    default:
      guard line.first == UInt8(ascii: "#") else {
        throw MalformedInput(.invalidValue, at: start, field: "Assuan keyword")
      }
      self = .comment
    }
  }

  /// `%XX` as the byte it stands for.
  private static func unescaped(
    _ text: ArraySlice<UInt8>, at start: Int
  ) throws(MalformedInput) -> [UInt8] {
    var result: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      guard text[index] == UInt8(ascii: "%") else {
        result.append(text[index])
        index += 1
        continue
      }
      guard index + 2 < text.endIndex,
        let byte = bytes(
          hexadecimal: String(decoding: text[(index + 1)...(index + 2)], as: UTF8.self))
      else { throw MalformedInput(.invalidValue, at: start, field: "Assuan escape") }
      result += byte
      index += 3
    }
    return result
  }
}
