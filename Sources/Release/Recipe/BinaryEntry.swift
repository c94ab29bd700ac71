public import Diagnostics

/// One entry of `binaries:`: an executable to check, strip and install.
public struct BinaryEntry: Hashable, Sendable {
  /// What is taken out of the symbol tables, as binutils' `strip` names it.
  public enum StripMode: String, Hashable, Sendable, CaseIterable {
    case none
    case debug
    case unneeded
    case all
  }

  /// What becomes of the debugging information that stripping removes.
  public enum DebugMode: String, Hashable, Sendable, CaseIterable {
    /// It is left out.
    case none
    /// It goes into a package of its own.
    case split
  }

  /// Relative to the current directory, as in nfpm.
  public var source: Located<String>
  /// Absolute and clean.
  public var destination: Located<String>
  public var strip: StripMode
  public var debug: DebugMode
  /// What is changed after stripping; `nil` for nothing.
  public var patch: BinaryPatch?
  public var expect: BinaryExpectation
  public var attributes: FileAttributes
  public var location: SpecLocation
}

/// What a binary must say of itself; `nil` expects nothing.
public struct BinaryExpectation: Hashable, Sendable {
  /// How a binary finds its libraries.
  public enum Link: String, Hashable, Sendable, CaseIterable {
    case `static`
    /// Static, and loaded at any address.
    case staticPIE = "static-pie"
    /// With a loader, and no library for it to load.
    case interpreterOnly = "interp-only"
    case `dynamic`
    /// A library.
    case shared
  }

  /// The import path of the main package, such as `example.com/hello/cmd/hello`.
  public var main: Located<String>?
  public var link: Located<Link>?
  /// Whether cgo was enabled.
  public var cgo: Located<Bool>?
  /// Whether `-trimpath` was used.
  public var trimpath: Located<Bool>?
  /// `vcs.modified`: whether the work tree had local changes.
  public var vcsModified: Located<Bool>?

  public init(
    main: Located<String>? = nil, link: Located<Link>? = nil, cgo: Located<Bool>? = nil,
    trimpath: Located<Bool>? = nil, vcsModified: Located<Bool>? = nil
  ) {
    self.main = main
    self.link = link
    self.cgo = cgo
    self.trimpath = trimpath
    self.vcsModified = vcsModified
  }
}
