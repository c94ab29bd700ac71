public import Diagnostics
public import Recipe

/// One file system object a package installs, every attribute decided.
public struct PackageEntry: Sendable {
  public enum Kind: Sendable {
    /// `identity` is equal for equal bytes: the same file may go into several packages.
    case file(Content, identity: String)
    case directory
    case symlink(target: String)
    /// A name the package owns without shipping it.
    case ghost
  }

  /// Absolute and clean, such as `/usr/bin/hello`.
  public var path: String
  public var kind: Kind
  /// Permission bits with setuid, setgid and sticky.
  public var permissions: UInt16
  public var owner: String
  public var group: String
  /// Seconds since the Unix epoch.
  public var modified: Int64
  public var config: ContentEntry.ConfigPolicy?
  public var role: Role
  /// RPM's `%lang`; empty for none.
  public var language: String
  /// The line of the recipe that asks for it; `nil` for what is added on the way.
  public var location: SpecLocation?

  /// What a file is to the reader of a package listing.
  public enum Role: Hashable, Sendable { case plain, documentation, license, readme }

  public init(
    path: String, kind: Kind, permissions: UInt16, modified: Int64, owner: String = "root",
    group: String = "root", config: ContentEntry.ConfigPolicy? = nil, role: Role = .plain,
    language: String = "", location: SpecLocation? = nil
  ) {
    self.path = path
    self.kind = kind
    self.permissions = permissions
    self.modified = modified
    self.owner = owner
    self.group = group
    self.config = config
    self.role = role
    self.language = language
    self.location = location
  }
}

extension PackageEntry {
  /// The contents of a file; `nil` for anything else.
  public var content: Content? {
    if case .file(let content, _) = kind { content } else { nil }
  }

  /// Whether the package owns the name without shipping anything.
  public var isGhost: Bool {
    if case .ghost = kind { true } else { false }
  }

  /// What makes two formats' entries one read: the path and where the bytes come from.
  var identity: String? {
    if case .file(_, let identity) = kind { identity } else { nil }
  }

  /// The path as tar and cpio members name it, relative to the root.
  var memberPath: String { "." + path }
}

extension [PackageEntry] {
  /// Sorted bytewise by path: parents come before what they hold.
  var sortedByPath: [PackageEntry] {
    sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

/// The directories above a path, outermost first, without the root.
func parents(of path: String) -> [String] {
  var result: [String] = []
  var current = ""
  for component in path.split(separator: "/").dropLast() {
    current += "/\(component)"
    result.append(current)
  }
  return result
}
