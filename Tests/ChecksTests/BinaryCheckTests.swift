import Bytes
@testable import Checks
import Diagnostics
import ELF
import Foundation
import GoBuild
import Platform
import Recipe
import TestSupport
import Testing

@Suite struct BinaryCheckTests {
  private let location = SpecLocation(file: "pkg.yaml", line: 3, column: 5)

  private func read(_ bytes: [UInt8]) throws -> BinaryFacts {
    try BinaryFacts(parsing: bytes.span.bytes)
  }

  private func check(
    _ bytes: [UInt8], _ architecture: String, _ expected: ExpectedBuild = ExpectedBuild()
  ) throws -> [Diagnostic] {
    let wanted: Architecture = try #require(Architecture.named(architecture))
    // The samples are built outside a checkout; that has its own test.
    return checkBinary(
      try read(bytes), is: wanted, expected: expected, subject: "dist/hello", at: location
    ).filter { !["binary.unknown-source", "binary.build-paths"].contains($0.code) }
  }

  private func go(
    _ architecture: TestArchitecture = .amd64, _ kind: GoKind = .exe, flags: [String] = [],
    by toolchain: GoToolchain = .v1_19
  ) async throws -> [UInt8] {
    try await TestBinary.go(toolchain, arch: architecture, kind: kind, flags: flags).bytes()
  }

  @Test(
    arguments: [
      .amd64, .i386, .arm(5), .arm(7), .arm64, .riscv64, .ppc64le, .s390x, .mips64le,
    ] as [TestArchitecture])
  func findsNothingWrongWithTheRightProgram(_ architecture: TestArchitecture) async throws {
    let bytes = try await go(architecture)
    let expected = ExpectedBuild(
      main: "example.com/hello", link: "static", cgo: false, trimpath: true)
    #expect(try check(bytes, architecture.name, expected) == [])
  }

