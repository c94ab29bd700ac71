public import Diagnostics

extension RPMDependency {
  /// Reads a list in rpm's own syntax: `libfoo >= 1.2, (a or b), /bin/sh`.
  ///
  /// Accepts what `rpmbuild` 4.18 accepts, but for a comparison glued to its
  /// name (`libfoo>=1.2`), which rpmbuild takes for part of the name, and for a
  /// parenthesis left open inside an expression (`(foo(bar )`), which rpmbuild
  /// writes down as it cannot be read again. Source: rpm's `build/parseReqs.cc`.
  ///
  /// - Parameters:
  ///   - text: one or more dependencies, separated by commas or white space.
  ///   - kind: which field they stand in.
  ///   - phases: qualifiers such as ``RPMSense/postIn`` for `Requires(post)`.
  /// - Returns: at least one dependency, in the order written.
  /// - Throws: `rpm.invalid-dependency`, with what rpm would object to.
  public static func parse(
    _ text: String, as kind: Kind, phases: RPMSense = []
  ) throws(Diagnostic) -> [RPMDependency] {
    var scanner = DependencyScanner(text)
    var result: [RPMDependency] = []
    do throws(DependencyProblem) {
      scanner.skipSeparators()
      while !scanner.isAtEnd {
        result.append(try parseOne(&scanner, kind, phases))
        scanner.skipSeparators()
      }
      guard !result.isEmpty else { throw DependencyProblem("is empty") }
    } catch {
      throw Diagnostic(
        "rpm.invalid-dependency", "\(kind.rawValue) '\(text)' \(error.reason)", hint: error.hint)
    }
    return result
  }

  private static func parseOne(
    _ scanner: inout DependencyScanner, _ kind: Kind, _ phases: RPMSense
  ) throws(DependencyProblem) -> RPMDependency {
    if scanner.next == UInt8(ascii: "(") {
      guard kind.allowsRich else {
        throw DependencyProblem("may not be a boolean expression")
      }
      return RPMDependency(kind, try RichDependency.normalized(&scanner, for: kind), phases)
    }
    let name = scanner.word()
    var dependency = RPMDependency(kind, name, phases)
    let afterName = scanner
    scanner.skipSeparators()
    if let sense = RPMSense(symbol: scanner.word()) {
      scanner.skipSeparators()
      dependency.sense.formUnion(sense)
      dependency.version = scanner.word()
      guard !dependency.version.isEmpty else {
        throw DependencyProblem("lacks the version after '\(sense.symbol)'")
      }
    } else {
      scanner = afterName
    }
    try dependency.requireWellFormed()
    if name.hasPrefix("rpmlib(") {
      guard kind != .provides else {
        throw DependencyProblem("claims a feature of rpm itself")
      }
      dependency.sense.insert(.rpmlib)
    }
    return dependency
  }

  /// Checks a name and version that are not a rich dependency.
  func requireWellFormed() throws(DependencyProblem) {
    guard let first = name.utf8.first else { throw DependencyProblem("lacks a name") }
    guard first >= 0x80 || first.isSegment || first == UInt8(ascii: "_") || isPath else {
      throw DependencyProblem("must begin with a letter, digit, '_' or '/'")
    }
    guard name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: ",") }) else {
      throw DependencyProblem("has white space, a comma or a control character in its name")
    }
    if let open = name.utf8.firstIndex(where: { "<>=!(".utf8.contains($0) }),
      name.utf8[open] != UInt8(ascii: "(")
    {
      throw DependencyProblem(
        "has a comparison in its name", hint: "put spaces around the comparison")
    }
    if kind == .obsoletes, let fault = RPMText.fault(inName: name) {
      throw DependencyProblem("must be a package name: \(fault)")
    }
    guard !version.isEmpty else { return }
    guard !isPath else { throw DependencyProblem("compares the version of a file") }
    if let fault = RPMText.fault(inEVR: version) {
      throw DependencyProblem("has the invalid version '\(version)': \(fault)")
    }
  }

  private var isPath: Bool { name.utf8.first == UInt8(ascii: "/") }
}

/// What is wrong with a dependency, as the end of a sentence about it.
struct DependencyProblem: Error {
  var reason: String
  var hint: String?

  init(_ reason: String, hint: String? = nil) {
    self.reason = reason
    self.hint = hint
  }
}

/// Words of rpm's dependency syntax, one after the other.
struct DependencyScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }
  var next: UInt8? { rest.first }

  /// Passes over white space and commas.
  mutating func skipSeparators() { rest = rest.drop(while: Self.separates) }

  mutating func skipOne() { rest = rest.dropFirst() }

  /// The bytes up to the next separator.
  mutating func word() -> String { take { Self.separates($0) } }

  /// As ``word()``, ending also before a `)` the word did not open itself.
  mutating func wordInParentheses() -> String {
    var open = 0
    return take { byte in
      if Self.separates(byte) { return true }
      if byte == UInt8(ascii: ")") {
        if open == 0 { return true }
        open -= 1
      }
      if byte == UInt8(ascii: "(") { open += 1 }
      return false
    }
  }

  /// An operator ends at white space or a `)`.
  mutating func operatorWord() -> String { take { $0.isRPMSpace || $0 == UInt8(ascii: ")") } }

  private mutating func take(until ends: (UInt8) -> Bool) -> String {
    var end = rest.startIndex
    while end < rest.endIndex, !ends(rest[end]) { end = rest.index(after: end) }
    let word = rest[..<end]
    rest = rest[end...]
    return String(decoding: word, as: UTF8.self)
  }

  private static func separates(_ byte: UInt8) -> Bool {
    byte.isRPMSpace || byte == UInt8(ascii: ",")
  }
}

extension UInt8 {
  /// Space, tab, newline, carriage return, form feed or vertical tab.
  var isRPMSpace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}
