/// What to change in how a program finds its loader and its libraries.
///
/// The changes are those of `patchelf`, applied in its order: the name of a library first, then
/// the interpreter, the search path, and the libraries removed, replaced and added.
///
/// - SeeAlso: NixOS/patchelf, `patchelf.1`.
public struct ELFPatch: Hashable, Sendable {
  /// One library for another.
  public struct Replacement: Hashable, Sendable {
    public var old: String
    public var new: String

    public init(_ old: String, with new: String) {
      self.old = old
      self.new = new
    }
  }

  /// `PT_INTERP`: the path of the dynamic loader.
  public var interpreter: String?
  /// Whether the search path goes; one that is set or added to takes its place.
  public var removesSearchPath = false
  /// The directories to search for libraries, joined by colons; may be empty.
  public var searchPath: String?
  /// Directories to append to the search path.
  public var addedDirectories: [String] = []
  /// Whether the search path is a `DT_RPATH`, which its libraries inherit.
  ///
  /// Without it a path that is set or added to is a `DT_RUNPATH`.
  public var usesRPath = false
  /// `DT_NEEDED` entries to remove.
  public var removedLibraries: [String] = []
  public var replacedLibraries: [Replacement] = []
  /// Libraries to need before all others, in this order, unless they are needed already.
  public var addedLibraries: [String] = []
  /// `DT_SONAME`.
  public var soname: String?
  /// `PF_X` of `PT_GNU_STACK`: whether data on the stack may be run.
  public var hasExecutableStack: Bool?
  /// `e_ident[EI_OSABI]`.
  public var osABI: UInt8?

  /// A patch that changes nothing.
  public init() {}

  /// Whether nothing is asked for.
  public var isEmpty: Bool { self == ELFPatch() }

  /// Whether the dynamic section is asked to change.
  var touchesDynamicSection: Bool {
    removesSearchPath || searchPath != nil || !addedDirectories.isEmpty || usesRPath
      || !removedLibraries.isEmpty || !replacedLibraries.isEmpty || !addedLibraries.isEmpty
      || soname != nil
  }
}

/// Something the caller asked for that is done, and may not be what was meant.
public enum PatchRemark: Hashable, Sendable {
  /// A library to remove or replace that the file does not need.
  case notNeeded(String)
  /// A removed library that symbols still need versions of: without another library that
  /// brings it along, the loader ends the program.
  case stillVersioned(String)
}
