public import Diagnostics

/// A pattern over `/`-separated paths, with the syntax of nfpm's `contents`.
///
/// | written | matches |
/// |---|---|
/// | `*` | any characters but `/` |
/// | `**` | any characters |
/// | `?` | one character but `/` |
/// | `[abc]`, `[a-z]`, `[!a-z]` | one character of the set, or not of it, never `/` |
/// | `{a,b*}` | any of the patterns |
/// | `\*` | the character itself |
///
/// As with nfpm, `a/**/b` does not match `a/b`. Matching takes time proportional to the
/// pattern's length times the path's.
public struct GlobPattern: Hashable, Sendable {
  /// As written, without a leading `./`, doubled slashes or a trailing slash.
  public let text: String
  /// The text a pattern without wildcards stands for, escapes removed; else `nil`.
  public let literal: String?
  let program: [GlobStep]

  /// No pattern is longer, in bytes.
  public static let longest = 4096

  /// Throws `recipe.invalid-glob` when `text` is not a pattern.
  public init(_ text: String, at location: SpecLocation? = nil) throws(Diagnostic) {
    guard text.utf8.count <= Self.longest else {
      throw Diagnostic(
        "recipe.invalid-glob", "the pattern is longer than \(Self.longest) bytes", at: location)
    }
    self.text = cleanedPath(text)
    var parser = GlobParser(self.text)
    do throws(GlobParser.Fault) {
      let branch = try parser.alternatives(depth: 0)
      literal = branch.literal
      program = branch.program
    } catch {
      throw Diagnostic(
        "recipe.invalid-glob", "'\(text)' is no pattern: \(error.words)", at: location,
        hint: "write '\\' before a character that is meant literally")
    }
  }

  /// The pattern that matches `path` alone, whatever characters it has.
  public init(literally path: String) {
    let clean = cleanedPath(path)
    literal = clean
    text = clean
    program = clean.unicodeScalars.map(GlobStep.scalar)
  }

  /// The directory that holds every match: the leading path elements without wildcards.
  ///
  /// `.` when the first has one; `/` or an absolute path for an absolute pattern.
  public var root: String {
    if let literal { return literal }
    let elements = text.split(separator: "/", omittingEmptySubsequences: false)
    let fixed = elements.prefix { !$0.contains { "*?[]{}\\".contains($0) } }
    // An alternative may hold a slash, so the element before its brace is as far as it goes.
    if fixed.isEmpty { return "." }
    let joined = fixed.joined(separator: "/")
    return joined.isEmpty ? "/" : joined
  }

  /// Whether the whole of `path` is matched.
  public func matches(_ path: String) -> Bool { run(over: path, prefixes: false) }

  /// Whether `path` or a directory above it is matched: a directory means all it holds.
  public func selects(_ path: String) -> Bool { run(over: path, prefixes: true) }

  /// Simulates all threads of the program side by side.
  private func run(over path: String, prefixes: Bool) -> Bool {
    var threads = GlobThreads(program)
    threads.start()
    for scalar in path.unicodeScalars {
      if prefixes, scalar == "/", threads.isMatch { return true }
      if threads.isEmpty { return false }
      threads.advance(over: scalar)
    }
    return threads.isMatch
  }
}

/// `path` without a leading `./`, doubled slashes or a trailing slash; `.` for nothing left.
func cleanedPath(_ path: String) -> String {
  let isAbsolute = path.hasPrefix("/")
  var elements = path.split(separator: "/", omittingEmptySubsequences: true)
  while elements.first == "." { elements.removeFirst() }
  let joined = elements.joined(separator: "/")
  if isAbsolute { return "/" + joined }
  return joined.isEmpty ? "." : joined
}
