public import Diagnostics
public import ELF
public import GoBuild
public import Platform

/// How a recipe says a binary must have been built; `nil` leaves a point open.
public struct ExpectedBuild: Hashable, Sendable {
  /// The import path of the main package.
  public var main: String?
  /// `static`, `static-pie`, `interp-only`, `dynamic` or `shared`.
  public var link: String?
  /// `CGO_ENABLED`.
  public var cgo: Bool?
  /// `-trimpath`.
  public var trimpath: Bool?
  /// Whether the working tree differed from its commit.
  public var vcsModified: Bool?

  public init(
    main: String? = nil, link: String? = nil, cgo: Bool? = nil, trimpath: Bool? = nil,
    vcsModified: Bool? = nil
  ) {
    self.main = main
    self.link = link
    self.cgo = cgo
    self.trimpath = trimpath
    self.vcsModified = vcsModified
  }

  /// Whether answering takes the Go toolchain's build information.
  var needsBuildInfo: Bool {
    main != nil || cgo != nil || trimpath != nil || vcsModified != nil
  }
}

/// Judges whether a binary is whole, for `architecture`, and built as `expected`.
///
/// `subject` is the file as the user named it; `location` the line of the recipe to act on.
/// Findings come in a fixed order. Read the build information before the file is stripped of
/// its symbols or patched.
public func checkBinary(
  _ file: ELFFile, _ buildInfo: BuildInfo?, is architecture: Architecture,
  expected: ExpectedBuild = ExpectedBuild(), subject: String, at location: SpecLocation? = nil
) -> [Diagnostic] {
  []
}
