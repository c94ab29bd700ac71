public import Bytes

/// Packages of which any one will do, such as `a (>= 1.2) | b:any`.
public struct DebianDependency: Hashable, Sendable, CustomStringConvertible {
  /// In order of preference; never empty.
  public let alternatives: [DebianRelation]

  /// - Precondition: there is at least one alternative.
  public init(_ alternatives: [DebianRelation]) {
    precondition(!alternatives.isEmpty, "a dependency names a package")
    self.alternatives = alternatives
  }

  /// Reads one dependency.
  ///
  /// - Throws: `MalformedInput`, see ``DebianDependencyList/init(_:)``.
  public init(_ text: String) throws(MalformedInput) {
    var parser = RelationParser(text)
    alternatives = try parser.alternatives()
    try parser.end()
  }

  public var description: String {
    alternatives.map(\.description).joined(separator: " | ")
  }
}

/// The value of a relation field: dependencies that all hold.
public struct DebianDependencyList: Hashable, Sendable, CustomStringConvertible {
  public var dependencies: [DebianDependency]

  public init(_ dependencies: [DebianDependency] = []) { self.dependencies = dependencies }

  /// Reads a field's value; text that is blank has no dependencies.
  ///
  /// Takes what dpkg takes without a warning, and architecture restrictions in brackets.
  ///
  /// - Throws: `MalformedInput` at the offending byte of `text`, with the part it stands in:
  ///   `package name`, `architecture`, `relation`, `epoch`, `upstream version`, `revision`.
  public init(_ text: String) throws(MalformedInput) {
    var parser = RelationParser(text)
    dependencies = try parser.list()
    try parser.end()
  }

  public var description: String {
    dependencies.map(\.description).joined(separator: ", ")
  }

  /// What is left on one architecture, without restrictions; a binary package may have none.
  public func reduced(for architecture: DebianArchitectureName) -> DebianDependencyList {
    DebianDependencyList(
      dependencies.compactMap { dependency in
        let kept = dependency.alternatives.filter { $0.applies(to: architecture) }.map {
          DebianRelation($0.name, qualifier: $0.qualifier, $0.constraint)
        }
        return kept.isEmpty ? nil : DebianDependency(kept)
      })
  }
}
