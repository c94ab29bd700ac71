public import Bytes

extension BuildInfo {
  /// Reads the text form that `runtime/debug` calls module information.
  ///
  /// Lines it does not know are passed over, as Go does. Throws at the start of a line that
  /// breaks the form, naming the line's keyword; `base` is the text's offset in its file.
  public init(
    goVersion: String, modules text: some Collection<UInt8>, base: Int = 0
  ) throws(MalformedInput) {
    self.init(goVersion: goVersion)
    var offset = base
    for line in Array(text).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if let tab = line.firstIndex(of: UInt8(ascii: "\t")) {
        let keyword = String(decoding: line[..<tab], as: UTF8.self)
        let rest = line[(tab + 1)...]
        do {
          try read(keyword, rest)
        } catch {
          throw MalformedInput(.invalidValue, at: offset, field: keyword)
        }
      }
      offset += line.count + 1
    }
  }

  private struct BadLine: Error {}

  private mutating func read(_ keyword: String, _ rest: ArraySlice<UInt8>) throws(BadLine) {
    switch keyword {
    case "path": path = String(decoding: rest, as: UTF8.self)
    case "mod": main = try Self.module(rest)
    case "dep": dependencies.append(try Self.module(rest))
    case "=>":
      let replacement = try Self.module(rest)
      if !dependencies.isEmpty {
        dependencies[dependencies.count - 1].replace = replacement
      } else if main != nil {
        main?.replace = replacement
      } else {
        throw BadLine()
      }
    case "build": settings.append(try Self.setting(rest))
    default: break
    }
  }

  private static func module(_ text: ArraySlice<UInt8>) throws(BadLine) -> Module {
    let columns = text.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard columns.count == 2 || columns.count == 3 else { throw BadLine() }
    let sum = columns.count == 3 && !columns[2].isEmpty ? columns[2] : nil
    return Module(path: columns[0], version: columns[1], sum: sum)
  }

  /// Reads `key=value`, either of them quoted as Go quotes strings.
  private static func setting(_ text: ArraySlice<UInt8>) throws(BadLine) -> Setting {
    guard let first = text.first, first != UInt8(ascii: "=") else { throw BadLine() }
    let key: [UInt8]
    var rest: ArraySlice<UInt8>
    if first == UInt8(ascii: "`") || first == UInt8(ascii: "\"") {
      guard let quoted = GoQuoted(parsing: text) else { throw BadLine() }
      key = quoted.value
      rest = quoted.rest
      guard rest.popFirst() == UInt8(ascii: "=") else { throw BadLine() }
    } else {
      guard let sign = text.firstIndex(of: UInt8(ascii: "=")) else { throw BadLine() }
      key = Array(text[..<sign])
      rest = text[(sign + 1)...]
    }
    var value = Array(rest)
    if rest.first == UInt8(ascii: "`") || rest.first == UInt8(ascii: "\"") {
      guard let quoted = GoQuoted(parsing: rest), quoted.rest.isEmpty else { throw BadLine() }
      value = quoted.value
    }
    return Setting(
      key: String(decoding: key, as: UTF8.self), value: String(decoding: value, as: UTF8.self))
  }
}
