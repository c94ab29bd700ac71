internal import ELF

extension BinaryReport {
  /// What the file takes from others and gives to them when it is loaded.
  public struct Linking: Encodable, Hashable, Sendable {
    public var interpreter: String?
    public var cLibrary: String?
    public var needed: [String]
    public var soname: String?
    public var rpath: String?
    public var runpath: String?
    /// The symbol versions needed, in file order.
    public var versions: [Versions]
    /// The symbol versions defined, in file order.
    public var definitions: [Definition]
    /// The symbols that must be found elsewhere, in the symbol table's order.
    public var imports: [Import]
    /// The number of symbols that others may use.
    public var exports: Int

    init(_ facts: BinaryFacts) {
      let dynamic = facts.file.dynamic
      interpreter = facts.file.interpreter
      cLibrary = facts.demands.cLibrary?.rawValue
      needed = dynamic?.needed ?? []
      soname = dynamic?.soname
      rpath = dynamic?.rpath
      runpath = dynamic?.runpath
      versions = facts.file.versionNeeds.map { need in
        Versions(
          library: need.library,
          versions: need.versions.map { Version(name: $0.name, isWeak: $0.isWeak) })
      }
      definitions = facts.file.versionDefinitions.map {
        Definition(name: $0.name, parents: $0.parents, isBase: $0.isBase)
      }
      imports = facts.imports.map {
        Import(name: $0.name, version: $0.version, library: $0.library, isWeak: $0.isWeak)
      }
      exports = facts.exportCount
    }
  }

  /// The symbol versions needed of one library.
  public struct Versions: Encodable, Hashable, Sendable {
    public var library: String
    public var versions: [Version]
  }

  /// A symbol version, and whether the file does without it.
  public struct Version: Encodable, Hashable, Sendable {
    public var name: String
    public var isWeak: Bool
  }

  /// A symbol version the file defines.
  public struct Definition: Encodable, Hashable, Sendable {
    public var name: String
    /// The versions it succeeds.
    public var parents: [String]
    /// Whether it stands for the file itself.
    public var isBase: Bool
  }

  /// A symbol that must be found elsewhere.
  public struct Import: Encodable, Hashable, Sendable {
    public var name: String
    public var version: String?
    public var library: String?
    /// Whether the file does without it.
    public var isWeak: Bool
  }
}
