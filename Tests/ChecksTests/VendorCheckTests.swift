import Checks
import Diagnostics
import Foundation
import TestSupport
import Testing

/// One way to spoil a vendored module, and the finding it should give; none for a harmless one.
struct Tampering: Sendable {
  var name: String
  var file = "go.mod"
  var old: String
  var new: String
  /// Codes of errors and warnings, sorted.
  var codes: [String]
  /// Whether the go command builds the tree all the same, or did before Go 1.23.
  var goAccepts = false

  static let list = "vendor/modules.txt"

  static let all: [Tampering] = [
    Tampering(name: "clean", old: "", new: "", codes: []),
    Tampering(
      name: "version raised in go.mod", old: "example.com/b v1.0.0",
      new: "example.com/b v1.1.0",
      codes: ["vendor.not-explicit", "vendor.not-required"]),
    Tampering(
      name: "version raised in the list", file: list, old: "# example.com/b v1.0.0",
      new: "# example.com/b v1.1.0",
      codes: ["vendor.not-explicit", "vendor.not-required", "vendor.sum-missing"]),
    Tampering(
      name: "explicit mark removed", file: list,
      old: "# example.com/b v1.0.0\n## explicit; go 1.17\n", new: "# example.com/b v1.0.0\n",
      codes: ["vendor.not-explicit"]),
    Tampering(
      name: "replacement changed in go.mod", old: "v0.1.0 => example.com/fork v0.1.1",
      new: "v0.1.0 => example.com/fork v0.1.2", codes: ["vendor.replacement-differs"]),
    Tampering(
      name: "replacement changed in the list", file: list,
      old: "# example.com/c v0.1.0 => example.com/fork v0.1.1",
      new: "# example.com/c v0.1.0 => example.com/fork v0.1.2",
      codes: ["vendor.replacement-differs", "vendor.sum-missing"]),
    Tampering(
      name: "replacement removed from go.mod",
      old: "replace example.com/c v0.1.0 => example.com/fork v0.1.1\n", new: "",
      codes: ["vendor.replacement-stale"]),
    Tampering(
      name: "replacement removed from the list", file: list,
      old: "# example.com/c v0.1.0 => example.com/fork v0.1.1", new: "# example.com/c v0.1.0",
      codes: ["vendor.replacement-missing", "vendor.sum-missing"]),
    Tampering(
      name: "directory changed", old: "=> ../d", new: "=> ../e",
      codes: ["vendor.replacement-differs"]),
    Tampering(
      name: "unused replacement removed from the list", file: list,
      old: "# example.com/never => example.com/fork v0.1.1\n", new: "",
      codes: ["vendor.replacement-missing"]),
    Tampering(
      name: "stale replacement in the list", file: list, old: "# example.com/never",
      new: "# example.com/gone => ../gone\n# example.com/never",
      codes: ["vendor.replacement-stale"]),
    Tampering(
      name: "requirement added", old: "require (\n",
      new: "require (\n\texample.com/new v1.0.0\n", codes: ["vendor.not-explicit"]),
    Tampering(
      name: "requirement dropped", old: "\texample.com/a v1.0.0\n", new: "",
      codes: ["vendor.not-required"]),
    Tampering(
      name: "package dropped from the list", file: list, old: "example.com/a\n", new: "",
      codes: ["vendor.unlisted-package"], goAccepts: true),
    Tampering(
      name: "module dropped from the list", file: list,
      old: "# example.com/b v1.0.0\n## explicit; go 1.17\nexample.com/b\n", new: "",
      codes: ["vendor.not-explicit", "vendor.unlisted-file", "vendor.unlisted-file"]),
    Tampering(
      name: "two replacements", old: "\texample.com/d => ../d\n",
      new: "\texample.com/d => ../d\n\texample.com/d => ../e\n",
      codes: ["vendor.conflicting-replacements"]),
    Tampering(
      name: "newer version of the same module in the list", file: list,
      old: "# example.com/b v1.0.0\n",
      new: "# example.com/a v1.1.0\n## explicit\nexample.com/a\n# example.com/b v1.0.0\n",
      codes: ["vendor.not-required", "vendor.sum-missing"]),
    Tampering(
      name: "branch instead of a version", old: "example.com/a v1.0.0", new: "example.com/a main",
      codes: ["vendor.not-explicit", "vendor.not-required", "vendor.unresolved-version"]),
    Tampering(
      name: "short version", old: "example.com/a v1.0.0", new: "example.com/a v1.0",
      codes: ["vendor.not-explicit", "vendor.not-required", "vendor.unresolved-version"]),
    Tampering(
      name: "major version the path cannot have", old: "example.com/a v1.0.0",
      new: "example.com/a v2.0.0",
      codes: ["vendor.not-explicit", "vendor.not-required", "vendor.wrong-major-version"]),
    Tampering(
      name: "unknown directive", old: "go 1.17\n", new: "go 1.17\nfrobnicate x\n",
      codes: ["vendor.malformed-file"]),
    Tampering(
      name: "two go lines", old: "go 1.17\n", new: "go 1.17\ngo 1.17\n",
      codes: ["vendor.malformed-file"]),
    Tampering(
      name: "block without end", old: "\texample.com/never => example.com/fork v0.1.1\n)\n",
      new: "\texample.com/never => example.com/fork v0.1.1\n", codes: ["vendor.malformed-file"]),
    Tampering(
      name: "block comment", old: "go 1.17\n", new: "go 1.17 /* new */\n",
      codes: ["vendor.malformed-file"]),
    Tampering(
      name: "replacement directory with a version", old: "=> ../d", new: "=> ../d v1.0.0",
      codes: ["vendor.malformed-file"]),
    Tampering(
      name: "replacement module without a version", old: "=> ../d", new: "=> example.com/x",
      codes: ["vendor.malformed-file"]),
    Tampering(
      name: "unended string", old: "example.com/b v1.0.0", new: "\"example.com/b v1.0.0",
      codes: ["vendor.malformed-file"]),
    Tampering(
      name: "before Go 1.14, nothing explicit", old: "go 1.17", new: "go 1.13", codes: []),
    Tampering(
      name: "before Go 1.14, another version", old: "go 1.17\n\nrequire (\n\texample.com/a v1.0.0",
      new: "go 1.13\n\nrequire (\n\texample.com/a v1.0.1",
      codes: ["vendor.not-required", "vendor.version-differs"]),
    Tampering(
      name: "words in the list", file: list, old: "# example.com/never",
      new: "hello there\n# example.com/never", codes: ["vendor.ignored-line"]),
    Tampering(
      name: "more in comments", old: "example.com/a v1.0.0\n",
      new: "// why\n\texample.com/a v1.0.0 // indirect; because\n", codes: []),
  ]
}