  @Test func namesBothArchitectures() async throws {
    let bytes = try await go(.arm64)
    let findings = try check(bytes, "amd64")
    #expect(findings.map(\.code) == ["binary.wrong-architecture"])
    #expect(
      findings.first?.message
        == "'dist/hello' is for arm64 (ELF 64-bit little-endian, machine 183), "
        + "the package is for amd64")
    #expect(findings.first?.hint == "build it with GOARCH=amd64")
    #expect(findings.first?.exit == .findings)
    #expect(findings.first?.location == location)
    #expect(try check(bytes, "all").map(\.code) == ["binary.wrong-architecture"])
  }

  @Test func comparesArmLevels() async throws {
    let five = try await go(.arm(5))
    let seven = try await go(.arm(7))
    let high = try check(seven, "arm6")
    #expect(high.map(\.code) == ["binary.wrong-goarm"])
    #expect(high.first?.severity == .error)
    #expect(high.first?.hint == "build it with GOARCH=arm GOARM=6")
    let low = try check(five, "arm7")
    #expect(low.map(\.code) == ["binary.lower-goarm"])
    #expect(low.first?.severity == .warning)
  }

  @Test func comparesTheBuildWithTheExpectation() async throws {
    let bytes = try await go(flags: ["-trimpath=false"])
    let expected = ExpectedBuild(
      main: "example.com/other", link: "dynamic", cgo: true, trimpath: true, vcsModified: false)
    let findings = try check(bytes, "amd64", expected)
    #expect(
      findings.map(\.code) == [
        "binary.unexpected-link", "binary.unexpected-main", "binary.unexpected-cgo",
        "binary.unexpected-trimpath", "binary.unexpected-vcs-modified",
      ])
    #expect(findings.allSatisfy { $0.exit == .findings && $0.severity == .error })
    #expect(findings[0].message == "'dist/hello' is static, 'expect' says dynamic")
    #expect(
      findings[2].message == "'dist/hello' records CGO_ENABLED as false, 'expect' says true")
    #expect(
      findings[4].message
        == "'dist/hello' does not record vcs.modified, 'expect' says false")
  }

  @Test func warnsOfAProgramThatNeedsOnlyItsLoader() async throws {
    let bytes = try await go(.amd64, .pie)
    #expect(try check(bytes, "amd64").map(\.code) == ["binary.interpreter-only"])
    #expect(try check(bytes, "amd64", ExpectedBuild(link: "interp-only")) == [])
    #expect(
      try check(bytes, "amd64", ExpectedBuild(link: "static")).map(\.code)
        == ["binary.unexpected-link"])
  }

  @Test func findsLoadersThatSystemsDoNotHave() async throws {
    var bytes = try await TestBinary.c().bytes()
    #expect(try check(bytes, "amd64") == [])
    let path = Array("/lib64/ld-linux-x86-64.so.2".utf8)
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: path) })
    bytes[start + 1] = UInt8(ascii: "n")
    let findings = try check(bytes, "amd64")
    #expect(findings.map(\.code) == ["binary.wrong-interpreter"])
    #expect(
      findings.first?.message
        == "'dist/hello' starts with the loader '/nib64/ld-linux-x86-64.so.2', systems for "
        + "amd64 have '/lib64/ld-linux-x86-64.so.2' or '/lib/ld-musl-x86_64.so.1'")
  }

  @Test func findsDamage() async throws {
    let bytes = try await go()
    let more = try check(bytes + Array("PK".utf8), "amd64")
    #expect(more.map(\.code) == ["binary.trailing-data"])
    #expect(more.first?.severity == .warning)
    let object = try await TestBinary.c(kind: .object).bytes()
    #expect(try check(object, "amd64").map(\.code) == ["binary.not-a-program"])
    var foreign = bytes
    foreign[7] = 9  // FreeBSD
    #expect(try check(foreign, "amd64").map(\.code) == ["binary.wrong-system"])
  }

  /// Each linker lays out its files in another order, and a cut takes away other parts.
  @Test(arguments: [.go(.v1_19), .go(.v1_27), .c(), .c(kind: .static)] as [TestBinary])
  func saysThatAFileIsTruncated(_ binary: TestBinary) async throws {
    let bytes = try await binary.bytes()
    let cuts = [1, 4, 17, 63, 64, 100, 1000, bytes.count / 10, bytes.count / 2, bytes.count - 1]
    for cut in cuts {
      let part = Array(bytes[..<cut])
      let findings = try diagnose(part).map { [$0] } ?? check(part, "amd64")
      #expect(findings.map(\.code) == ["binary.truncated"], "\(cut) bytes: \(findings)")
      #expect(findings.first?.exit == .badInput)
    }
    #expect(try check(bytes, "amd64") == [])
  }

  @Test func judgesTheHeaderFlagsOfPower() async throws {
    var bytes = try await go(.ppc64le)
    bytes[48] = 1
    #expect(try check(bytes, "ppc64le").map(\.code) == ["binary.wrong-abi"])
  }

  @Test func missesBuildInfoOnlyWhenAsked() async throws {
    let bytes = try await TestBinary.c().bytes()
    #expect(try check(bytes, "amd64", ExpectedBuild(link: "dynamic")) == [])
    #expect(
      try check(bytes, "amd64", ExpectedBuild(cgo: true)).map(\.code) == ["binary.no-build-info"])
  }

  @Test func comparesTheToolchainsRecord() async throws {
    var facts = try read(try await go())
    facts.buildInfo = BuildInfo(
      goVersion: "go1.22.0",
      settings: [.init(key: "GOOS", value: "freebsd"), .init(key: "GOARCH", value: "arm64")])
    let findings = checkBinary(facts, subject: "x")
    #expect(findings.map(\.code) == ["binary.wrong-system", "binary.wrong-goarch"])
  }

  /// A magic number inside the file that is wrong makes it no other kind of file.
  @Test func aDamagedBuildRecordIsDamage() async throws {
    var bytes = try await go()
    let magic = try #require(bytes.firstRange(of: [0xff] + Array(" Go buildinf:".utf8)))
    bytes[magic.lowerBound] = 0
    let error = #expect(throws: MalformedInput.self) { try read(bytes) }
    let found = Diagnostic(
      malformedBinary: try #require(error), prefix: bytes.span.bytes, subject: "x")
    #expect(found.code == "binary.malformed", "\(found)")
  }

  @Test func recipesCanExpectEveryKindOfLinking() {
    #expect(
      BinaryExpectation.Link.allCases.map(\.rawValue) == ELFFile.LinkKind.allCases.map(\.rawValue))
  }

  /// Why bytes are no ELF file, or a damaged one.
  private func diagnose(_ bytes: [UInt8]) -> Diagnostic? {
    var input = ByteReader(bytes.span.bytes)
    do throws(MalformedInput) {
      _ = try ELFFile(parsing: &input)
      return nil
    } catch {
      return Diagnostic(
        malformedBinary: error, prefix: bytes.span.bytes, subject: "x", at: location)
    }
  }

  @Test func saysWhatAFileIsThatIsNotELF() {
    let windows = diagnose(Array("MZ".utf8) + [UInt8](repeating: 0, count: 64))
    #expect(windows?.code == "binary.not-elf")
    #expect(windows?.message == "'x' is a PE executable (Windows), not an ELF file")
    #expect(windows?.exit == .badInput)
    #expect(diagnose([UInt8](repeating: 7, count: 64))?.message == "'x' is not an ELF file")
    #expect(diagnose(Array("hi".utf8))?.message == "'x' is not an ELF file")
    let lying = diagnose([0x7f, 0x45, 0x4c, 0x46, 9] + [UInt8](repeating: 0, count: 64))
    #expect(lying?.code == "binary.malformed")
    #expect(lying?.message == "'x' is damaged: invalid-value in e_ident[EI_CLASS] at offset 0x4")
    let refusal = EditRefusal(.trailingData, "3 bytes follow")
    #expect(Diagnostic(refusedStrip: refusal, subject: "x").code == "strip.trailing-data")
  }

  @Test func reportsWhatItKnows() async throws {
    let facts = try read(try await go(.arm(7)))
    let report = BinaryReport(facts, findings: checkBinary(facts, subject: "x"))
    #expect(report.format == "ELF 32-bit little-endian")
    #expect(report.architecture == "arm" && report.link == "static")
    #expect(report.text.contains("go build      GOARM=7"))
    #expect(report.text.contains("level         GOARM=7 (build info)"))
    #expect(report.text.contains("machine       arm (40)"))
    #expect(report.text.contains("strip state   unstripped"))
    #expect(report.text.last?.hasSuffix("[binary.unknown-source]") == true)

    let encoder = JSONEncoder()
    let object = try #require(
      try JSONSerialization.jsonObject(with: encoder.encode(report)) as? [String: Any])
    #expect(object["machine"] as? Int == 40)
    #expect((object["go"] as? [String: Any])?["path"] as? String == "example.com/hello")
    #expect((object["sections"] as? [Any])?.count == facts.file.sectionHeaders.count - 1)

    let text = BinaryReport(try read(try await TestBinary.c().bytes())).text
    #expect(text.contains("needs         libc.so.6"))
    #expect(text.contains("c library     glibc"))
    #expect(text.contains { $0.hasPrefix("needs glibc") })
  }

  @Test func showsNoControlCharactersOfAHostileFile() async throws {
    var bytes = try await TestBinary.c().bytes()
    let name = Array("libc.so.6\0".utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: name) })
    bytes[start] = 0x1b
    #expect(BinaryReport(try read(bytes)).text.contains("needs         ?ibc.so.6"))
  }
}
