public import Bytes

extension GoModuleFile {
  /// Reads a main module's `go.mod`, as strictly as the go command reads its own.
  ///
  /// Versions are taken as they stand: a branch name is one until something resolves it.
  ///
  /// - Throws: at the offset of the word or line that is not allowed, with the directive as field.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    self.init()
    let base = reader.position
    let syntax = try GoModuleSyntax(try reader.array(reader.remaining), base: base)
    for line in syntax.lines { try add(line) }
  }

  private mutating func add(_ line: GoModuleSyntax.Line) throws(MalformedInput) {
    let verb = line.verb.text
    let refusal = MalformedInput(
      .invalidValue, at: line.isInBlock ? line.arguments[0].offset : line.verb.offset, field: verb)
    let words = line.arguments.map(\.text)
    guard !line.verb.isQuoted else { throw refusal }
    switch verb {
    case "go", "toolchain":
      guard words.count == 1, !line.isInBlock, !line.arguments[0].isQuoted else { throw refusal }
      try setVersion(verb, words[0], refusal)
    case "module":
      guard module == nil, words.count == 1, !words[0].isEmpty else { throw refusal }
      module = words[0]
    case "godebug":
      guard words.count == 1, words[0].contains("=") else { throw refusal }
    case "require", "exclude":
      guard words.count == 2, !words[0].isEmpty else { throw refusal }
      let required = GoModuleVersion(path: words[0], version: words[1])
      if verb == "require" {
        requirements.append(
          Requirement(module: required, isIndirect: line.isIndirect, line: line.number))
      } else {
        exclusions.append(Exclusion(module: required, line: line.number))
      }
    case "replace":
      guard let replacement = Replacement(words, line: line.number) else { throw refusal }
      replacements.append(replacement)
    case "retract":
      guard let retraction = Retraction(words, line: line.number) else { throw refusal }
      retractions.append(retraction)
    case "tool":
      guard words.count == 1 else { throw refusal }
      tools.append(words[0])
    case "ignore":
      guard words.count == 1 else { throw refusal }
    default:
      throw MalformedInput(.invalidValue, at: line.verb.offset, field: "directive")
    }
  }

  private mutating func setVersion(
    _ verb: String, _ word: String, _ refusal: MalformedInput
  ) throws(MalformedInput) {
    if verb == "go" {
      guard goVersion == nil, isGoVersion(word) else { throw refusal }
      goVersion = word
    } else {
      guard toolchain == nil,
        word == "default" || word == "go1" || word.hasPrefix("go1.")
      else { throw refusal }
      toolchain = word
    }
  }
}

extension GoModuleSyntax.Line {
  /// Whether the comment is `indirect`, alone or before a semicolon.
  fileprivate var isIndirect: Bool {
    guard let comment else { return false }
    let words = comment.split(whereSeparator: \.isWhitespace)
    guard let first = words.first else { return false }
    return first == "indirect" && words.count == 1 || first.hasPrefix("indirect;")
  }
}

extension GoModuleFile.Replacement {
  /// Reads `PATH [VERSION] => PATH [VERSION]`; a directory has no version, a module needs one.
  fileprivate init?(_ words: [String], line: Int) {
    guard let arrow = words.prefix(3).lastIndex(of: "=>"), arrow == 1 || arrow == 2,
      words.count == arrow + 2 || words.count == arrow + 3, !words[0].isEmpty
    else { return nil }
    original = GoModuleVersion(path: words[0], version: arrow == 2 ? words[1] : "")
    let target = words[arrow + 1]
    let isVersioned = words.count == arrow + 3
    guard isDirectoryPath(target) != isVersioned, isVersioned || !target.contains("\\") else {
      return nil
    }
    replacement = GoModuleVersion(path: target, version: isVersioned ? words[arrow + 2] : "")
    self.line = line
  }
}

extension GoModuleFile.Retraction {
  /// Reads `VERSION` or `[VERSION, VERSION]`.
  fileprivate init?(_ words: [String], line: Int) {
    self.line = line
    if words.count == 1, words[0] != "[" {
      low = words[0]
      high = words[0]
    } else if words.count == 5, words[0] == "[", words[2] == ",", words[4] == "]" {
      low = words[1]
      high = words[3]
    } else {
      return nil
    }
  }
}

/// Whether a replacement's target is a directory: rooted, or beginning with `.` or `..`.
func isDirectoryPath(_ path: String) -> Bool {
  if path == "." || path == ".." { return true }
  if ["./", "../", "/", ".\\", "..\\", "\\"].contains(where: path.hasPrefix) { return true }
  let start = Array(path.utf8.prefix(2))
  return start.count == 2 && start[1] == UInt8(ascii: ":")
    && ((65...90).contains(start[0]) || (97...122).contains(start[0]))
}

/// `MAJOR.MINOR[.PATCH][PRERELEASE]`, such as `1.22`, `1.21.0` or `1.22rc1`.
private func isGoVersion(_ text: String) -> Bool {
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  guard (2...3).contains(parts.count), let last = parts.last else { return false }
  let number = last.prefix { $0.isASCII && $0.isNumber }
  let suffix = last.dropFirst(number.count)
  let numbers = parts.dropLast() + [number]
  let areNumbers = numbers.allSatisfy { part in
    !part.isEmpty && (part == "0" || part.first != "0")
      && part.utf8.allSatisfy { (48...57).contains($0) }
  }
  guard areNumbers, numbers.first != "0" else { return false }
  guard !suffix.isEmpty else { return true }
  let letters = suffix.prefix { ("a"..."z").contains($0) }
  let rest = suffix.dropFirst(letters.count)
  return !letters.isEmpty && !rest.isEmpty && rest.utf8.allSatisfy { (48...57).contains($0) }
}
