import SBOM
import Testing

@Suite struct PackageURLTests {
  /// Expected texts are the purl specification's forms for these types.
  static let cases: [(PackageURL, String)] = [
    (
      .rpm(
        name: "hello", version: "1:2.0~rc1^git-1.el9", architecture: "x86_64", vendor: "Fedora",
        distribution: "fedora-40"),
      "pkg:rpm/fedora/hello@2.0~rc1%5Egit-1.el9?arch=x86_64&distro=fedora-40&epoch=1"
    ),
    (
      .deb(name: "hello", version: "1:2.0+b1-1", architecture: "amd64", vendor: "Debian"),
      "pkg:deb/debian/hello@1:2.0%2Bb1-1?arch=amd64"
    ),
    (.deb(name: "g++", version: "1", architecture: "all"), "pkg:deb/g%2B%2B@1?arch=all"),
    (
      .golang(path: "github.com/BurntSushi/toml/v2", version: "v2.0.0+incompatible"),
      "pkg:golang/github.com/BurntSushi/toml/v2@v2.0.0%2Bincompatible"
    ),
    (.golang(path: "example.com", version: "(devel)"), "pkg:golang/example.com"),
    (.golang(path: "stdlib", version: "1.27.3"), "pkg:golang/stdlib@1.27.3"),
    (
      PackageURL(
        type: "generic", namespace: ["a b", "ü"], name: "n@me", version: "1?",
        qualifiers: ["x": "", "z": "a/b", "y": "ø"]),
      "pkg:generic/a%20b/%C3%BC/n%40me@1%3F?y=%C3%B8&z=a%2Fb"
    ),
  ]

  @Test(arguments: cases)
  func isCanonical(purl: PackageURL, text: String) { #expect(purl.description == text) }

  @Test func packageurlPythonReadsThemAlike() async throws {
    // Its `quote` leaves `/` in qualifiers, which the specification allows to be encoded or not.
    let texts = Self.cases.map(\.1).filter { !$0.contains("%2F") }
    let result = try await runPython(
      """
      import sys
      from packageurl import PackageURL
      for line in sys.stdin.read().splitlines():
        print(PackageURL.from_string(line).to_string())
      """, input: texts.joined(separator: "\n"))
    #expect(result.output == texts.map { $0 + "\n" }.joined(), "\(result.errors)")
  }
}
