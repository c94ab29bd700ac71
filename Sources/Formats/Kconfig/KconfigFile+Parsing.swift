public import Bytes

extension KconfigFile {
  /// The longest line that is read, in bytes; the kernel's own reader stops far earlier.
  public static let longestLine = 1 << 16

  /// Reads a `.config`; compressed ones are unpacked by the caller.
  ///
  /// A line is `CONFIG_X=VALUE`, `# CONFIG_X is not set`, a comment or empty; a carriage return
  /// at its end is dropped, and the last line needs no newline. Of several assignments the last
  /// counts.
  ///
  /// - Throws: `invalid-value` at the beginning of a line that is none of these, or at a value
  ///   that is neither `y`, `m`, `n`, a 64-bit number nor a quoted string of UTF-8;
  ///   `unsupported` for a line longer than ``longestLine``.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    self.init()
    var number = 0
    while reader.remaining > 0 {
      number += 1
      let start = reader.position
      let line = try Self.readLine(&reader)
      try readLine(line, number: number, at: start)
    }
  }

  /// Takes the bytes up to a newline, which is consumed, without the carriage return before it.
  private static func readLine(_ reader: inout ByteReader) throws(MalformedInput) -> [UInt8] {
    let start = reader.position
    var line: [UInt8] = []
    while reader.remaining > 0 {
      let byte = try reader.byte()
      if byte == UInt8(ascii: "\n") { break }
      guard line.count < longestLine else {
        throw MalformedInput(.unsupported, at: start, field: "line length")
      }
      line.append(byte)
    }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return line
  }

  private mutating func readLine(
    _ line: [UInt8], number: Int, at offset: Int
  ) throws(MalformedInput) {
    if line.isEmpty { return }
    if line[0] == UInt8(ascii: "#") {
      readComment(line, number: number)
      return
    }
    guard line.starts(with: Array("CONFIG_".utf8)) else {
      throw MalformedInput(.invalidValue, at: offset, field: "line")
    }
    guard let equals = line.firstIndex(of: UInt8(ascii: "=")),
      let option = optionName(line[7..<equals])
    else { throw MalformedInput(.invalidValue, at: offset, field: "option name") }
    guard let state = Self.state(line[(equals + 1)...]) else {
      throw MalformedInput(.invalidValue, at: offset + equals + 1, field: "CONFIG_\(option)")
    }
    assign(state, to: option, line: number)
  }

  private mutating func readComment(_ line: [UInt8], number: Int) {
    let text = String(decoding: line, as: UTF8.self)
    let suffix = " is not set"
    if text.hasPrefix("# CONFIG_"), text.hasSuffix(suffix),
      let option = optionName(line[9..<line.count - suffix.utf8.count])
    {
      assign(.off, to: option, line: number)
    } else if text.hasPrefix("# Linux/") {
      readHeader(text.dropFirst(2))
    }
  }

  private static func state(_ bytes: ArraySlice<UInt8>) -> State? {
    switch bytes.first {
    case nil: return nil
    case UInt8(ascii: "\""): return unquoted(bytes.dropFirst()).map(State.string)
    default: break
    }
    switch String(decoding: bytes, as: UTF8.self) {
    case "y": return .yes
    case "m": return .module
    case "n": return .off
    case let text where text.hasPrefix("0x") || text.hasPrefix("0X"):
      // `init(_:radix:)` takes a sign, the format does not.
      guard bytes.dropFirst(2).first != UInt8(ascii: "+") else { return nil }
      return UInt64(text.dropFirst(2), radix: 16).map(State.hexadecimal)
    case let text:
      guard bytes.first != UInt8(ascii: "+") else { return nil }
      return Int64(text).map(State.integer)
    }
  }

  /// Undoes the escapes of a string up to its closing quote, which ends the line.
  private static func unquoted(_ bytes: ArraySlice<UInt8>) -> String? {
    var result: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return rest.isEmpty ? validText(result) : nil
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        result.append(escaped)
      default: result.append(byte)
      }
    }
    return nil
  }

  private static func validText(_ bytes: [UInt8]) -> String? {
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// A name of letters, digits and `_`, or nothing.
private func optionName(_ bytes: ArraySlice<UInt8>) -> String? {
  let isNameByte = { (byte: UInt8) in
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
  guard !bytes.isEmpty, bytes.allSatisfy(isNameByte) else { return nil }
  return String(decoding: bytes, as: UTF8.self)
}
