/// One thing the user should know, said the way compilers say it.
///
/// A diagnostic is a value: stages collect them, checks return them as their
/// findings, tests compare them, and only the command line prints them.
public struct Diagnostic: Error, Hashable, Sendable {
  public enum Severity: String, Sendable { case note, warning, error }

  /// A stable, searchable name such as `recipe.unknown-key`, listed with cause
  /// and cure in `Documentation/Errors.md`; never reused.
  public var code: String
  public var severity: Severity
  /// Lower case, no full stop, the offending value in single quotes.
  public var message: String
  /// Where the user can act on it; `nil` when no line of an input is to blame.
  public var location: SpecLocation?
  /// What to do about it, when that is known.
  public var hint: String?
  /// The class of failure, which becomes the exit status.
  public var exit: ExitStatus

  public init(
    _ code: String, _ message: String, severity: Severity = .error,
    at location: SpecLocation? = nil, hint: String? = nil, exit: ExitStatus = .badInput
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.location = location
    self.hint = hint
    self.exit = exit
  }
}

/// A position in a file the user wrote; line and column count from one.
public struct SpecLocation: Hashable, Sendable, Comparable {
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.file, a.line, a.column) < (b.file, b.line, b.column)
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `file:line:column: error: message [code]`, then the hint on its own line.
  ///
  /// Nothing in it can act on a terminal; see ``printable(_:keepsLines:)``.
  public var description: String {
    let place = location.map { "\(printable($0.file)):\($0.line):\($0.column)" } ?? "pkg"
    let head = "\(place): \(severity.rawValue): \(printable(message)) [\(code)]"
    return hint.map { "\(head)\n\(place): hint: \(printable($0))" } ?? head
  }
}

/// Several problems found in one look, at least one of them an error.
public struct Diagnostics: Error, Hashable, Sendable {
  /// In the order of their locations, those without one last.
  public let all: [Diagnostic]

  /// - Precondition: `all` holds at least one error.
  public init(_ all: [Diagnostic]) {
    precondition(all.contains { $0.severity == .error }, "a failure needs an error")
    self.all = all.inReadingOrder
  }

  public init(_ one: Diagnostic) { self.init([one]) }

  /// The exit status of the first error.
  public var exit: ExitStatus { all.first { $0.severity == .error }?.exit ?? .internalError }
}

extension [Diagnostic] {
  /// Sorted by place; equal places keep the order they were found in.
  public var inReadingOrder: [Diagnostic] {
    enumerated().sorted { a, b in
      switch (a.element.location, b.element.location) {
      case (let x?, let y?): x == y ? a.offset < b.offset : x < y
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): a.offset < b.offset
      }
    }.map(\.element)
  }

  /// Whether any of them is an error.
  public var hasErrors: Bool { contains { $0.severity == .error } }
}
