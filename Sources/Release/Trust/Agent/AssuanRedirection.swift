public import Bytes

/// A file in a socket's place that says where the socket is: `%Assuan%`, `socket=NAME`.
///
/// - SeeAlso: libassuan `src/assuan-socket.c`, `eval_redirection`.
public struct AssuanRedirection: Hashable, Sendable {
  /// No such file is longer, in bytes.
  public static let longest = 511

  private enum Part: Hashable {
    case text(String)
    /// `${NAME}`: the value of a variable of the environment.
    case variable(String)
  }
  private var parts: [Part] = []

  /// Reads a whole file: two lines, no blank space, a line feed at the end of each.
  ///
  /// - Throws: `MalformedInput` for any other file, and a name that is not UTF-8.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    guard reader.remaining <= Self.longest else {
      throw MalformedInput(.invalidValue, at: start, field: "redirection")
    }
    let file = try reader.array(reader.remaining, field: "redirection")
    let head = Array("%Assuan%\nsocket=".utf8)
    guard file.starts(with: head) else {
      throw MalformedInput(.badMagic, at: start, field: "redirection")
    }
    let line = file[head.count...]
    let offset = start + head.count
    guard line.last == UInt8(ascii: "\n"),
      let name = String(validating: line.dropLast(), as: UTF8.self), !name.isEmpty,
      !name.unicodeScalars.contains(where: { $0.value < 0x20 })
    else { throw MalformedInput(.invalidValue, at: offset, field: "socket") }
    var rest = name[...]
    while let dollar = rest.firstRange(of: "${") {
      guard let end = rest[dollar.upperBound...].firstIndex(of: "}") else {
        throw MalformedInput(.invalidValue, at: offset, field: "socket")
      }
      parts += [
        .text(String(rest[..<dollar.lowerBound])),
        .variable(String(rest[dollar.upperBound..<end])),
      ]
      rest = rest[rest.index(after: end)...]
    }
    parts.append(.text(String(rest)))
  }

  /// The path of the socket; `nil` when a variable in it is not set.
  public func socket(variables: [String: String]) -> String? {
    var path = ""
    for part in parts {
      switch part {
      case .text(let text): path += text
      case .variable(let name):
        guard let value = variables[name] else { return nil }
        path += value
      }
    }
    return path
  }
}
