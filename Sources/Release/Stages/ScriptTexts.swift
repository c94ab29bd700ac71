internal import Debian

/// The bytes of the scripts a package runs; `nil` for those it does not have.
public struct ScriptTexts: Hashable, Sendable {
  public var preInstall: [UInt8]?
  public var postInstall: [UInt8]?
  public var preRemove: [UInt8]?
  public var postRemove: [UInt8]?
  public var preTransaction: [UInt8]?
  public var postTransaction: [UInt8]?
  public var verify: [UInt8]?
  public var config: [UInt8]?
  public var templates: [UInt8]?

  public init() {}

  /// The scripts dpkg runs, by its names for them.
  var debian: [MaintainerScript: [UInt8]] {
    var result: [MaintainerScript: [UInt8]] = [:]
    result[.preinst] = preInstall
    result[.postinst] = postInstall
    result[.prerm] = preRemove
    result[.postrm] = postRemove
    result[.config] = config
    return result
  }
}
