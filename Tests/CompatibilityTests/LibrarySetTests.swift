import Compatibility
import TestSupport
import Testing

/// Directories and packages: which file became which, and who needs whom.
@Suite struct LibrarySetTests {
  private func library(
    _ path: String, soname: String? = nil, functions: [String] = ["f"], imports: [String] = [],
    needed: [String] = [], versions: String? = nil, sha256: String? = nil
  ) async throws -> LibraryInterface {
    let body = functions.map { "int \($0)(void) { return 0; }\n" }.joined()
    let calls = imports.map { "extern int \($0)(void); int use_\($0)(void) { return \($0)(); }\n" }
    var flags = ["-nostdlib", "-Wl,--unresolved-symbols=ignore-all"]
    if let soname { flags.append("-Wl,-soname,\(soname)") }
    var interface = try await Version(
      source: body + calls.joined(), flags: flags, versions: versions
    ).interface()
    interface.path = path
    interface.sha256 = sha256 ?? "\(path)\(functions)\(imports)"
    if soname == nil { interface.soname = nil }
    interface.needed = needed
    return interface
  }

  private func words(_ changes: [CompatibilityChange]) -> [String] {
    changes.filter { $0.rule != .typeEvidence }.map {
      "\($0.file) \($0.verdict.rawValue) \($0.rule.rawValue) \($0.symbol ?? "")"
        .trimmingSuffix(" ")
    }
  }

  @Test func pairsByPathThenNameThenStem() async throws {
    let old = LibrarySet([
      try await library("usr/lib/libsame.so.1", soname: "libsame.so.1"),
      try await library("usr/lib/libmoved.so.1", soname: "libmoved.so.1"),
      try await library("usr/lib/libstem.so.1.2", soname: "libstem.so.1"),
      try await library("usr/lib/libgone.so.1", soname: "libgone.so.1"),
    ])
    let new = LibrarySet([
      try await library("usr/lib/libsame.so.1", soname: "libsame.so.1"),
      try await library("usr/lib/x/libmoved.so.1", soname: "libmoved.so.1", functions: ["f", "g"]),
      try await library("usr/lib/libstem.so.2.0", soname: "libstem.so.2"),
      try await library("usr/lib/libnew.so.1", soname: "libnew.so.1"),
    ])
    #expect(
      words(old.changes(to: new)) == [
        "usr/lib/libgone.so.1 BREAKING library-removed",
        "usr/lib/libnew.so.1 NON_BREAKING library-added",
        "usr/lib/libstem.so.2.0 BREAKING soname",
        "usr/lib/x/libmoved.so.1 NON_BREAKING fn-added g",
      ])
  }

  /// Damage can mark two versions of a symbol as the default, which no linker does.
  @Test func twoDefaultVersionsAreThemselves() async throws {
    var twice = try await library(
      "liba.so", soname: "liba.so", versions: "V1 { global: f; }; V2 { };")
    let first = try #require(twice.exports.first { $0.name == "f" })
    #expect(first.isDefault && first.version == "V1")
    var second = first
    second.version = "V2"
    twice.exports.append(second)
    var again = twice
    again.sha256 = "other"
    let found = LibrarySet([twice]).changes(to: LibrarySet([again]))
    #expect(found.allSatisfy { $0.rule != .defaultVersion }, "\(found)")
  }

  @Test func passesOverIdenticalFiles() async throws {
    var one = try await library("liba.so", soname: "liba.so", sha256: "same")
    let set = LibrarySet([one, try await library("libb.so")])
    one.exports = []
    #expect(LibrarySet([one, try await library("libb.so")]).changes(to: set).isEmpty)
  }

  @Test func comparesTwoFilesWhateverTheirNames() async throws {
    let old = LibrarySet([try await library("old/libz.so.1.2", functions: ["f", "g"])])
    let new = LibrarySet([try await library("build/out.so")])
    #expect(words(old.changes(to: new)) == ["build/out.so BREAKING fn-removed g"])
  }

  /// An import nobody is known to have cannot be judged, unless a neighbour has it.
  @Test func findsProvidersAmongTheNeighbours() async throws {
    let before = try await library("liba.so", soname: "liba.so")
    let after = try await library(
      "liba.so", soname: "liba.so", imports: ["helper"], needed: ["libb.so"])
    let alone = LibrarySet([before]).changes(to: LibrarySet([after]))
    #expect(words(alone).contains("liba.so UNDEFINED import-unknown helper"))

    let b = try await library("libb.so", soname: "libb.so", functions: ["b"], needed: ["libc1.so"])
    let c = try await library("libc1.so", soname: "libc1.so", functions: ["helper"])
    let together = LibrarySet([before, b, c]).changes(to: LibrarySet([after, b, c]))
    #expect(words(together).contains("liba.so NON_BREAKING import-added helper"))
    #expect(!words(together).contains { $0.contains("UNDEFINED") })
  }

  /// A neighbour that lost what another asks of it by version breaks that one.
  @Test func findsWhatNeighboursLost() async throws {
    var program = try await library("usr/bin/p", functions: ["p"], sha256: "p")
    program.imports = [SymbolImport(name: "f", version: "V1", library: "liba.so", isWeak: false)]
    let before = try await library(
      "liba.so", soname: "liba.so", functions: ["f", "g"], versions: "V1 { global: f; g; };")
    let after = try await library(
      "liba.so", soname: "liba.so", functions: ["g"], versions: "V1 { global: g; };")
    let found = words(LibrarySet([before, program]).changes(to: LibrarySet([after, program])))
    #expect(
      found == ["liba.so BREAKING fn-removed f", "usr/bin/p BREAKING import-unprovided f"])
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
