public import Diagnostics

/// A version as both formats write it.
///
/// `v` before a digit is dropped, a semantic version's prerelease follows a `~` and its metadata
/// a `+`, dashes inside them become dots. Digits are never rewritten: `2026.01.02` stays.
/// `^`, RPM's mark of a snapshot after a release, is written `+` in Debian, which orders it alike.
public struct PackageVersion: Hashable, Sendable {
  /// Whether a version is taken apart.
  public enum Schema: String, Hashable, Sendable, CaseIterable {
    case semver
    case none
  }

  /// The upstream version, with `~` before a prerelease and `+` before metadata.
  public var upstreamVersion: String
  /// The packaging revision; `nil` when the recipe sets none.
  public var release: String?
  /// `nil` for none or zero.
  public var epoch: UInt32?
  /// Where the recipe says `version:`.
  public var location: SpecLocation

  /// RPM's `Version`.
  public var rpmVersion: String { upstreamVersion }
  /// RPM's `Release`.
  public var rpmRelease: String { release ?? "1" }

  /// Debian's `Version` without the epoch, as file names have it.
  public var debianFileVersion: String {
    let upstream = String(upstreamVersion.map { $0 == "^" ? "+" : $0 })
    return release.map { "\(upstream)-\($0)" } ?? upstream
  }

  /// Debian's `Version`: `[epoch:]upstream[-revision]`.
  public var debianVersion: String {
    epoch.map { "\($0):\(debianFileVersion)" } ?? debianFileVersion
  }

  /// Composes the upstream version; ``problems(for:)`` says whether the formats can write it.
  ///
  /// A prerelease or metadata given on its own replaces the one in `text`.
  public init(
    _ text: String, schema: Schema = .semver, prerelease: String? = nil, metadata: String? = nil,
    release: String? = nil, epoch: UInt32? = nil, at location: SpecLocation
  ) {
    let parts =
      schema == .semver
      ? SemanticVersion(lenient: text) : SemanticVersion(core: text, prerelease: nil, metadata: nil)
    var version = parts.core
    if let prerelease = prerelease ?? parts.prerelease { version += "~" + dotted(prerelease) }
    if let metadata = metadata ?? parts.metadata { version += "+" + dotted(metadata) }
    upstreamVersion = version
    self.release = release
    self.epoch = epoch == 0 ? nil : epoch
    self.location = location
  }
}

/// Dashes part version and revision, so inside a version they become dots.
private func dotted(_ text: String) -> String { String(text.map { $0 == "-" ? "." : $0 }) }

/// A version taken apart as Masterminds/semver's `NewVersion` does, which nfpm uses.
struct SemanticVersion: Hashable {
  /// The digits and dots as written; the whole text when it is no semantic version.
  var core: String
  var prerelease: String?
  var metadata: String?

  init(core: String, prerelease: String?, metadata: String?) {
    self.core = core
    self.prerelease = prerelease
    self.metadata = metadata
  }

  init(lenient text: String) {
    var rest = text[...]
    if rest.first == "v", rest.dropFirst().first?.isASCIIDigit == true { rest = rest.dropFirst() }
    let whole = String(rest)
    core = whole
    var metadata: Substring?
    if let plus = rest.firstIndex(of: "+") {
      metadata = rest[rest.index(after: plus)...]
      rest = rest[..<plus]
    }
    var prerelease: Substring?
    if let dash = rest.firstIndex(of: "-") {
      prerelease = rest[rest.index(after: dash)...]
      rest = rest[..<dash]
    }
    let numbers = rest.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...3).contains(numbers.count),
      numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }),
      prerelease.map(Self.isIdentifierList) ?? true, metadata.map(Self.isIdentifierList) ?? true
    else { return }
    core = String(rest)
    self.prerelease = prerelease.map(String.init)
    self.metadata = metadata.map(String.init)
  }

  private static func isIdentifierList(_ text: Substring) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && $0.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == "-" }
    }
  }
}

extension Character {
  var isASCIIDigit: Bool { ("0"..."9").contains(self) && isASCII }
  var isASCIILetter: Bool { isASCII && isLetter }
}
