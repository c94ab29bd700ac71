/// What differs between the formats: the recipe's own keys with `overrides.FORMAT` laid over.
///
/// A list in `overrides` replaces the recipe's list, a mapping is laid over key by key.
public struct FormatPart: Hashable, Sendable {
  public var format: PackageFormat
  /// Only the entries meant for ``format``, in the recipe's order.
  public var contents: [ContentEntry]
  public var relations: Relations
  public var scripts: Scripts
  /// Taken from the default modes of files without an explicit one; at most 0o777.
  public var umask: Located<UInt16>?
  /// The package's architecture in the format's own spelling.
  public var architecture: String
  public var compression: CompressionChoice
  public var signature: PackageSignature?
}

/// What a package says of other packages.
///
/// Each text can be written in the format of the part that holds it.
public struct Relations: Hashable, Sendable {
  public var depends: [Located<DependencyText>] = []
  /// Debian's `Pre-Depends`.
  public var preDepends: [Located<DependencyText>] = []
  /// RPM's `Requires(post)`.
  public var requiresPost: [Located<DependencyText>] = []
  public var recommends: [Located<DependencyText>] = []
  public var suggests: [Located<DependencyText>] = []
  public var conflicts: [Located<DependencyText>] = []
  /// RPM's `Obsoletes`.
  public var replaces: [Located<DependencyText>] = []
  public var provides: [Located<DependencyText>] = []
  /// Debian's `Breaks`.
  public var breaks: [Located<DependencyText>] = []

  public init() {}
}

/// Paths of the scripts, relative to the current directory, as in nfpm.
public struct Scripts: Hashable, Sendable {
  public var preInstall: Located<String>?
  public var postInstall: Located<String>?
  public var preRemove: Located<String>?
  public var postRemove: Located<String>?
  /// RPM's `%pretrans`.
  public var preTransaction: Located<String>?
  /// RPM's `%posttrans`.
  public var postTransaction: Located<String>?
  /// RPM's `%verifyscript`.
  public var verify: Located<String>?
  /// Debconf's `templates`.
  public var templates: Located<String>?
  /// Debconf's `config`.
  public var config: Located<String>?

  public init() {}
}

/// nfpm's `rpm.signature` and `deb.signature`.
public struct PackageSignature: Hashable, Sendable {
  /// Debian's signature member: `_gpgorigin`, `_gpgmaint` or `_gpgarchive`.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    case origin
    case maintainer = "maint"
    case archive
  }

  /// The key that signs this format's packages, and nothing else; `sign:`'s when unset.
  public var key: SigningSettings?
  /// Hexadecimal, as written.
  public var keyID: Located<String>?
  public var role: Role

  public init(
    key: SigningSettings? = nil, keyID: Located<String>? = nil, role: Role = .origin
  ) {
    self.key = key
    self.keyID = keyID
    self.role = role
  }
}
