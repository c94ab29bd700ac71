public import Bytes
public import Diagnostics

/// The `triggers` file of a package.
///
/// - SeeAlso: deb-triggers(5); `lib/dpkg/triglib.c`.
public struct DebianTriggers: Hashable, Sendable {
  public enum Directive: String, Sendable, CaseIterable {
    case interest
    case interestAwait = "interest-await"
    case interestNoawait = "interest-noawait"
    case activate
    case activateAwait = "activate-await"
    case activateNoawait = "activate-noawait"
  }

  public struct Entry: Hashable, Sendable {
    public var directive: Directive
    /// An absolute path, or a name like a package's.
    public var name: String

    public init(_ directive: Directive, _ name: String) {
      self.directive = directive
      self.name = name
    }
  }

  /// In the order of the file.
  public var entries: [Entry]

  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// Reads all that is left; blanks around a line, and a comment after `#`, are dropped.
  ///
  /// - Throws: `MalformedInput` at the line to blame: an unknown directive, or a name dpkg
  ///   would not take.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    entries = []
    for line in try controlLines(&reader, field: "triggers") {
      let words = line.bytes.prefix { $0 != UInt8(ascii: "#") }.split(whereSeparator: isBlank)
      guard !words.isEmpty else { continue }
      guard words.count == 2,
        let directive = Directive(rawValue: String(decoding: words[0], as: UTF8.self)),
        Self.isLegal(words[1])
      else { throw MalformedInput(.invalidValue, at: line.offset, field: "triggers") }
      entries.append(Entry(directive, String(decoding: words[1], as: UTF8.self)))
    }
  }

  /// Reads the bytes of a file.
  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    try self.init(parsing: &reader)
  }

  /// One line for each entry.
  public func serialized() -> [UInt8] {
    entries.flatMap { Array("\($0.directive.rawValue) \($0.name)\n".utf8) }
  }

  /// Names dpkg would refuse when it installs, and entries given twice.
  public func check() -> [Diagnostic] {
    var seen: Set<Entry> = []
    var problems: [Diagnostic] = []
    for entry in entries {
      if !Self.isLegal(entry.name.utf8) {
        problems.append(
          Diagnostic(
            "debian.bad-trigger", "'\(entry.name)' is not a trigger's name",
            hint: "give an absolute path without empty parts, or a name like a package's"))
      } else if !seen.insert(entry).inserted {
        problems.append(
          Diagnostic(
            "debian.duplicate-trigger",
            "trigger '\(entry.directive.rawValue) \(entry.name)' is given twice"))
      }
    }
    return problems
  }

  /// Whether dpkg can install a package interested in the trigger, and reads the name back whole.
  private static func isLegal(_ name: some Collection<UInt8>) -> Bool {
    guard let first = name.first,
      name.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "#") })
    else { return false }
    if first == slash {
      let parts = name.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
      return parts.allSatisfy { !$0.isEmpty }
    }
    return (isLetter(first) || isDigit(first))
      && name.allSatisfy { isLetter($0) || isDigit($0) || isOne(of: "+-.", $0) }
  }
}
