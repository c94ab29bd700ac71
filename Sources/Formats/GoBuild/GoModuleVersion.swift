/// A module path with a version: what `go.mod` requires and `vendor/modules.txt` records.
public struct GoModuleVersion: Hashable, Sendable {
  /// A module path, or a directory where a replacement names one.
  public var path: String
  /// Such as `v1.2.3`; empty for every version, and for a directory.
  public var version: String

  public init(path: String, version: String = "") {
    self.path = path
    self.version = version
  }

  /// Whether the version is one the path allows: `v2` and later need `/v2`, or `+incompatible`.
  ///
  /// - SeeAlso: `CheckPathMajor` in `golang.org/x/mod/module`.
  public var majorFitsPath: Bool {
    guard let semantic = GoModuleSemanticVersion(version) else { return false }
    let major = "v\(semantic.major)"
    if path.hasPrefix("gopkg.in/") {
      let name = path.hasSuffix("-unstable") ? path.dropLast("-unstable".count) : path[...]
      guard let dot = name.lastIndex(of: ".") else { return false }
      let suffix = name[name.index(after: dot)...]
      return suffix == major || suffix == "v1" && version.hasPrefix("v0.0.0-")
    }
    if let last = path.split(separator: "/").last, last.first == "v", path.contains("/"),
      !last.dropFirst().isEmpty, last.dropFirst().utf8.allSatisfy({ (48...57).contains($0) })
    {
      return last == major && last != "v1" && last != "v0"
    }
    return semantic.major == "0" || semantic.major == "1" || semantic.build == "incompatible"
  }
}

extension GoModuleVersion: CustomStringConvertible {
  /// `PATH@VERSION`, or the path alone.
  public var description: String { version.isEmpty ? path : "\(path)@\(version)" }
}

/// A version as Go writes them: `vMAJOR[.MINOR[.PATCH[-PRERELEASE][+BUILD]]]`.
///
/// Numbers are kept as text because they may have any length.
///
/// - SeeAlso: `golang.org/x/mod/semver`.
public struct GoModuleSemanticVersion: Hashable, Sendable {
  public let major: String
  public let minor: String
  public let patch: String
  /// The dot-separated identifiers after `-`.
  public let prerelease: [String]
  /// What follows `+`; it does not take part in comparison.
  public let build: String?
  /// Whether all three numbers are written and there is no build but `+incompatible`.
  public let isCanonical: Bool

  public init?(_ text: String) {
    guard text.hasPrefix("v") else { return nil }
    var rest = text.dropFirst()
    var build: String?
    if let plus = rest.firstIndex(of: "+") {
      build = String(rest[rest.index(after: plus)...])
      rest = rest[..<plus]
    }
    var prerelease: [String] = []
    var hasSuffix = build != nil
    if let dash = rest.firstIndex(of: "-") {
      prerelease = Self.identifiers(rest[rest.index(after: dash)...])
      guard prerelease.allSatisfy({ !Self.isNumeric($0) || Self.isNumber($0) }) else { return nil }
      rest = rest[..<dash]
      hasSuffix = true
    }
    let numbers = rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard (1...3).contains(numbers.count), numbers.allSatisfy(Self.isNumber),
      !hasSuffix || numbers.count == 3,
      (prerelease + Self.identifiers((build ?? "0")[...])).allSatisfy(Self.isIdentifier)
    else { return nil }
    major = numbers[0]
    minor = numbers.count > 1 ? numbers[1] : "0"
    patch = numbers.count > 2 ? numbers[2] : "0"
    self.prerelease = prerelease
    self.build = build
    isCanonical = numbers.count == 3 && (build == nil || build == "incompatible")
  }

  private static func identifiers(_ text: Substring) -> [String] {
    text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  private static func isNumeric(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
  }

  private static func isNumber(_ text: String) -> Bool {
    isNumeric(text) && (text == "0" || !text.hasPrefix("0"))
  }

  private static func isIdentifier(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || byte == UInt8(ascii: "-")
      }
  }

  /// Whether this version is older, by the rules of Semantic Versioning §11.
  public func isOlder(than other: Self) -> Bool {
    for (a, b) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where a != b {
      return Self.isSmaller(a, b)
    }
    if prerelease.isEmpty || other.prerelease.isEmpty {
      return !prerelease.isEmpty && other.prerelease.isEmpty
    }
    for (a, b) in zip(prerelease, other.prerelease) where a != b {
      switch (Self.isNumeric(a), Self.isNumeric(b)) {
      case (true, true): return Self.isSmaller(a, b)
      case (true, false): return true
      case (false, true): return false
      case (false, false): return a < b
      }
    }
    return prerelease.count < other.prerelease.count
  }

  /// Compares numbers without leading zeros, of any length.
  private static func isSmaller(_ a: String, _ b: String) -> Bool {
    (a.utf8.count, a) < (b.utf8.count, b)
  }
}
