public import Diagnostics

/// One relation to other packages, in either format's syntax or the common one.
///
/// | written | Debian | RPM |
/// |---|---|---|
/// | `foo`, `foo (>= 1.2)`, `foo >= 1.2` | `foo (>= 1.2)` | `foo >= 1.2` |
/// | `foo (<< 2)`, `foo < 2` | `foo (<< 2)` | `foo < 2` |
/// | `a \| b (>= 1)`, `(a or b >= 1)` | `a \| b (>= 1)` | `(a or b >= 1)` |
/// | `foo:any` | `foo:any` | `foo` |
/// | `foo(bar)`, `/bin/sh`, `(a and b)`, `(a if b)` | – | as written |
public struct DependencyText: Hashable, Sendable {
  /// As written.
  public let text: String
  /// In Debian's syntax; `nil` when Debian has no words for it.
  public let debian: String?
  /// In RPM's syntax; `nil` when RPM has no words for it.
  public let rpm: String?
  /// The operator as RPM writes it (`>=`), when it is one package with a version.
  public let comparison: String?
  /// The outermost word of a rich dependency, such as `or` or `if`.
  public let joiner: String?
  /// Whether it says `(<` or `(>`, which dpkg reads as `<=` and `>=`; here they are strict.
  public let isAmbiguous: Bool

  /// Throws `recipe.malformed-dependency` when `text` is no relation.
  public init(_ text: String, at location: SpecLocation? = nil) throws(Diagnostic) {
    var parser = DependencyParser(text)
    do throws(DependencyParser.Fault) {
      let relation = try parser.relation()
      self.text = text
      debian = relation.debian
      rpm = relation.rpm
      joiner = relation.joiner
      if case .term(let term) = relation {
        comparison = term.version?.comparison
      } else {
        comparison = nil
      }
      isAmbiguous = parser.isAmbiguous
    } catch {
      throw Diagnostic(
        "recipe.malformed-dependency", "'\(text)' is no dependency: \(error.words)",
        at: location, hint: error.hint)
    }
  }

  /// Whether RPM needs its rich syntax for it, hence `rpmlib(RichDependencies)`.
  public var isRich: Bool { joiner != nil }

  /// The text for `format`; `nil` when it has no words for it.
  public func rendered(for format: PackageFormat) -> String? {
    switch format {
    case .rpm: rpm
    case .deb: debian
    }
  }
}

/// One package or capability, with the versions that will do.
struct DependencyTerm: Hashable {
  struct Version: Hashable {
    /// `<`, `<=`, `=`, `>=` or `>`, as RPM writes them.
    var comparison: String
    var text: String
  }

  var name: String
  /// Debian's `:any` or `:amd64`.
  var qualifier: String?
  /// Whether only RPM can name it: a path, or with parentheses.
  var isCapability = false
  var version: Version?

  var rpm: String { version.map { "\(name) \($0.comparison) \($0.text)" } ?? name }

  var debian: String? {
    guard !isCapability else { return nil }
    let whole = qualifier.map { "\(name):\($0)" } ?? name
    guard let version else { return whole }
    guard !version.text.contains(where: { "^_".contains($0) }) else { return nil }
    let strict = ["<": "<<", ">": ">>"]
    return "\(whole) (\(strict[version.comparison] ?? version.comparison) \(version.text))"
  }
}

/// A term, or terms joined by RPM's words.
indirect enum DependencyRelation: Hashable {
  case term(DependencyTerm)
  /// `a or b or c`; `and` and `with` likewise.
  case chain(String, [DependencyRelation])
  /// `a if b else c`; `unless` likewise.
  case conditional(String, DependencyRelation, DependencyRelation, DependencyRelation?)

  var joiner: String? {
    switch self {
    case .term: nil
    case .chain(let word, _), .conditional(let word, _, _, _): word
    }
  }

  var rpm: String {
    switch self {
    case .term(let term): term.rpm
    case .chain(let word, let parts): "(\(parts.map(\.rpm).joined(separator: " \(word) ")))"
    case .conditional(let word, let a, let b, let c):
      "(\(a.rpm) \(word) \(b.rpm)\(c.map { " else \($0.rpm)" } ?? ""))"
    }
  }

  var debian: String? {
    switch self {
    case .term(let term): return term.debian
    case .chain("or", let parts):
      var texts: [String] = []
      for part in parts {
        guard let text = part.debian else { return nil }
        texts.append(text)
      }
      return texts.joined(separator: " | ")
    case .chain, .conditional: return nil
    }
  }
}