@Suite struct VendorCheckTests {
  /// For each toolchain and tampering: the go command refuses exactly what is an error here.
  @Test func verdictsAreTheGoCommands() async throws {
    let fixture = try await VendorFixture()
    for tampering in Tampering.all {
      let tree = try fixture.copy()
      let file = tree.appending(path: tampering.file)
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(tampering.old.isEmpty || text.contains(tampering.old), "\(tampering.name): \(text)")
      if let range = text.range(of: tampering.old) {
        try text.replacingCharacters(in: range, with: tampering.new)
          .write(to: file, atomically: true, encoding: .utf8)
      }
      let findings = checkVendor(try vendorTree(at: tree))
      #expect(findings.map(\.code).sorted() == tampering.codes, "\(tampering.name): \(findings)")
      for toolchain in VendorFixture.toolchains {
        let verdict = try await fixture.verdict(of: toolchain, on: tree)
        #expect(
          (verdict.status != 0) == (findings.hasErrors && !tampering.goAccepts),
          "\(tampering.name), \(toolchain): \(verdict.errors)")
      }
    }
  }

  @Test func missingListIsRefused() async throws {
    let fixture = try await VendorFixture()
    let tree = try fixture.copy()
    try FileManager.default.removeItem(at: tree.appending(path: "vendor/modules.txt"))
    let findings = checkVendor(try vendorTree(at: tree))
    #expect(findings.map(\.code) == ["vendor.missing-modules-txt"])
    for toolchain in VendorFixture.toolchains {
      #expect(try await fixture.verdict(of: toolchain, on: tree).status != 0)
    }
  }

  @Test func carriageReturnsInTheListAreAccepted() async throws {
    let fixture = try await VendorFixture()
    let tree = try fixture.copy()
    let list = tree.appending(path: "vendor/modules.txt")
    let text = try String(contentsOf: list, encoding: .utf8)
    try text.replacingOccurrences(of: "\n", with: "\r\n")
      .write(to: list, atomically: true, encoding: .utf8)
    #expect(checkVendor(try vendorTree(at: tree)) == [])
    for toolchain in VendorFixture.toolchains {
      #expect(try await fixture.verdict(of: toolchain, on: tree).status == 0)
    }
  }

  /// A package that is gone is refused by both; what the go command does not see, only here.
  @Test func listingIsHeldAgainstTheList() async throws {
    let fixture = try await VendorFixture()
    let tree = try vendorTree(at: fixture.app)
    let files = try #require(tree.files)
    func findings(_ change: (inout [String]) -> Void) -> [String] {
      var changed = tree
      var names = files
      change(&names)
      changed.files = names
      return checkVendor(changed).map { "\($0.code) \($0.location?.file ?? "")" }
    }
    #expect(findings { $0.shuffle() } == [])
    #expect(
      findings { $0.removeAll { $0 == "example.com/b/b.go" } }
        == ["vendor.package-missing vendor/modules.txt"])
    #expect(
      findings { $0.append("example.com/a/extra/x.go") }
        == ["vendor.unlisted-package vendor/example.com/a/extra/x.go"])
    #expect(
      findings { $0.append("example.com/alien/x.txt") }
        == ["vendor.unlisted-file vendor/example.com/alien/x.txt"])
    #expect(findings { $0.append("junk") } == ["vendor.unlisted-file vendor/junk"])
    #expect(
      findings { $0.append("example.com/a/a_test.go") }
        == ["vendor.stray-file vendor/example.com/a/a_test.go"])
    #expect(
      findings { $0.append("example.com/a/deep/NOTICE.txt") } == [])
    let broken = try fixture.copy()
    try FileManager.default.removeItem(at: broken.appending(path: "vendor/example.com/b/b.go"))
    #expect(try await fixture.verdict(of: "go", on: broken).status != 0)
  }

  @Test func aPackageOfAnotherModuleIsRefused() throws {
    let tree = VendorTree(
      directory: "src/app",
      goMod: Array("module m\ngo 1.17\nrequire example.com/a v1.0.0\n".utf8),
      modulesTxt: Array(
        "# example.com/a v1.0.0\n## explicit\nexample.com/b\n# example.com/z v1.0.0\nexample.com/z"
          .utf8))
    let findings = checkVendor(tree)
    #expect(findings.map(\.code) == ["vendor.wrong-module", "vendor.unlisted-module"])
    #expect(
      findings.map(\.location) == [
        SpecLocation(file: "src/app/vendor/modules.txt", line: 3, column: 1),
        SpecLocation(file: "src/app/vendor/modules.txt", line: 4, column: 1),
      ])
    #expect(findings.allSatisfy { $0.exit == .findings })
  }

  @Test func malformedFilesNameTheirPlace() {
    let tree = VendorTree(
      goMod: Array("module m\n\nrequire (\n\texample.com/a\n)\n".utf8), modulesTxt: [])
    let findings = checkVendor(tree)
    #expect(findings.map(\.code) == ["vendor.malformed-file"])
    #expect(findings.first?.location == SpecLocation(file: "go.mod", line: 4, column: 2))
    #expect(findings.first?.exit == .badInput)
  }

  @Test func manyReplacementsAreHeldAgainstEachOtherInOnePass() {
    let modules = (0..<4000).map { "example.com/m\($0)" }
    let mod =
      "module m\ngo 1.23\n"
      + modules.map { "require \($0) v1.0.0\nreplace \($0) => ../x\n" }.joined()
    let list =
      modules.map { "# \($0) v1.0.0 => ../x\n## explicit; go 1.17\n\($0)\n" }.joined()
      + modules.map { "# \($0) => ../x\n" }.joined()
    let tree = VendorTree(goMod: Array(mod.utf8), modulesTxt: Array(list.utf8))
    #expect(checkVendor(tree) == [])
  }

  /// A tree the go command itself ships.
  @Test func theToolchainsOwnVendorTreeIsClean() async throws {
    let answer = try await run("go", ["env", "GOROOT"])
    let root = URL(filePath: answer.output.trimmingCharacters(in: .whitespacesAndNewlines))
    for folder in ["src", "src/cmd"] {
      let tree = try vendorTree(at: root.appending(path: folder).resolvingSymlinksInPath())
      #expect(tree.files?.isEmpty == false)
      #expect(checkVendor(tree) == [])
    }
  }
}
