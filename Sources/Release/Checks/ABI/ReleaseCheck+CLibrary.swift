internal import Diagnostics
internal import ELF
internal import Platform

extension ReleaseCheck {
  /// Whether the program needs a loader, and so the release's C library.
  private var isComplete: Bool {
    demands.linkKind == .static || demands.linkKind == .staticPIE
  }

  /// The release has the C library, its loader and the versions the program needs of it.
  mutating func checkCLibrary() {
    guard !isComplete else { return checkNameServices() }
    if let library = demands.cLibrary, library.rawValue != release.cLibrary.rawValue,
      demands.linkKind != .interpreterOnly
    {
      find(
        "abi.c-library",
        "it is linked with \(library.rawValue), \(release.name) has \(release.cLibrary.rawValue)",
        hint: "build it with CGO_ENABLED=0, or link it on \(release.name)", restsOn: nil)
      return
    }
    checkInterpreter()
    checkPrivateVersions()
    if release.cLibrary == .glibc { checkVersions() }
    checkRelativeRelocations()
  }

  /// What a static program loads of glibc must be of the glibc it contains.
  private mutating func checkNameServices() {
    guard demands.loadsNameServices else { return }
    find(
      "abi.name-services",
      "it contains glibc, and loads name services that must be of the same version; "
        + "\(release.name) has \(release.cLibrary.rawValue) \(release.cLibraryVersion)",
      severity: .warning, hint: "build it with -tags netgo,osusergo, or with CGO_ENABLED=0",
      restsOn: .libc)
  }

  private mutating func checkInterpreter() {
    guard let interpreter = demands.interpreter, let port,
      !port.interpreters.contains(interpreter)
    else { return }
    let known = port.interpreters.map { "'\($0)'" }.joined(separator: " and ")
    find(
      "abi.loader",
      "it starts with the loader '\(interpreter.printable)', \(release.name) has "
        + (known.isEmpty ? "none" : known),
      hint: demands.linkKind == .interpreterOnly
        ? "build it without -buildmode=pie: then it needs no loader"
        : "build it with CGO_ENABLED=0, or link it on \(release.name)",
      restsOn: demands.cLibrary?.rawValue == release.cLibrary.rawValue ? .architectures : nil)
  }

  private mutating func checkPrivateVersions() {
    let found = demands.versions.filter { $0.name == "GLIBC_PRIVATE" && !$0.isWeak }
    guard !found.isEmpty else { return }
    find(
      "abi.private-version",
      "\(Self.needs(found)): glibc's own, which change with every build of it",
      hint: "link it without objects taken from glibc, or build it with CGO_ENABLED=0",
      restsOn: nil)
  }

  private mutating func checkVersions() {
    let wanted = demands.versions.filter {
      !$0.isWeak && $0.name != "GLIBC_PRIVATE" && $0.name.hasPrefix(GLibCVersions.prefix)
    }
    guard let port, !wanted.isEmpty else { return }
    rests(on: .libc)
    var missing = wanted.filter {
      !release.hasSymbolVersion($0.name, for: port.architecture)
    }
    guard !missing.isEmpty else { return }
    missing.sort { a, b in
      switch (a.number, b.number) {
      case (let x?, let y?): x > y
      case (nil, _?): true
      case (_, nil): false
      }
    }
    find(
      "abi.glibc-version",
      "\(Self.needs(missing)); \(release.name) has glibc \(release.cLibraryVersion)",
      hint: "link it on \(release.name) or an older release, or build it with CGO_ENABLED=0",
      restsOn: .libc)
  }

  /// A loader that does not know `DT_RELR` starts the program without relocating it.
  private mutating func checkRelativeRelocations() {
    guard demands.hasRelativeRelocations, let port else { return }
    rests(on: .libc)
    let isKnown =
      switch release.cLibrary {
      case .glibc: release.hasSymbolVersion("GLIBC_ABI_DT_RELR", for: port.architecture)
      case .musl: release.cLibraryVersion >= Self.firstMuslWithRelativeRelocations
      }
    // The marker says the same; it was told already.
    let isTold = demands.versions.contains { $0.name == "GLIBC_ABI_DT_RELR" && !$0.isWeak }
    guard !isKnown, !isTold else { return }
    find(
      "abi.relative-relocations",
      "DT_RELR needs glibc 2.36 or musl 1.2.4, \(release.name) has "
        + "\(release.cLibrary.rawValue) \(release.cLibraryVersion)",
      hint: "link it without -z pack-relative-relocs", restsOn: .libc)
  }

  /// musl 1.2.4's release notes: "support for DT_RELR relative relocation format".
  private static let firstMuslWithRelativeRelocations = DottedVersion(1, 2, 4)

  /// Symbol versions and what binds to them: `GLIBC_2.34 needed by a, b and 3 more`.
  static func needs(_ versions: [BinaryDemands.SymbolVersion]) -> String {
    versions.map { version in
      let symbols = version.symbols
      let name = version.name.printable
      guard !symbols.isEmpty else { return "\(name) needed of \(version.library.printable)" }
      let shown = symbols.prefix(3).map(\.printable).joined(separator: ", ")
      let more = symbols.count > 3 ? " and \(symbols.count - 3) more" : ""
      return "\(name) needed by \(shown)\(more)"
    }.joined(separator: "; ")
  }
}

extension BinaryDemands.SymbolVersion {
  /// The number in a name such as `GLIBC_2.34`.
  var number: DottedVersion? { DottedVersion(name.dropFirst(GLibCVersions.prefix.count)) }
}
