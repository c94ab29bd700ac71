public import Diagnostics

/// A version as both formats write it.
public struct PackageVersion: Hashable, Sendable {
  /// The upstream version with `~` before a prerelease and `+` before metadata, as RPM writes it.
  public var upstreamVersion: String
  /// The packaging revision; `nil` when the recipe sets none.
  public var release: String?
  /// `nil` for none or zero.
  public var epoch: UInt32?
  /// Where the recipe says `version:`.
  public var location: SpecLocation
}
