public import Bytes
public import Diagnostics

/// The files a recipe's paths lead to, as the layout needs to see them.
///
/// `Pipeline` implements it over the file system, tests over values.
public protocol SourceTree: Sendable {
  /// What a path is, without following a final symbolic link; `nil` when nothing is there.
  func facts(of path: String) throws(Diagnostic) -> SourceFacts?

  /// What a path leads to, following symbolic links; `nil` when nothing is there.
  func resolvedFacts(of path: String) throws(Diagnostic) -> SourceFacts?

  /// The names in a directory, sorted bytewise.
  func names(in directory: String) throws(Diagnostic) -> [String]

  /// The target of a symbolic link.
  func linkTarget(of path: String) throws(Diagnostic) -> String

  /// A regular file's bytes; `location` is the recipe's line that asks for it.
  func open(_ path: String, at location: SpecLocation?) throws(Diagnostic) -> any ByteSource
}

/// What a path in a ``SourceTree`` is.
public struct SourceFacts: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case file, directory, symlink, other }

  public var kind: Kind
  /// Permission bits; of a file only the execute bits matter.
  public var permissions: UInt16

  public init(kind: Kind, permissions: UInt16) {
    self.kind = kind
    self.permissions = permissions
  }
}
