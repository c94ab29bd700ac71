internal import Diagnostics
internal import ELF
internal import GoBuild

extension BinaryCheck {
  /// What it takes from other files is there wherever the package is installed.
  mutating func checkLibraries() {
    let privates = facts.demands.privateSymbols
    if !privates.isEmpty {
      find(
        "binary.private-glibc",
        "uses what glibc keeps to itself: \(Self.shortened(privates))",
        hint: "only the glibc it was linked with has these: link it against public symbols")
    }
    if facts.loadsNameServices {
      find(
        "binary.static-name-service",
        "contains glibc, yet loads its name services from the system's, which must be the same",
        severity: .warning, hint: "build it with -tags netgo,osusergo, or with CGO_ENABLED=0")
    }
    let others = facts.demands.needed.filter { !Self.isOfCLibrary($0) }
    if !others.isEmpty {
      find(
        "binary.needs-library", "needs \(Self.shortened(others)), which no C library brings along",
        severity: .note, hint: "name the packages that have them under 'depends'")
    }
    if let soname = file.dynamic?.soname, Self.isOfCLibrary(soname) {
      find(
        "binary.is-c-library", "is a part of the C library, '\(soname)'", severity: .warning,
        hint: "a C library works with the loader it was built with: use the system's")
    }
    if facts.buildInfo?.cgo == false, !facts.demands.needed.isEmpty {
      find(
        "binary.cgo-disagrees",
        "records CGO_ENABLED=0, yet needs \(Self.shortened(facts.demands.needed))",
        severity: .warning,
        hint: "see what added them: a linker flag, or a tool that edits binaries")
    }
  }

  /// A module whose code without cgo does nothing but fail.
  mutating func checkStubs() {
    guard let info = facts.buildInfo, info.cgo == false else { return }
    let stubs = ["github.com/mattn/go-sqlite3", "github.com/mutecomm/go-sqlcipher"]
    let found = info.dependencies.map(\.path).filter { path in
      stubs.contains { path == $0 || path.hasPrefix("\($0)/") }
    }
    guard !found.isEmpty else { return }
    // Who expects no cgo has thought of it.
    find(
      "binary.cgo-stub",
      "is built with CGO_ENABLED=0 and \(Self.shortened(found)), which then only returns errors",
      severity: expected.cgo == false ? .warning : .error,
      hint: "build it with CGO_ENABLED=1, or use a module written in Go")
  }

  /// Up to four names, and how many there are when those are not all.
  static func shortened(_ names: [String]) -> String {
    let shown = names.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 4 ? "\(shown) and \(names.count - 4) more" : shown
  }

  /// Whether a library comes with the C library itself.
  static func isOfCLibrary(_ name: String) -> Bool {
    [
      "libc.", "libm.", "libmvec.", "libpthread.", "libdl.", "librt.", "libresolv.", "libutil.",
      "libanl.", "libgcc_s.", "ld-linux", "ld64.", "ld.", "ld-musl-", "libc.musl-",
    ].contains { name.hasPrefix($0) }
  }
}
