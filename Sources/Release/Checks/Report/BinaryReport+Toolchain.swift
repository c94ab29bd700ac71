internal import Bytes
internal import GoBuild

extension BinaryReport {
  /// What the Go toolchain recorded and left behind.
  public struct Toolchain: Encodable, Hashable, Sendable {
    /// Empty when the build information is lost.
    public var version: String
    public var path: String
    public var main: Module?
    public var dependencies: [Module]
    public var settings: [Setting]
    public var sourceFiles: SourceFiles?
    public var fips: FIPS?

    init(_ facts: BinaryFacts) {
      let info = facts.buildInfo
      version = info?.goVersion ?? ""
      path = info?.path ?? ""
      main = info?.main.map { Module($0) }
      dependencies = (info?.dependencies ?? []).map { Module($0) }
      settings = (info?.settings ?? []).map { Setting(key: $0.key, value: $0.value) }
      sourceFiles = facts.sourcePaths.map { SourceFiles($0) }
      fips = facts.fips.map { FIPS($0, info) }
    }
  }

  /// A module, or the one built in its place.
  public struct Module: Encodable, Hashable, Sendable {
    public var path: String
    public var version: String
    public var sum: String?
    public var replacedBy: [Module]?

    init(_ module: BuildInfo.Module) {
      path = module.path
      version = module.version
      sum = module.sum
      replacedBy = module.replace.map { [Module($0)] }
    }
  }

  /// One build setting; an array of them keeps Go's order.
  public struct Setting: Encodable, Hashable, Sendable {
    public var key: String
    public var value: String
  }

  /// The source files the program names for stack traces.
  public struct SourceFiles: Encodable, Hashable, Sendable {
    public var count: Int
    /// Those named by a path of the build machine.
    public var absolute: Int
    /// The directory of the toolchain, when its files are among them.
    public var goRoot: String?
    /// Some of them that tell about the build machine.
    public var leaks: [String]

    init(_ paths: SourcePaths) {
      count = paths.count
      absolute = paths.absoluteCount
      goRoot = paths.goRoot
      leaks = paths.leaks
    }
  }

  /// The frozen cryptographic module.
  public struct FIPS: Encodable, Hashable, Sendable {
    /// `GOFIPS140`: its version; `nil` when the toolchain's own is used.
    public var module: String?
    /// `fips140` of `DefaultGODEBUG`: whether it is on when the program starts.
    public var mode: String?
    /// The sum the linker made over it.
    public var sum: String

    init(_ fips: FIPSInfo, _ info: BuildInfo?) {
      module = info?.setting("GOFIPS140")
      mode = info?.debugSetting("fips140")
      sum = hexadecimal(fips.sum)
    }
  }
}

extension BuildInfo {
  /// One `key=value` of `DefaultGODEBUG`.
  fileprivate func debugSetting(_ key: String) -> String? {
    let pairs = setting("DefaultGODEBUG")?.split(separator: ",") ?? []
    return pairs.first { $0.hasPrefix("\(key)=") }.map { String($0.dropFirst(key.count + 1)) }
  }
}
