internal import Diagnostics
internal import Platform

extension ReleaseCheck {
  /// The libraries the program loads are on every installation, or its package sees to them.
  mutating func checkLibraries(_ isProvided: (String) -> Bool) {
    // Without the C library the program does not get as far as loading another.
    guard !findings.contains(where: { $0.code == "abi.c-library" }) else { return }
    for library in demands.needed where !release.hasLibrary(library) && !isProvided(library) {
      find(
        "abi.missing-library", "a bare \(release.name) may lack '\(library.printable)'",
        severity: .warning,
        hint: hint(for: library), restsOn: nil)
    }
  }

  /// The release's libstdc++ and libgcc_s have the symbol versions the program needs of them, unless
  /// `isInstalled` says that its package brings the library along.
  mutating func checkRuntimeLibraries(_ isInstalled: (String) -> Bool) {
    guard let gcc = release.gcc, !findings.contains(where: { $0.code == "abi.c-library" }) else {
      return
    }
    let wanted = demands.versions.filter { !$0.isWeak && !isInstalled($0.library) }
    let judged = wanted.compactMap { version in
      GCCVersions.has(version.name, in: gcc).map { (version, isThere: $0) }
    }
    guard !judged.isEmpty else { return }
    rests(on: .gcc)
    let missing = judged.filter { !$0.isThere }.map(\.0)
    guard !missing.isEmpty else { return }
    find(
      "abi.gcc-version",
      "\(Self.needs(missing)); \(release.name) has the libraries of GCC \(gcc)",
      hint: "link it on \(release.name) or an older release, or with -static-libstdc++ and "
        + "-static-libgcc", restsOn: .gcc)
  }

  private func hint(for needed: String) -> String {
    let library = needed.printable
    switch release.packageManager {
    case .rpm:
      let isWide = port?.architecture.machine?.bits == 64
      return "add '\(library)()\(isWide ? "(64bit)" : "")' to 'overrides.rpm.depends'"
    case .dpkg:
      return "add its package, most likely '\(debianPackage(of: library) ?? library)', to "
        + "'overrides.deb.depends'"
    case .apk, .opkg:
      return "install the package that has it, or build the program with CGO_ENABLED=0"
    }
  }
}

/// The package that Debian's naming rule puts a library in: `libsqlite3-0` for `libsqlite3.so.0`.
///
/// - SeeAlso: Debian Policy 8.1.
func debianPackage(of library: String) -> String? {
  let parts = library.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  guard let so = parts.firstIndex(of: "so"), so > 0 else {
    // libfoo-1.2.so
    return nil
  }
  let name = parts[..<so].joined(separator: ".").lowercased().map { $0 == "_" ? "-" : $0 }
  let version = parts[(so + 1)...].joined(separator: ".")
  let separator = name.last?.isNumber == true && !version.isEmpty ? "-" : ""
  return String(name) + separator + version
}
