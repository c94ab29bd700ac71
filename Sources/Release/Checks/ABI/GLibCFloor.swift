public import ELF
internal import Platform

/// The oldest glibc a program starts with, and why it is not an older one.
public struct GLibCFloor: Hashable, Sendable {
  public var version: GLibCVersion
  /// The imported symbols that force it, such as `pthread_create`, in the symbol table's order.
  public var symbols: [String]
  /// What else forces it, such as `DT_RELR`.
  public var feature: String?
}

extension BinaryDemands {
  /// The oldest glibc the program starts with; `nil` when it asks for none.
  public var glibcFloor: GLibCFloor? {
    var floor: GLibCFloor?
    func raise(_ version: GLibCVersion, _ symbols: [String], _ feature: String?) {
      guard let current = floor, current.version >= version else {
        floor = GLibCFloor(version: version, symbols: symbols, feature: feature)
        return
      }
      guard current.version == version else { return }
      floor?.symbols += symbols
      floor?.feature = current.feature ?? feature
    }
    for version in versions where !version.isWeak {
      if let number = GLibCVersion(symbolVersion: version.name) {
        raise(number, version.symbols, nil)
      } else if let release = GLibCVersions.firstRelease(with: version.name),
        let number = GLibCVersion(symbolVersion: "GLIBC_\(release)")
      {
        // A version without a number of its own, such as GLIBC_ABI_DT_RELR.
        raise(number, [], version.name)
      }
    }
    // A linker that does not know the marker leaves a program that older loaders start and crash.
    let isLoaded = interpreter != nil || !needed.isEmpty
    if cLibrary == .glibc, hasRelativeRelocations, isLoaded {
      raise(GLibCVersion(2, 36), [], "DT_RELR")
    }
    return floor
  }

  /// The imported symbols of version `GLIBC_PRIVATE`, or that version's name when no symbol has
  /// it: only the very glibc the program was linked with has those.
  public var privateSymbols: [String] {
    versions.filter { $0.name == "GLIBC_PRIVATE" }
      .flatMap { $0.symbols.isEmpty ? [$0.name] : $0.symbols }
  }

  /// The highest of the kernel floors.
  public var kernelFloor: KernelFloor? { kernelFloors.max { $0.version < $1.version } }
}
