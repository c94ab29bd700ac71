import Diagnostics
import ELF
import Platform
import Recipe
import Testing

@testable import Checks

/// `targets:` of a recipe as a gate.
struct TargetCheckTests {
  private func recipe(_ more: String, arch: String = "amd64") throws -> PackageRecipe {
    let yaml = """
      name: hello
      arch: \(arch)
      version: 1.2.3
      maintainer: A <a@example.com>
      \(more)

      """
    return try PackageRecipe.parse(yaml: Array(yaml.utf8), file: "r.yaml").recipes[0]
  }

  private func dynamic(_ change: (inout BinaryDemands) -> Void = { _ in }) throws -> BinaryDemands {
    var demands = BinaryDemands(
      machine: try #require(Architecture.named("amd64")?.machine), goArch: "amd64",
      linkKind: .dynamic, interpreter: "/lib64/ld-linux-x86-64.so.2", cLibrary: .glibc,
      needed: ["libc.so.6"],
      versions: [.init(library: "libc.so.6", name: "GLIBC_2.34", symbols: ["main"])])
    change(&demands)
    return demands
  }

  @Test func findingsPointAtTheTarget() throws {
    let recipe = try recipe("targets: [debian12, el8]")
    let findings = checkTargets(try dynamic(), of: recipe, subject: "dist/hello")
    #expect(
      findings.map(\.description) == [
        """
        r.yaml:5:21: error: 'dist/hello' does not run on el8: GLIBC_2.34 needed by main; \
        el8 has glibc 2.28 [abi.glibc-version]
        r.yaml:5:21: hint: link it on el8 or an older release, or build it with CGO_ENABLED=0
        """
      ])
    #expect(findings[0].exit == .findings)
  }

  @Test func noTargetsAskNothing() throws {
    #expect(checkTargets(try dynamic(), of: try recipe(""), subject: "x") == [])
    #expect(checkTargetCoverage(of: try recipe("")) == [])
  }

  /// What no target asks about, the package's dependencies must name.
  @Test func librariesWithoutATargetNeedADependency() throws {
    let demands = try dynamic { $0.needed += ["libgcc_s.so.1", "libsqlite3.so.0"] }
    func found(_ more: String) throws -> [String] {
      checkTargets(demands, of: try recipe(more), subject: "x").map(\.description)
    }
    let hint = "pkg: hint: add 'libsqlite3.so.0()(64bit)' to 'overrides.rpm.depends'"
    let bare = try found("formats: [rpm, deb]")
    #expect(
      bare.count == 2
        && bare.allSatisfy { $0.hasPrefix("pkg: warning: 'x' needs 'libsqlite3.so.0'") })
    #expect(bare[0].hasSuffix(hint))
    #expect(bare[1].hasSuffix("pkg: hint: add 'libsqlite3-0' to 'overrides.deb.depends'"))
    #expect(try found("depends: [libsqlite3-0]\nformats: [deb]") == [])
    #expect(try found("depends: ['libsqlite3.so.0()(64bit)']\nformats: [rpm]") == [])
    let other = try found("depends: [sqlite-libs]\nformats: [rpm]")
    #expect(other.count == 1 && other[0].hasPrefix("pkg: note: "))
    // A release that is asked says it itself.
    #expect(try found("targets: [debian12]").allSatisfy { $0.contains("[abi.missing-library]") })
  }

  @Test func releasesOfOtherArchitecturesAreNotAsked() throws {
    let arm = try recipe("targets: [el8, debian12]", arch: "arm7")
    let demands = BinaryDemands(
      machine: try #require(arm.architecture.machine), goArch: "arm", linkKind: .static,
      levels: [.init("7", source: "GOARM=7")])
    #expect(checkTargets(demands, of: arm, subject: "x") == [])
    #expect(checkTargetCoverage(of: arm) == [])
    // armel installs on Debian, but promises less.
    let armel = try recipe("targets: [debian12]", arch: "arm5")
    #expect(
      checkTargets(demands, of: armel, subject: "x").map(\.code) == ["abi.processor-level"])
    let alone = try recipe("targets: [el8, el9]", arch: "riscv64")
    #expect(
      checkTargetCoverage(of: alone).map(\.description) == [
        """
        r.yaml:5:11: warning: no target is made for 'riscv64' [abi.no-target]
        r.yaml:5:11: hint: name a release that is, or drop the architecture
        """
      ])
    #expect(checkTargetCoverage(of: try recipe("targets: [el8]", arch: "all")) == [])
  }

  @Test(
    "a library the package sees to is not missed",
    arguments: [
      ("overrides: {rpm: {depends: ['libsqlite3.so.0()(64bit)']}}", "el9", true),
      ("overrides: {rpm: {depends: ['libsqlite3.so.0()(64bit)']}}", "debian12", false),
      ("depends: ['libsqlite3-0 (>= 3.7)']", "debian12", true),
      ("depends: ['libsqlite3-0:any']", "debian12", true),
      ("depends: ['libsqlite3-0t64 | other']", "debian12", true),
      ("depends: [sqlite]", "debian12", false),
      ("deb: {predepends: [libsqlite3-0]}", "debian12", true),
      (
        "contents: [{src: a, dst: /usr/lib/hello/libsqlite3.so.0}]", "debian12", true
      ),
      ("contents: [{src: a, dst: /usr/lib/hello/libsqlite3.so.1}]", "el9", false),
    ])
  func libraries(more: String, target: String, isSeenTo: Bool) throws {
    let demands = try dynamic { $0.needed.append("libsqlite3.so.0") }
    let recipe = try recipe("targets: [\(target)]\n" + more)
    let findings = checkTargets(demands, of: recipe, subject: "x")
    #expect(findings.map(\.code) == (isSeenTo ? [] : ["abi.missing-library"]))
    #expect(findings.allSatisfy { $0.severity == .warning })
    if let first = findings.first {
      #expect(first.message == "'x' on \(target): a bare \(target) may lack 'libsqlite3.so.0'")
    }
  }

  @Test(
    "the symbol versions of a library in the package are its own",
    arguments: [
      ("contents: [{src: a, dst: /usr/lib/hello/libz.so.1}]", []),
      (
        "overrides: {rpm: {depends: ['libz.so.1()(64bit)']}}", ["abi.library-version"]
      ),
    ])
  func ownLibraries(more: String, expected: [String]) throws {
    let demands = try dynamic {
      $0.needed.append("libz.so.1")
      $0.versions.append(.init(library: "libz.so.1", name: "ZLIB_1.2.12"))
    }
    let recipe = try recipe("targets: [el9]\n" + more)
    #expect(checkTargets(demands, of: recipe, subject: "x").map(\.code) == expected)
  }

  @Test func aVerdictThatRestsOnMemoryIsNoted() throws {
    let recipe = try recipe("targets: [sles15sp7]")
    let findings = checkTargets(try dynamic(), of: recipe, subject: "x")
    #expect(
      findings.map(\.description) == [
        """
        r.yaml:5:11: note: whether 'x' runs on sles15sp7 rests on what nobody has looked up: \
        libc [abi.unverified]
        r.yaml:5:11: hint: try it there
        """
      ])
  }
}
