import Bytes
import Diagnostics
import ELF
import Foundation
import GoBuild
import Platform
import TestSupport
import Testing

@testable import Checks

/// What each check of a binary finds, and that it finds nothing where there is nothing.
@Suite struct BinaryFindingsTests {
  private func facts(_ binary: TestBinary) async throws -> BinaryFacts {
    let path = try await binary.path()
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    return try BinaryFacts(parsing: bytes.span.bytes)
  }

  private func found(
    _ binary: TestBinary, _ expected: ExpectedBuild = ExpectedBuild()
  ) async throws -> [String: Diagnostic.Severity] {
    let findings = checkBinary(try await facts(binary), expected: expected, subject: "x")
    return Dictionary(findings.map { ($0.code, $0.severity) }) { first, _ in first }
  }

  /// What compilers and linkers make of plain flags is never an error, but for two loaders that
  /// Go's own linker names wrongly.
  @Test(arguments: Matrix.binaries.filter { $0.kind != .c(.object) })
  func noBinaryIsRefused(_ binary: TestBinary) async throws {
    let errors = checkBinary(try await facts(binary), subject: "x").filter { $0.severity == .error }
    if "\(binary)".hasPrefix("go1.19 ppc64le pie") {
      #expect(errors.map(\.code) == ["binary.wrong-interpreter"])
    } else {
      #expect(errors == [])
    }
  }

  struct Sample: Sendable, CustomStringConvertible {
    var binary: TestBinary
    var code: String
    var severity: Diagnostic.Severity
    var description: String { "\(code): \(binary)" }

    static let all = [
      Sample(
        binary: .c(flags: ["-Wl,-z,execstack"]), code: "binary.executable-stack", severity: .error),
      Sample(
        binary: .c(flags: ["-Wl,-rpath,/tmp/lib"]), code: "binary.unsafe-library-path",
        severity: .error),
      Sample(
        binary: .c(flags: ["-Wl,-rpath,lib:/usr/lib/x"]), code: "binary.unsafe-library-path",
        severity: .error),
      Sample(
        binary: .c(flags: ["-Wl,-rpath,$ORIGINAL/lib"]), code: "binary.unsafe-library-path",
        severity: .error),
      Sample(
        binary: .c(flags: ["-Wl,-rpath,//tmp/lib"]), code: "binary.unsafe-library-path",
        severity: .error),
      Sample(
        binary: .c(flags: ["-Wl,-rpath,/usr/./../tmp"]), code: "binary.unsafe-library-path",
        severity: .error),
      Sample(
        binary: .c(flags: ["-Wl,-rpath,/dev/shm"]), code: "binary.unsafe-library-path",
        severity: .error),
      Sample(
        binary: .c(flags: ["-Wl,-rpath,/tmp/../usr/lib/x"]), code: "binary.library-path",
        severity: .warning),
      Sample(
        binary: .c(flags: ["-Wl,-rpath,/usr/lib/x"]), code: "binary.library-path",
        severity: .warning),
      Sample(
        binary: .c(flags: ["-Wl,--build-id=none"]), code: "binary.no-build-id", severity: .warning),
      Sample(
        binary: .go(.v1_27, flags: ["-ldflags=-buildid="]), code: "binary.no-build-id",
        severity: .warning),
      Sample(
        binary: .go(.v1_27, flags: ["-ldflags=-B=none"]), code: "binary.no-build-id",
        severity: .warning),
      Sample(
        binary: .c(flags: ["--coverage"]), code: "binary.instrumented", severity: .error),
      Sample(
        binary: .c(arch: .arm64, flags: ["-Wl,-z,max-page-size=4096"]),
        code: "binary.page-alignment", severity: .warning),
      Sample(
        binary: .go(.v1_27, arch: .amd64(3)), code: "binary.processor-level", severity: .warning),
      Sample(
        binary: .go(.v1_27, flags: ["-trimpath=false"]), code: "binary.build-paths",
        severity: .warning),
      Sample(
        binary: .c(
          source: "#include <stdio.h>\nint main(void) { puts(__FILE__); return 0; }\n",
          flags: ["-fmacro-prefix-map=greeter.c=/home/someone/greeter.c"]),
        code: "binary.build-paths", severity: .warning),
      Sample(binary: .go(.v1_27), code: "binary.unknown-source", severity: .note),
      Sample(
        binary: .go(.v1_27, kind: .pie), code: "binary.interpreter-only", severity: .warning),
    ]
  }

