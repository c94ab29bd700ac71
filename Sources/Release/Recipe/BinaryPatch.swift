public import Diagnostics

/// A binary's `patch:`, and what `pkg patch` is told: how the loader finds it and its libraries.
public struct BinaryPatch: Hashable, Sendable {
  /// The path of the dynamic loader.
  public var interpreter: String?
  /// The directories to search for libraries, joined by colons.
  public var rpath: String?
  /// Directories to append to those.
  public var addedRPaths: [String] = []
  public var removesRPath = false
  /// Whether they are a `DT_RPATH`, which libraries inherit, rather than a `DT_RUNPATH`.
  public var forcesRPath = false
  public var addedLibraries: [String] = []
  public var removedLibraries: [String] = []
  /// Pairs of an old and a new name.
  public var replacedLibraries: [Replacement] = []
  public var soname: String?
  public var executableStack: Bool?
  /// `e_ident[EI_OSABI]`: 0 for System V, 3 for GNU.
  public var osABI: UInt8?
  /// Where the recipe says so; `nil` for the command line.
  public var location: SpecLocation?

  /// A library to need instead of another.
  public struct Replacement: Hashable, Sendable {
    public var old: String
    public var new: String

    public init(_ old: String, with new: String) {
      self.old = old
      self.new = new
    }
  }

  public init() {}
}
