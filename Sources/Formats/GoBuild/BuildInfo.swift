/// What the Go toolchain wrote into a program about how it was built.
///
/// - SeeAlso: `runtime/debug/mod.go`, `debug/buildinfo/buildinfo.go`.
public struct BuildInfo: Hashable, Sendable {
  /// A module the program was built from.
  public struct Module: Hashable, Sendable {
    /// Such as `golang.org/x/sys`.
    public var path: String
    /// Such as `v1.2.3`, or `(devel)` when built from a working tree.
    public var version: String
    /// The `h1:` sum of `go.sum`; `nil` for the main module and local replacements.
    public var sum: String?
    private var replacement: [Module]

    public init(path: String, version: String, sum: String? = nil, replace: Module? = nil) {
      self.path = path
      self.version = version
      self.sum = sum
      replacement = replace.map { [$0] } ?? []
    }

    /// The module whose code was built in this one's place.
    public var replace: Module? {
      get { replacement.first }
      set { replacement = newValue.map { [$0] } ?? [] }
    }
  }

  /// One thing the build was told or found out, such as `GOOS` or `vcs.revision`.
  public struct Setting: Hashable, Sendable {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The toolchain, such as `go1.22.3`.
  public var goVersion: String
  /// The import path of the main package; empty for a program built without modules.
  public var path: String
  /// The module of the main package.
  public var main: Module?
  /// In the order of their paths, as Go writes them.
  public var dependencies: [Module]
  /// In the order Go writes them.
  public var settings: [Setting]

  public init(
    goVersion: String, path: String = "", main: Module? = nil, dependencies: [Module] = [],
    settings: [Setting] = []
  ) {
    self.goVersion = goVersion
    self.path = path
    self.main = main
    self.dependencies = dependencies
    self.settings = settings
  }
}

extension BuildInfo {
  /// The value recorded for `key`; `nil` when there is none.
  public func setting(_ key: String) -> String? { settings.first { $0.key == key }?.value }

  /// `GOOS`.
  public var goos: String? { setting("GOOS") }
  /// `GOARCH`.
  public var goarch: String? { setting("GOARCH") }
  /// The level of `GOARM`: 5, 6 or 7, without the `,softfloat` newer toolchains append.
  public var goarm: String? {
    setting("GOARM").map { String($0.prefix { $0 != "," }) }
  }
  /// Whether C code may be linked in, `CGO_ENABLED`; `nil` when the toolchain did not say.
  public var cgo: Bool? { setting("CGO_ENABLED").map { $0 == "1" } }
  /// Whether the paths of the build machine were left out, `-trimpath`.
  ///
  /// `nil` when the toolchain recorded no settings at all, as before Go 1.18.
  public var trimpath: Bool? { settings.isEmpty ? nil : setting("-trimpath") == "true" }
  /// The commit built from, `vcs.revision`.
  public var vcsRevision: String? { setting("vcs.revision") }
  /// The commit's time, RFC 3339 in UTC.
  public var vcsTime: String? { setting("vcs.time") }
  /// Whether the working tree differed from the commit; `nil` when none was looked at.
  public var vcsModified: Bool? { setting("vcs.modified").map { $0 == "true" } }
}
