import Bytes
import Debian
import Diagnostics
import TestSupport
import Testing

@Suite struct DebianNameTests {
  @Test(arguments: [
    ("hello", true), ("a", true), ("0ad", true), ("g++", true), ("libstdc++6", true), ("a.b", true),
    ("", false), ("A", false), ("aB", false), ("+a", false), (".a", false), ("a_b", false),
    ("a b", false), ("a~", false), ("\u{e9}", false), ("a\u{301}", false), ("a\n", false),
  ])
  func `package names are those dpkg-gencontrol takes`(
    _ name: String, _ isLegal: Bool
  ) async throws {
    #expect(((try? DebianPackageName(name)) != nil) == isLegal)
    let script = "exit(defined pkg_name_is_illegal($ARGV[0]) ? 1 : 0)"
    let result = try await run("perl", ["-MDpkg::Package", "-e", script, name])
    // Perl's `$` is content with a newline behind it.
    #expect((result.status == 0) == isLegal)
  }

  @Test(arguments: ["amd64", "all", "any", "linux-any", "A1", "", "a_b", "a b", "amd64.", "\u{e9}"])
  func `architecture names are those dpkg takes`(_ name: String) async throws {
    let result = try await run("dpkg", ["--validate-archname", name])
    #expect(((try? DebianArchitectureName(name)) != nil) == (result.status == 0))
  }

  @Test func `refusals say what is wrong and where`() {
    let place = SpecLocation(file: "pkg.yaml", line: 1, column: 7)
    let name = #expect(throws: Diagnostic.self) {
      try DebianPackageName.require("Hello", at: place)
    }
    #expect(name?.code == "debian.bad-name")
    #expect(name?.location == place)
    #expect(
      name?.message == "'Hello' is not a Debian package's name: package name is wrong at 'Hello'")
    let version = #expect(throws: Diagnostic.self) { try DebianVersion.require("1.0-") }
    #expect(version?.message == "'1.0-' is not a Debian version: revision is missing")
    let epoch = #expect(throws: Diagnostic.self) { try DebianVersion.require("2147483648:1") }
    #expect(epoch?.message == "'2147483648:1' is not a Debian version: epoch is too large")
    let architecture = #expect(throws: Diagnostic.self) {
      try DebianArchitectureName.require("x86_64")
    }
    #expect(architecture?.code == "debian.bad-architecture")
  }
}
