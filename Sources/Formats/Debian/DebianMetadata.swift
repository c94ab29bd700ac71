/// All that the control archive of a binary package says.
public struct DebianMetadata: Hashable, Sendable {
  public var package: DebianPackageName
  public var version: DebianVersion
  public var architecture: DebianArchitectureName
  /// `Name <address>`.
  public var maintainer: String
  public var description: DebianDescription
  /// The source package's name, when it is another than ``package``.
  public var source: String?
  /// In KiB; see ``InstalledSize``.
  public var installedSize: UInt64?
  public var relations: [RelationField: DebianDependencyList] = [:]
  /// Such as `utils` or `contrib/net`.
  public var section = "misc"
  /// `required`, `important`, `standard`, `optional` or `extra`.
  public var priority = "optional"
  /// `same`, `foreign`, `allowed` or `no`.
  public var multiArch: String?
  public var homepage: String?
  /// Fields none of the others stands for; they may not repeat one of those.
  public var extraFields: [ControlField] = []
  /// The bytes of each script the package has.
  public var scripts: [MaintainerScript: [UInt8]] = [:]
  /// Debconf's `templates` file.
  public var templates: [UInt8]?
  public var triggers = DebianTriggers()
  public var conffiles = Conffiles()
  /// Every regular file of the package, conffiles included; those are left out when written.
  public var md5sums = MD5Sums()

  public init(
    package: DebianPackageName, version: DebianVersion, architecture: DebianArchitectureName,
    maintainer: String, description: DebianDescription
  ) {
    self.package = package
    self.version = version
    self.architecture = architecture
    self.maintainer = maintainer
    self.description = description
  }

  /// `name_version_architecture.deb`, the version without its epoch, as dpkg-deb names packages.
  public var fileName: String { "\(package)_\(version.withoutEpoch)_\(architecture).deb" }
}
