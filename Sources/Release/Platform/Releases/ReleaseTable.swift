/// The releases that recipes and the command line can name.
public struct ReleaseTable: Hashable, Sendable {
  /// In the order they are listed to users.
  public private(set) var releases: [TargetRelease]

  public init(_ releases: [TargetRelease] = []) { self.releases = releases }

  /// The release called `name`; its own name goes before another's alias.
  public subscript(name: String) -> TargetRelease? {
    releases.first { $0.name == name } ?? releases.first { $0.aliases.contains(name) }
  }

  /// Every name and alias.
  public var names: [String] { releases.flatMap { [$0.name] + $0.aliases } }

  /// Adds a release, in place of one with the same name.
  public mutating func add(_ release: TargetRelease) {
    if let index = releases.firstIndex(where: { $0.name == release.name }) {
      releases[index] = release
    } else {
      releases.append(release)
    }
  }

  /// The oldest kernel of all of them; what runs on it tells no two releases apart.
  public var oldestKernel: DottedVersion? { releases.map(\.kernel).min() }

  /// The text of the table that is part of the program, `Data/releases.yaml`.
  public static var builtInSource: [UInt8] { PackageResources.releases_yaml }
}
