/// A `go.mod` file: what a module is called, needs, and uses in place of what it needs.
///
/// - SeeAlso: the Go Modules Reference, "go.mod files"; `golang.org/x/mod/modfile`.
public struct GoModuleFile: Hashable, Sendable {
  /// A requirement of one module.
  public struct Requirement: Hashable, Sendable {
    public var module: GoModuleVersion
    /// Whether the line is marked `// indirect`.
    public var isIndirect: Bool
    /// From one.
    public var line: Int
  }

  /// A `replace`: what to use instead of a module.
  public struct Replacement: Hashable, Sendable {
    /// Its version is empty when every version is replaced.
    public var original: GoModuleVersion
    /// A module with its version, or a directory without one.
    public var replacement: GoModuleVersion
    public var line: Int
  }

  /// A version that is not to be used.
  public struct Exclusion: Hashable, Sendable {
    public var module: GoModuleVersion
    public var line: Int
  }

  /// Versions of this module that were published by mistake, ends included.
  public struct Retraction: Hashable, Sendable {
    public var low: String
    public var high: String
    public var line: Int
  }

  /// The module's path; `nil` when the file has no `module` line.
  public internal(set) var module: String?
  /// The `go` line's version, such as `1.22` or `1.23.4`.
  public internal(set) var goVersion: String?
  /// The `toolchain` line's name, such as `go1.23.4` or `default`.
  public internal(set) var toolchain: String?
  public internal(set) var requirements: [Requirement] = []
  public internal(set) var replacements: [Replacement] = []
  public internal(set) var exclusions: [Exclusion] = []
  public internal(set) var retractions: [Retraction] = []
  /// The import paths of `tool` lines.
  public internal(set) var tools: [String] = []

  /// Whether the file's `go` line is at least `1.minor`; false without one.
  public func isGo(atLeast minor: Int) -> Bool {
    guard let parts = goVersion?.split(separator: "."), parts.count >= 2, let major = Int(parts[0])
    else { return false }
    let digits = parts[1].prefix { $0.isASCII && $0.isNumber }
    // A number too long for `Int` is certainly large.
    return major > 1 || (major == 1 && (Int(digits) ?? .max) >= minor)
  }
}