  @Test(arguments: Sample.all) func finds(_ sample: Sample) async throws {
    #expect(try await found(sample.binary)[sample.code] == sample.severity)
  }

  @Test func originIsSafe() async throws {
    for path in ["$ORIGIN/../lib", "$ORIGIN", "${ORIGIN}/lib"] {
      let codes = try await found(.c(flags: ["-Wl,-rpath,\(path)"]))
      #expect(codes["binary.unsafe-library-path"] == nil && codes["binary.library-path"] == nil)
    }
  }

  @Test func whoExpectsPathsIsNotWarnedOfThem() async throws {
    let codes = try await found(
      .go(.v1_27, flags: ["-trimpath=false"]), ExpectedBuild(trimpath: false))
    #expect(codes["binary.build-paths"] == nil)
  }

  @Test func staticNameServices() async throws {
    let source = """
      #include <netdb.h>
      int main(void) { struct addrinfo *a; return getaddrinfo("x", "1", 0, &a); }
      """
    #expect(
      try await found(.c(kind: .static, source: source))["binary.static-name-service"] == .warning)
    #expect(try await found(.c(kind: .static))["binary.static-name-service"] == nil)
    let demands = try await facts(.c(kind: .static, source: source)).demands
    let verdict = judge(demands, on: try release("alpine3.20"))
    #expect(verdict.runs && verdict.findings.map(\.code) == ["abi.name-services"])
    #expect(try await codes(facts(.c(kind: .static)).demands, "alpine3.20") == [])
  }

  @Test func theFloorNamesTheSymbolsThatForceIt() async throws {
    let binary = TestBinary.go(.v1_27, kind: .cgoInternal)
    let floor = try #require(try await facts(binary).demands.glibcFloor)
    let text = try await succeed("readelf", ["--dyn-syms", "-W", binary.path()])
    let versions = text.matches(of: /@GLIBC_([0-9.]+)/).compactMap { DottedVersion($0.1) }
    #expect(versions.max().map { "\($0)" } == "\(floor.version)")
    #expect(!floor.symbols.isEmpty)
    for symbol in floor.symbols { #expect(text.contains(" \(symbol)@GLIBC_\(floor.version)")) }
  }

  @Test func musl() async throws {
    #expect(try await facts(.go(.v1_27, kind: .muslStatic)).demands.cLibrary == .musl)
    #expect(try await facts(.go(.v1_27, kind: .static)).demands.cLibrary == .glibc)
    #expect(try await facts(.go(.v1_27)).demands.cLibrary == nil)
  }

  @Test func judgesTheRecord() async throws {
    var facts = try await facts(.go(.v1_27))
    facts.buildInfo = BuildInfo(
      goVersion: "go1.27.3", path: "example.com/x",
      main: .init(path: "example.com/x", version: "v1.0.0+dirty"),
      dependencies: [.init(path: "github.com/mattn/go-sqlite3", version: "v1.14.0")],
      settings: [.init(key: "CGO_ENABLED", value: "0"), .init(key: "vcs.modified", value: "true")])
    let findings = checkBinary(facts, subject: "x")
    #expect(
      findings.map(\.code) == ["binary.cgo-stub", "binary.modified-source"])
    #expect(findings.map(\.severity) == [.error, .warning])
    let expected = checkBinary(facts, expected: ExpectedBuild(cgo: false), subject: "x")
    #expect(expected.first?.severity == .warning)
    facts.buildInfo = nil
    #expect(checkBinary(facts, subject: "x").map(\.code) == ["binary.lost-build-info"])
  }

  @Test func buildIDsAreNotShared() async throws {
    func named(_ binary: TestBinary) async throws -> NamedBinary {
      NamedBinary(file: try await facts(binary).file, subject: "\(binary)", location: nil)
    }
    let fixed = ["-Wl,--build-id=0x0123456789"]
    let two = try await [named(.c(flags: fixed)), named(.c(arch: .arm64, flags: fixed))]
    #expect(checkBuildIDs(two).map(\.code) == ["binary.same-build-id"])
    #expect(checkBuildIDs([two[0], two[0]]) == [])
  }
}
