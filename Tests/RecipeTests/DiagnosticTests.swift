import Diagnostics
import Testing

@testable import Recipe

/// What is said about a recipe as a whole, in which order, and how often.
struct DiagnosticTests {
  /// Recipes of their own.
  static let whole = [
    Remark("[a]\n", "r.yaml:1:1: error: the recipe is a mapping, not a list [recipe.wrong-type]"),
    Remark("---\n", "r.yaml:2:1: error: the recipe is empty [recipe.empty]"),
    Remark(
      "name: Hello_World\nversion: 1\narch: amd64\nmaintainer: A <a@b.c>\n",
      """
      r.yaml:1:7: error: 'Hello_World' is no package name: Debian takes a-z, 0-9, '+', '-' and '.', two at least [recipe.invalid-name]
      r.yaml:1:7: hint: did you mean 'hello-world'?
      """
    ),
    Remark(
      "name: a b\nversion: 1\narch: amd64\nmaintainer: A <a@b.c>\nformats: rpm\n",
      """
      r.yaml:1:7: error: 'a b' is no package name: RPM takes letters, digits, '+', '-', '.' and '_' [recipe.invalid-name]
      r.yaml:1:7: hint: did you mean 'a-b'?
      """
    ),
    Remark(
      "name: hello\nversion: 1:2\narch: amd64\nmaintainer: A <a@b.c>\n",
      """
      r.yaml:2:10: error: the version '1:2' cannot hold ':' [recipe.invalid-version]
      r.yaml:2:10: hint: write the epoch under 'epoch'
      """
    ),
    Remark(
      "name: hello\nversion: vx\narch: amd64\nmaintainer: A <a@b.c>\n",
      """
      r.yaml:2:10: error: the version 'vx' does not start with a digit [recipe.invalid-version]
      r.yaml:2:10: hint: write it without the 'v'
      """
    ),
    Remark(
      "name: hello\nversion: 1\narch: arm\nmaintainer: A <a@b.c>\n",
      """
      r.yaml:3:7: error: unknown architecture 'arm' [recipe.unknown-architecture]
      r.yaml:3:7: hint: say 'arm5', 'arm6' or 'arm7'
      """
    ),
    Remark(
      "name: hello\nversion: 1\narch: [amd64, x86_64]\nmaintainer: A <a@b.c>\n",
      """
      r.yaml:3:15: error: 'x86_64' names an architecture again [recipe.duplicate-architecture]
      r.yaml:3:15: hint: remove it
      """
    ),
    Remark(
      "name: hello\nversion: 1\narch: []\nmaintainer: A <a@b.c>\n",
      "r.yaml:3:7: error: 'arch' names no architecture [recipe.empty-value]"
    ),
    Remark(
      "name: hello\nversion: 1\narch: amd64\nformats: []\nmaintainer: A <a@b.c>\n",
      "r.yaml:4:10: error: 'formats' names no format [recipe.empty-value]"
    ),
    Remark(
      "name: hello\nversion: 1\narch: amd64\n",
      """
      r.yaml:1:1: warning: the recipe names no maintainer [recipe.missing-maintainer]
      r.yaml:1:1: hint: write 'maintainer: Name <address>'
      """
    ),
    Remark(
      "name: hello\nversion: 1\narch: amd64\nmaintainer: a@example.com\n",
      """
      r.yaml:4:13: warning: the maintainer 'a@example.com' is not 'Name <address>' [recipe.maintainer-without-address]
      r.yaml:4:13: hint: write the address in angle brackets after the name
      """
    ),
    Remark(
      "{}\n",
      """
      r.yaml:1:1: warning: the recipe names no architecture: amd64 is taken [recipe.default-architecture]
      r.yaml:1:1: hint: write 'arch: amd64'
      r.yaml:1:1: error: the recipe has no 'name' [recipe.missing-key]
      r.yaml:1:1: error: the recipe has no 'version' [recipe.missing-key]
      r.yaml:1:1: warning: the recipe names no maintainer [recipe.missing-maintainer]
      r.yaml:1:1: hint: write 'maintainer: Name <address>'
      """
    ),
  ]

  @Test(arguments: whole)
  func saysWhatIsWrongWithTheWhole(_ remark: Remark) {
    #expect(said(remark.yaml).text == remark.expected)
  }

  @Test func badOverridesAreUsageErrors() {
    let nowhere = said(base, set: ["name.x": "1"])
    #expect(
      nowhere.texts == [
        "--set name.x:1:1: error: 'name.x' leads through a value that has no keys"
          + " [recipe.invalid-override]"
      ])
    #expect(nowhere.first?.exit == .usage)
    #expect(
      said(base, set: ["rpm..x": "1"]).texts == [
        """
        --set rpm..x:1:1: error: 'rpm..x' is no key [recipe.invalid-override]
        --set rpm..x:1:1: hint: write it as 'rpm.compression'
        """
      ])
    #expect(
      said(base, set: ["relaese": "2"]).texts == [
        """
        --set relaese:1:1: error: the recipe knows no key 'relaese' [recipe.unknown-key]
        --set relaese:1:1: hint: did you mean 'release'?
        """
      ])
  }

  @Test func allProblemsComeAtOnceInReadingOrder() {
    let yaml = """
      name: Bad Name
      arch: [amd46, arm64]
      version: "1/2"
      bogus: 1
      depends: ['a (', "${UNSET}"]
      contents:
        - {src: x, dst: /x, type: fiel}
        - {src: '{', dst: /y}
      rpm: {compression: 'gzip:0'}
      sbom: {formats: [spdx]}
      """
    #expect(
      said(yaml).map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.code)" } == [
        "1:1 recipe.missing-maintainer", "1:7 recipe.invalid-name",
        "2:8 recipe.unknown-architecture", "3:10 recipe.invalid-version",
        "4:1 recipe.unknown-key", "5:11 recipe.malformed-dependency",
        "5:19 recipe.unset-variable", "7:29 recipe.unknown-value", "8:11 recipe.invalid-glob",
        "9:20 recipe.invalid-compression", "10:18 recipe.unknown-value",
      ])
  }

  @Test func problemsOfSeveralTargetsAreToldOnce() {
    let yaml = base.replacing("arch: amd64", with: "arch: [amd64, arm64, arm7]")
    #expect(said(yaml + "bogus: 1\n").count == 1)
    #expect(said(yaml + "section: nope\n").count == 1)
  }

  @Test func hostileRecipesNeverTrap() {
    let long = String(repeating: "a", count: 5000)
    for text in ["'\(long)'", "\"\(String(repeating: "{", count: 4000))\"", "'*\(long)'"] {
      for key in ["name", "version", "release", "vendor", "section", "mtime", "umask", "epoch"] {
        _ = said(base.replacing("version: 1.2.3\n", with: "") + "\(key): \(text)\n")
      }
      _ = said(base + "contents: [{src: \(text), dst: \(text)}]\ndepends: [\(text)]\n")
    }
  }
}
