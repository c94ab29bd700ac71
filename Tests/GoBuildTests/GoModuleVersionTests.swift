import GoBuild
import Testing

@Suite struct GoModuleVersionTests {
  /// The order of Semantic Versioning §11, with Go's short forms among them.
  static let ordered = [
    "v0.0.0-20200101000000-0123456789ab", "v0.0.1", "v1.0.0-alpha", "v1.0.0-alpha.1",
    "v1.0.0-alpha.beta", "v1.0.0-beta", "v1.0.0-beta.2", "v1.0.0-beta.11", "v1.0.0-rc.1", "v1",
    "v1.0.1", "v1.2", "v1.10.0", "v2.0.0+incompatible", "v10.0.0", "v99999999999999999999.0.0",
  ]

  @Test func versionsAreOrdered() throws {
    let versions = try Self.ordered.map { try #require(GoModuleSemanticVersion($0)) }
    for (index, version) in versions.enumerated() {
      for (other, later) in versions.enumerated() {
        #expect(version.isOlder(than: later) == (index < other))
      }
    }
    let plain = try #require(GoModuleSemanticVersion("v1.0.0"))
    let built = try #require(GoModuleSemanticVersion("v1.0.0+meta"))
    #expect(!plain.isOlder(than: built) && !built.isOlder(than: plain))
    #expect(!built.isCanonical)
  }

  @Test(arguments: [
    "", "v", "1.0.0", "v01.0.0", "v1.0.0.0", "v1.", "v1.0-rc1", "v1+meta", "v1.0.0-", "v1.0.0+",
    "v1.0.0-a..b", "v1.0.0-01", "v1.0.0-ä", "vx", "v1.0.0 ", "main", "v-1.0.0", "v1.0.0-a_b",
  ])
  func otherTextIsNoVersion(text: String) { #expect(GoModuleSemanticVersion(text) == nil) }

  @Test(arguments: [
    ("example.com/a", "v0.1.0", true), ("example.com/a", "v2.0.0", false),
    ("example.com/a", "v2.0.0+incompatible", true), ("example.com/a/v2", "v2.3.4", true),
    ("example.com/a/v2", "v1.0.0", false), ("example.com/a/v1", "v1.0.0", false),
    ("gopkg.in/yaml.v2", "v2.4.0", true), ("gopkg.in/yaml.v2", "v3.0.0", false),
    ("gopkg.in/yaml.v1", "v0.0.0-20200101000000-0123456789ab", true),
    ("gopkg.in/x.v3-unstable", "v3.0.0", true), ("example.com/v", "v1.0.0", true),
  ])
  func majorVersionsFitPaths(path: String, version: String, fits: Bool) {
    #expect(GoModuleVersion(path: path, version: version).majorFitsPath == fits)
  }
}
