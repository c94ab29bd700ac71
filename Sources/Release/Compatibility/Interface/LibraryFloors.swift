internal import Checks

/// The oldest surroundings a file runs in.
public struct LibraryFloors: Hashable, Sendable, Codable {
  /// The oldest version of something, and what forces it.
  public struct Floor: Hashable, Sendable, Codable {
    public var version: String
    /// Symbols by name, or what else asks for it.
    public var because: [String]
  }

  /// The versions needed of one library.
  public struct Versions: Hashable, Sendable, Codable {
    public var library: String
    /// Sorted; weak ones left out.
    public var versions: [String]
  }

  public var glibc: Floor?
  public var kernel: Floor?
  /// The instruction set level, such as `v3`.
  public var processor: Floor?
  /// By library.
  public var versions: [Versions]
}

extension LibraryFloors {
  init(_ demands: BinaryDemands) {
    glibc = demands.glibcFloor.map { floor in
      Floor(
        version: "\(floor.version)",
        because: Set(floor.symbols).sorted() + (floor.feature.map { [$0] } ?? []))
    }
    kernel = demands.kernelFloor.map {
      Floor(version: "\($0.version)", because: [$0.source])
    }
    processor = demands.levels.max { $0.level < $1.level }.map {
      Floor(version: $0.level, because: [$0.source])
    }
    var sets: [String: Set<String>] = [:]
    for version in demands.versions where !version.isWeak {
      sets[version.library, default: []].insert(version.name)
    }
    versions = sets.keys.sorted().map {
      Versions(library: $0, versions: sets[$0, default: []].sorted())
    }
  }
}
