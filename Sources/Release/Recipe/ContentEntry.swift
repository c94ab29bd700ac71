public import Diagnostics

/// One entry of `contents:`: files to put into the package.
public struct ContentEntry: Hashable, Sendable {
  /// What the entry puts at its destination.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A file, a directory's files or a glob's matches.
    case file
    /// A directory of its own, with mode and owner.
    case directory = "dir"
    /// A symbolic link at ``destination`` whose target is ``source``, verbatim.
    case symlink
    /// A directory with everything below it, the directories owned by the package.
    case tree
    /// A name the package owns without shipping it; RPM only.
    case ghost
    case documentation = "doc"
    case license
    case readme
  }

  /// How an installed configuration file that the administrator changed is treated.
  public enum ConfigPolicy: String, Hashable, Sendable, CaseIterable {
    /// RPM's `%config`; a conffile in Debian.
    case replace = "config"
    /// RPM's `%config(noreplace)`; a conffile in Debian.
    case noReplace = "config|noreplace"
    /// RPM's `%config(missingok)`; a conffile in Debian.
    case missingOK = "config|missingok"
  }

  public var kind: Kind
  /// Set when the files are configuration files; `kind` is then `file` or `tree`.
  public var config: ConfigPolicy?
  /// A path or glob relative to the current directory, as in nfpm, the target of a symbolic
  /// link, or `nil` for a directory or ghost that exists nowhere yet.
  public var source: Located<String>?
  /// The glob that ``source`` is; `nil` for a literal path, as always with `disable_globbing`.
  public var pattern: GlobPattern?
  /// Absolute and clean, without `.`, `..` or doubled slashes.
  public var destination: Located<String>
  /// Whether the destination was written with a trailing slash: put files *into* it.
  public var intoDirectory: Bool
  /// The one format the entry is for; `nil` for every format.
  public var format: PackageFormat?
  /// Which of the files that ``source`` selects stay out.
  public var exclude: [Located<GlobPattern>]
  /// Directories of a tree that the package does not claim to own.
  public var disowned: [Located<GlobPattern>]
  public var attributes: FileAttributes
  /// Where the entry starts.
  public var location: SpecLocation
}

/// What the recipe says about a file beside its contents; `nil` leaves the default.
public struct FileAttributes: Hashable, Sendable {
  /// Permission bits, at most 0o7777.
  public var mode: Located<UInt16>?
  /// The user's name; `root` when unset.
  public var owner: Located<String>?
  /// The group's name; `root` when unset.
  public var group: Located<String>?
  /// Seconds since the epoch.
  public var modificationTime: Located<Int64>?
  /// RPM's `%lang`, such as `de`.
  public var language: Located<String>?

  public init(
    mode: Located<UInt16>? = nil, owner: Located<String>? = nil, group: Located<String>? = nil,
    modificationTime: Located<Int64>? = nil, language: Located<String>? = nil
  ) {
    self.mode = mode
    self.owner = owner
    self.group = group
    self.modificationTime = modificationTime
    self.language = language
  }
}
