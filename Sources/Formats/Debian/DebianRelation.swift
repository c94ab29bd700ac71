/// One package in a relation, such as `b:any (>= 1.2) [amd64]`.
///
/// - SeeAlso: Debian Policy Manual §7.1.
public struct DebianRelation: Hashable, Sendable {
  public var name: DebianPackageName
  /// What follows the name's colon: `any` or an architecture.
  public var qualifier: DebianArchitectureName?
  public var constraint: Constraint?
  /// The architectures the relation holds on; empty for all.
  public var restrictions: [Restriction]

  /// A bound on the version.
  public struct Constraint: Hashable, Sendable, CustomStringConvertible {
    public enum Comparison: String, Sendable, CaseIterable {
      case earlier = "<<"
      case earlierOrSame = "<="
      case same = "="
      case laterOrSame = ">="
      case later = ">>"
    }

    public var comparison: Comparison
    public var version: DebianVersion

    public init(_ comparison: Comparison, _ version: DebianVersion) {
      self.comparison = comparison
      self.version = version
    }

    public var description: String { "\(comparison.rawValue) \(version)" }
  }

  /// One word between brackets: an architecture or wildcard, or `!` and one that is left out.
  public struct Restriction: Hashable, Sendable, CustomStringConvertible {
    public var architecture: DebianArchitectureName
    public var isNegated: Bool

    public init(_ architecture: DebianArchitectureName, isNegated: Bool = false) {
      self.architecture = architecture
      self.isNegated = isNegated
    }

    public var description: String { (isNegated ? "!" : "") + architecture.text }
  }

  public init(
    _ name: DebianPackageName, qualifier: DebianArchitectureName? = nil,
    _ constraint: Constraint? = nil, restrictions: [Restriction] = []
  ) {
    self.name = name
    self.qualifier = qualifier
    self.constraint = constraint
    self.restrictions = restrictions
  }
}

extension DebianRelation: CustomStringConvertible {
  /// As control files have it.
  public var description: String {
    var text = name.text
    if let qualifier { text += ":\(qualifier)" }
    if let constraint { text += " (\(constraint))" }
    if !restrictions.isEmpty {
      text += " [\(restrictions.map(\.description).joined(separator: " "))]"
    }
    return text
  }
}

extension DebianRelation {
  /// Whether the restrictions admit an architecture, such as `armhf`.
  ///
  /// Knows the wildcards `any`, `linux-any` and `any-CPU`, for Linux ports only.
  ///
  /// - SeeAlso: Debian Policy Manual §11.1; `dpkg-architecture --is`.
  public func applies(to architecture: DebianArchitectureName) -> Bool {
    guard let first = restrictions.first else { return true }
    let isNamed = restrictions.contains {
      Self.matches(architecture.text, $0.architecture.text)
    }
    return first.isNegated ? !isNamed : isNamed
  }

  private static func matches(_ architecture: String, _ wildcard: String) -> Bool {
    guard architecture != "all" else { return wildcard == "all" }
    if [architecture, "any", "linux-any"].contains(wildcard) { return true }
    // The two 32-bit ARM ports share a processor and differ in their ABI.
    if ["armel", "armhf"].contains(architecture) { return wildcard == "any-arm" }
    return wildcard == "any-\(architecture)" || wildcard == "linux-\(architecture)"
  }
}
