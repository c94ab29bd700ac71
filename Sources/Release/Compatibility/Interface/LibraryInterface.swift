public import DWARF

/// What other programs rely on in one ELF file, and what it relies on: a value that is compared,
/// saved and read back.
public struct LibraryInterface: Hashable, Sendable, Codable {
  /// What the file is, before anything it contains.
  public struct Identity: Hashable, Sendable, Codable {
    /// 32 or 64.
    public var bits: Int
    public var isBigEndian: Bool
    /// `e_machine`.
    public var machine: UInt16
    /// The bits of `e_flags` that say which calling convention it uses.
    public var flags: UInt32
    /// `EXEC` or `DYN`.
    public var type: String
    /// Whether it is a library, and not a program.
    public var isLibrary: Bool

    enum CodingKeys: String, CodingKey {
      case bits, machine, flags, type
      case isBigEndian = "big_endian"
      case isLibrary = "library"
    }
  }

  /// A symbol version it defines.
  public struct VersionNode: Hashable, Sendable, Codable {
    public var name: String
    public var parents: [String]
  }

  /// Where it was found: a path in a package or directory, or the file's own name.
  public var path: String
  /// In hexadecimal.
  public var sha256: String
  public var buildID: String?
  public var identity: Identity
  public var soname: String?
  public var interpreter: String?
  /// `DT_NEEDED`, in file order.
  public var needed: [String]
  /// Without the base version, by name.
  public var versionNodes: [VersionNode]
  /// By name, then version.
  public var exports: [SymbolExport]
  /// By name, then version.
  public var imports: [SymbolImport]
  public var floors: LibraryFloors
  /// Whether the Go toolchain made it.
  public var isGo: Bool
  /// The functions its cgo header declares; `nil` without a header.
  public var goExports: GoExports?
  /// The types of ``exports``, each by its index there; `nil` when nothing describes them.
  public var types: TypeGraph?
  /// Why there are no ``types``.
  public var typesProblem: String?

  enum CodingKeys: String, CodingKey {
    case path, sha256, identity, soname, interpreter, needed, exports, imports, floors, types
    case buildID = "build_id"
    case versionNodes = "version_nodes"
    case isGo = "go"
    case goExports = "go_exports"
    case typesProblem = "types_problem"
  }

  /// Whether every type named is there; one that was saved may have been edited.
  public var isSound: Bool { types?.isSound(rootCount: exports.count) ?? true }
}

/// A symbol that others can bind to.
public struct SymbolExport: Hashable, Sendable, Codable {
  public var name: String
  public var version: String?
  /// Whether who asks for the bare name gets this one.
  public var isDefault: Bool
  /// As `readelf` calls it: `FUNC`, `OBJECT`, `TLS`, `IFUNC`, `NOTYPE`.
  public var type: String
  public var binding: String
  public var visibility: String
  /// Bytes; 0 when unknown.
  public var size: UInt64

  enum CodingKeys: String, CodingKey {
    case name, version, type, binding, visibility, size
    case isDefault = "default"
  }

  /// `name@version`, or `name@@version` for the default.
  public var fullName: String {
    version.map { "\(name)\(isDefault ? "@@" : "@")\($0)" } ?? name
  }

  public var isFunction: Bool { type == "FUNC" || type == "IFUNC" }
  /// Whether it is data that every thread shares.
  public var isData: Bool { type == "OBJECT" || type == "COMMON" }
  public var isThreadLocal: Bool { type == "TLS" }
}

/// A symbol that another file must have.
public struct SymbolImport: Hashable, Sendable, Codable {
  public var name: String
  public var version: String?
  /// The library the version is asked of.
  public var library: String?
  public var isWeak: Bool

  enum CodingKeys: String, CodingKey {
    case name, version, library
    case isWeak = "weak"
  }

  public init(name: String, version: String?, library: String?, isWeak: Bool) {
    self.name = name
    self.version = version
    self.library = library
    self.isWeak = isWeak
  }

  public var fullName: String { version.map { "\(name)@\($0)" } ?? name }
}
