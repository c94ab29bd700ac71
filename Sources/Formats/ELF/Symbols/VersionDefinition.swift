/// One symbol version a library defines, from `DT_VERDEF`.
///
/// - SeeAlso: Linux Standard Base, Core, "Symbol Versioning".
public struct VersionDefinition: Hashable, Sendable {
  /// `vda_name` of the first auxiliary entry, such as `LIBX_1.2`.
  public var name: String
  /// `vda_name` of the other entries: the versions this one succeeds.
  public var parents: [String]
  /// `vd_ndx`: what `.gnu.version` calls it, without the hidden bit.
  public var index: UInt16
  /// `VER_FLG_BASE`: the version is the file itself, named as its `DT_SONAME`.
  public var isBase: Bool
  /// `VER_FLG_WEAK`.
  public var isWeak: Bool
}
