import Foundation
import TestSupport
import Testing

/// `pkg abi`, and `targets:` as a gate of `pkg check` and `pkg build`.
@Suite struct ABITests {
  /// A cgo program that Debian 12 links: it needs GLIBC_2.34.
  private static let cgo = TestBinary.go(.v1_27, kind: .cgoExternal)

  /// What a JSON report holds, as far as these tests ask.
  private struct Answer: Decodable {
    struct Verdict: Decodable {
      var release: String
      var runs: Bool
      var findings: [Finding]
    }
    struct Finding: Decodable {
      var code: String
      var message: String
    }
    struct SymbolVersion: Decodable {
      var name: String
      var symbols: [String]
    }
    var file: String
    var architecture: String
    var glibc: String?
    var versions: [SymbolVersion]
    var verdicts: [Verdict]
  }

  @Test func verdictsNameWhatForcesThem() async throws {
    let program = try await Self.cgo.path()
    let result = try await pkg(["abi", "check", program, "--target", "el8,debian12"])
    #expect(result.status == 1 && result.errors.isEmpty)
    let rows = lines(result.output)
    #expect(rows[0].hasPrefix("\(program): amd64, dynamic, glibc 2.34, Linux 3.2"))
    #expect(rows.contains { $0.hasPrefix("  el8") && $0.hasSuffix("no") })
    #expect(
      rows.contains {
        $0.contains(/GLIBC_2\.34 needed by .*; el8 has glibc 2\.28 \[abi\.glibc-version\]/)
      })
    #expect(rows.contains { $0.contains("hint: link it on el8 or an older release") })
    #expect(rows.contains { $0.hasPrefix("  debian12") && $0.hasSuffix("yes") })
    // The symbols are readelf's.
    let text = try await succeed("readelf", ["--dyn-syms", "-W", program])
    let forcing = Set(text.matches(of: /UND\s+(\S+)@GLIBC_2\.34/).map { String($0.1) })
    let json = try await pkg(
      ["abi", "check", program, "--target", "el8", "--target", "bookworm", "--format", "json"])
    #expect(json.status == 1)
    let answer = try #require(
      try JSONDecoder().decode([Answer].self, from: Data(json.output.utf8)).first)
    #expect(answer.file == program && answer.architecture == "amd64" && answer.glibc == "2.34")
    #expect(Set(answer.versions.first { $0.name == "GLIBC_2.34" }?.symbols ?? []) == forcing)
    #expect(answer.verdicts.map(\.release) == ["el8", "debian12"])
    #expect(answer.verdicts.map(\.runs) == [false, true])
    #expect(answer.verdicts[0].findings.map(\.code) == ["abi.glibc-version"])
  }

  @Test func severalBinariesAreJudged() async throws {
    let program = try await TestBinary.go(.v1_27).path()
    let other = try await TestBinary.go(.v1_27, arch: .arm64).path()
    let fine = try await pkg(["abi", "check", program, other, "--target", "el7,alpine3.20"])
    #expect(fine.status == 0 && fine.errors.isEmpty, "\(fine.output)")
    let mixed = try await pkg([
      "abi", "check", program, try await Self.cgo.path(), "--target", "el7",
    ])
    #expect(mixed.status == 1)
  }

  @Test(arguments: ["freebsd", "dragonfly"])
  func aProgramForAnotherSystemRunsNowhere(_ system: String) async throws {
    let program = try await TestBinary.go(.v1_27, environment: ["GOOS": system]).path()
    let result = try await pkg(["abi", "check", program, "--target", "el8,alpine3.20"])
    #expect(result.status == 1 && result.errors.isEmpty, "\(result.errors)")
    #expect(result.output.matches(of: /\ no\n.*\[abi\.system\]/).count == 2, "\(result.output)")
    #expect(!result.output.contains(", Linux 3.2"))
  }

  /// Every release of the table is judged, and no verdict is a failure.
  @Test func adviceIsAboutEveryRelease() async throws {
    struct Release: Decodable { var release: String }
    let listed = try await pkg(["abi", "targets", "--format", "json"])
    let names = try JSONDecoder().decode([Release].self, from: Data(listed.output.utf8))
      .map(\.release)
    try #require(names.count > 40)
    let program = try await Self.cgo.path()
    let result = try await pkg(["abi", "advise", program, "--format", "json"])
    #expect(result.status == 0 && result.errors.isEmpty)
    let answer = try #require(
      try JSONDecoder().decode([Answer].self, from: Data(result.output.utf8)).first)
    #expect(answer.verdicts.map(\.release) == names)
    let asked = try await pkg(
      ["abi", "check", program, "--target", names.joined(separator: ","), "--format", "json"])
    #expect(asked.status == 1 && asked.output == result.output)
    let text = try await pkg(["abi", "advise", program])
    #expect(text.output.contains(": amd64, dynamic, glibc 2.34, Linux 3.2"), "\(text.output)")
  }

  @Test(
    "mistakes",
    arguments: [
      (["abi", "check", "/bin/sh"], 64, "target"),
      (["abi", "check", "/bin/sh", "--target", ","], 64, "no release"),
      (["abi", "check", "/bin/sh", "--target", "el88"], 64, "did you mean 'el8'?"),
      (["abi", "check", "--target", "el8"], 64, "files"), (["abi", "advise"], 64, "files"),
      (["abi", "check", "/no/such/file", "--target", "el8"], 66, "[input.missing]"),
      (["abi", "check", "/etc/os-release", "--target", "el8"], 65, "[binary.not-elf]"),
      (
        ["abi", "check", "/bin/sh", "--target", "el8", "--targets-file", "/no/such/file"], 66,
        "[input.missing]"
      ),
      (
        ["abi", "check", "/bin/sh", "--target", "el8", "--targets-file", "/etc/os-release"], 65,
        "/etc/os-release:1:"
      ),
    ])
  func mistakes(arguments: [String], status: Int32, words: String) async throws {
    let result = try await pkg(arguments)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func halfAProgramAndAnObjectAreNoPrograms() async throws {
    let place = try ScratchDirectory()
    let bytes = try await TestBinary.c().bytes()
    try place.write(Array(bytes.prefix(bytes.count / 2)), to: "half")
    let half = try await pkg(["abi", "check", place["half"], "--target", "el8"])
    expectFailure(half, 65)
    let object = try await TestBinary.c(kind: .object).path()
    let result = try await pkg(["abi", "check", object, "--target", "el8"])
    expectFailure(result, 65)
    #expect(result.errors.contains("[binary.not-a-program]"))
  }

  @Test func usersDescribeReleasesOfTheirOwn() async throws {
    let place = try ScratchDirectory()
    try place.write(
      """
      releases:
        appliance:
          like: debian11
          libc: glibc 2.34
          sources: {libc: its data sheet}
      """, to: "targets.yaml")
    let program = try await Self.cgo.path()
    let options = ["--targets-file", place["targets.yaml"]]
    let result = try await pkg(["abi", "check", program, "--target", "appliance"] + options)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    let list = try await pkg(["abi", "targets"] + options)
    #expect(list.status == 0)
    #expect(list.output.contains("appliance: appliance\n  libc           glibc 2.34\n"))
    #expect(list.output.contains("el8, rhel8, "))
    let json = try await pkg(["abi", "targets", "--format", "json"])
    #expect(json.status == 0 && json.output.contains(#""release" : "debian12""#))
    #expect(!json.output.contains("appliance"))
  }

  /// The small recipe with a cgo program and these targets.
  private func build(_ targets: String, _ options: [String] = []) async throws -> (
    small: SmallBuild, result: RunResult
  ) {
    let small = try await SmallBuild()
    try small.place.write(try await Self.cgo.bytes(), to: "hello")
    try small.edit("depends:", "targets: \(targets)\ndepends:")
    return (small, try await small.build(options))
  }

  @Test func aBuildForAReleaseThatCannotRunItIsRefused() async throws {
    let (small, result) = try await build("[debian12, el8]")
    #expect(result.status == 1)
    #expect(
      result.errors.contains(
        "pkg.yaml:14:21: error: 'hello' does not run on el8: GLIBC_2.34 needed by "),
      "\(result.errors)")
    #expect(result.errors.contains("[abi.glibc-version]"))
    try small.expectNothingWritten()
    let check = try await pkg(["check", "-f", "pkg.yaml"], in: small.place.path)
    #expect(check.status == 1 && check.errors.contains("[abi.glibc-version]"))
  }

  @Test func aBuildForAReleaseThatRunsItPasses() async throws {
    let (small, result) = try await build("[debian12, el9]")
    #expect(result.status == 0 && !result.errors.contains("abi."), "\(result.errors)")
    #expect(try small.place.names(in: "out").contains("hello-1.2.3-1.x86_64.rpm"))
  }

  /// A program that comes as any other file is judged as one that is named.
  @Test func programsAmongTheContentsAreJudged() async throws {
    let small = try await SmallBuild()
    try small.place.write(try await Self.cgo.bytes(), to: "lib/tool", mode: 0o755)
    try small.place.write(
      try await TestBinary.go(.v1_27, arch: .arm64).bytes(), to: "lib/firmware.elf")
    try small.place.write([0x7f, 0x45, 0x4c, 0x46] + [UInt8](repeating: 1, count: 80), to: "lib/x")
    try small.edit(
      "depends:",
      "  - {src: lib/, dst: /usr/lib/hello/}\ntargets: [debian12, el8]\ndepends:")
    let refused = try await small.build()
    expectFailure(refused, 1)
    #expect(
      refused.errors.contains("error: 'lib/tool' does not run on el8: GLIBC_2.34 needed by "),
      "\(refused.errors)")
    #expect(!refused.errors.contains("firmware.elf"))
    #expect(refused.errors.contains(/warning: 'lib.x' is damaged/))
    try small.expectNothingWritten()
    let check = try await pkg(["check", "-f", "pkg.yaml"], in: small.place.path)
    #expect(check.status == 1 && check.errors.contains("'lib/tool' does not run on el8"))
    try small.edit("el8", "el9")
    let built = try await small.build()
    #expect(built.status == 0, "\(built.errors)")
  }

  /// What an older rpm refuses to install, told before it is built.
  @Test func featuresOfRPMAreJudged() async throws {
    let small = try await SmallBuild()
    try small.edit("depends:", "targets: [el7, el8]\nrecommends: [a | b]\ndepends:")
    let refused = try await small.build()
    expectFailure(refused, 1)
    #expect(
      refused.errors.contains(
        "el7 has rpm 4.11.3, which does not install what needs rpmlib(RichDependencies), of rpm "
          + "4.12.0"), "\(refused.errors)")
    #expect(refused.errors.contains("[abi.rpm-feature]") && !refused.errors.contains("el8 has"))
    try small.expectNothingWritten()
    try small.edit("[el7, el8]", "[el8]")
    #expect(try await small.build().status == 0)
    try small.edit("version: 1.2.3", "version: 1.2.3^git1")
    let caret = try await small.build(["-p", "rpm"])
    expectFailure(caret, 1)
    #expect(caret.errors.contains("rpmlib(CaretInVersions)"), "\(caret.errors)")
  }

  @Test func aTargetsFileServesTheRecipeToo() async throws {
    let place = try ScratchDirectory()
    try place.write("releases: {appliance: {like: debian11, libc: glibc 2.34}}\n", to: "t.yaml")
    let (_, result) = try await build("[appliance]", ["--targets-file", place["t.yaml"]])
    #expect(result.status == 0, "\(result.errors)")
    let (small, without) = try await build("[appliance]")
    expectFailure(without, 65)
    #expect(without.errors.contains("[recipe.unknown-target]"))
    try small.expectNothingWritten()
  }

  @Test(
    "payloads are compressed as the targets read them",
    arguments: [
      ("[el7, debian11]", "xz", "data.tar.xz"), ("[el8, debian12]", "zstd", "data.tar.zst"),
    ])
  func compression(targets: String, rpm: String, member: String) async throws {
    let small = try await SmallBuild()
    try small.edit("depends:", "targets: \(targets)\ndepends:")
    let result = try await small.build()
    #expect(result.status == 0, "\(result.errors)")
    let compressor = try await succeed(
      "rpm", ["-qp", "--qf", "%{PAYLOADCOMPRESSOR}", small.place["out/hello-1.2.3-1.x86_64.rpm"]])
    #expect(compressor == rpm)
    let members = try await succeed("ar", ["t", small.place["out/hello_1.2.3-1_amd64.deb"]])
    #expect(lines(members).contains(member))
  }

  @Test func zstdForAReleaseThatDoesNotReadItIsRefused() async throws {
    let small = try await SmallBuild()
    try small.edit("depends:", "targets: [el7]\nrpm: {compression: zstd}\ndepends:")
    expectFailure(try await small.build(), 65)
    try small.expectNothingWritten()
  }
}
