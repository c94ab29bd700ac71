import Diagnostics
import Testing
import TestSupport

@testable import Recipe

struct PackageVersionTests {
  private static let place = SpecLocation(file: "r.yaml", line: 3, column: 10)

  private func version(
    _ text: String, schema: PackageVersion.Schema = .semver, prerelease: String? = nil,
    metadata: String? = nil, release: String? = nil, epoch: UInt32? = nil
  ) -> PackageVersion {
    PackageVersion(
      text, schema: schema, prerelease: prerelease, metadata: metadata, release: release,
      epoch: epoch, at: Self.place)
  }

  @Test(arguments: [
    ("1.2.3", "1.2.3"), ("v1.2.3", "1.2.3"), ("1.2", "1.2"), ("1.10", "1.10"), ("7", "7"),
    ("2026.01.02", "2026.01.02"), ("1.2.3-rc.1", "1.2.3~rc.1"), ("1.2.3-rc-1", "1.2.3~rc.1"),
    ("1.2-rc1", "1.2~rc1"), ("1.2.3+git.5", "1.2.3+git.5"), ("1.2.3-rc1+b-2", "1.2.3~rc1+b.2"),
    ("v0.0.0-20260102030405-abcdefabcdef", "0.0.0~20260102030405.abcdefabcdef"),
    ("v1.2.4-0.20260102030405-abcdefabcdef", "1.2.4~0.20260102030405.abcdefabcdef"),
    ("v1.2.4-0.20260102030405-abcdefabcdef+dirty", "1.2.4~0.20260102030405.abcdefabcdef+dirty"),
    ("v2.0.0+incompatible", "2.0.0+incompatible"), ("1.2.3.4", "1.2.3.4"),
    ("v1.2.3.4", "1.2.3.4"), ("1.2.3~rc1", "1.2.3~rc1"), ("1.2.3^git1", "1.2.3^git1"),
    ("1.2.3-1", "1.2.3~1"), ("vx", "vx"), ("1.2.3-", "1.2.3-"), ("1..2", "1..2"),
  ])
  func upstreamVersions(_ text: String, _ expected: String) {
    #expect(version(text).upstreamVersion == expected)
  }

  @Test func formatsSpellTheWhole() {
    let plain = version("1.2.3")
    #expect(plain.debianVersion == "1.2.3")
    #expect(plain.rpmVersion == "1.2.3")
    #expect(plain.rpmRelease == "1")
    let full = version(
      "v1.2.3-x", prerelease: "rc-2", metadata: "git", release: "4", epoch: 5)
    #expect(full.debianVersion == "5:1.2.3~rc.2+git-4")
    #expect(full.debianFileVersion == "1.2.3~rc.2+git-4")
    #expect(full.rpmVersion == "1.2.3~rc.2+git")
    #expect(full.rpmRelease == "4")
    #expect(full.epoch == 5)
    #expect(version("1", epoch: 0).epoch == nil)
    #expect(version("1.2.3^git1").debianVersion == "1.2.3+git1")
    #expect(version("1.2.3^git1").rpmVersion == "1.2.3^git1")
    #expect(version("v1.2.3-rc1", schema: .none).upstreamVersion == "v1.2.3-rc1")
    #expect(version("1.2", schema: .none, prerelease: "rc1").upstreamVersion == "1.2~rc1")
  }

  @Test(arguments: [
    ("1.2.3", "rpm deb", nil), ("1.2_3", "rpm", nil),
    ("1.2_3", "rpm deb", "the version '1.2_3' cannot hold '_'"),
    ("1.2-3", "deb", nil), ("1.2-3", "rpm", "the version '1.2-3' cannot hold '-'"),
    ("1.2-3", "rpm deb", "the version '1.2-3' cannot hold '-'"),
    ("1 2", "rpm", "the version '1 2' cannot hold ' '"),
    ("1é", "rpm", "the version '1é' cannot hold 'é'"),
    ("x1", "deb", "the version 'x1' does not start with a digit"),
  ])
  func formatsTakeWhatTheyTake(_ text: String, _ formats: String, _ expected: String?) {
    let found = version(text, schema: .none)
      .problems(for: formats.split(separator: " ").compactMap { PackageFormat(rawValue: "\($0)") })
    #expect(found.map(\.message) == [expected].compactMap(\.self))
    #expect(found.allSatisfy { $0.location == Self.place })
  }

  @Test func lengthHasAnEnd() {
    let long = String(repeating: "1", count: 129)
    #expect(
      version(long, release: long).problems(for: [.rpm]).map(\.code) == [
        "recipe.invalid-version", "recipe.invalid-release",
      ])
  }

  /// Each pair must be ordered as written, and dpkg must not complain about either.
  @Test(arguments: [
    ("1.2.3-rc1", "1.2.3"), ("1.2.3-rc.1", "1.2.3-rc.2"), ("1.2.3-alpha-9", "1.2.3-alpha-10"),
    ("v1.2.4-0.20260102030405-abcdefabcdef", "v1.2.4-0.20260202030405-000000000000"),
    ("v1.2.4-0.20260102030405-abcdefabcdef", "v1.2.4"), ("v1.2.3", "v1.2.3+git.1"),
    ("1.2.3", "1.2.3^git1"), ("1.2.3^git1", "1.2.3^git2"), ("1.2.3^git1", "1.2.3.1"),
    ("1.2.3^git1", "1.2.4"), ("2025.12.31", "2026.01.02"), ("1.9", "1.10"),
  ])
  func dpkgOrdersThem(_ older: String, _ newer: String) async throws {
    let result = try await run(
      "dpkg",
      ["--compare-versions", version(older).debianVersion, "lt", version(newer).debianVersion])
    #expect(result.status == 0)
    #expect(result.errors == "")
  }

  @Test(arguments: [
    ("1.2.3-rc1", "1.2.3"), ("1.2.3-alpha-9", "1.2.3-alpha-10"),
    ("v1.2.4-0.20260102030405-abcdefabcdef", "v1.2.4"), ("v1.2.3", "v1.2.3+git.1"),
    ("1.2.3", "1.2.3^git1"), ("1.2.3^git1", "1.2.3^git2"), ("1.2.3^git1", "1.2.3.1"),
    ("2025.12.31", "2026.01.02"), ("1.9", "1.10"),
  ])
  func rpmOrdersThem(_ older: String, _ newer: String) async throws {
    let script =
      "%{lua:print(rpm.vercmp('\(version(older).rpmVersion)', '\(version(newer).rpmVersion)'))}"
    let result = try await run("rpm", ["--eval", script])
    #expect(result.output == "-1\n")
  }
}
