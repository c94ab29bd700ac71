import Bytes
import ELF
import Foundation
import GoBuild
import Platform
import Recipe
import TestSupport
import Testing

@testable import Checks

/// Verdicts on real programs, against the tools that read them and this machine that runs them.
struct ReleaseOracleTests {
  /// The release this machine is, when it has a row.
  private static let here: TargetRelease? = {
    let text = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
    func field(_ name: String) -> String {
      text.split(separator: "\n").first { $0.hasPrefix("\(name)=") }
        .map { $0.dropFirst(name.count + 1).filter { $0 != "\"" } } ?? ""
    }
    return ReleaseTable.builtIn[field("ID") + field("VERSION_ID")]
  }()

  private func demands(_ path: String) throws -> BinaryDemands {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    return try BinaryFacts(parsing: bytes.span.bytes).demands
  }

  private func codes(_ demands: BinaryDemands, _ name: String) throws -> [String] {
    judge(demands, on: try ReleaseTable.builtIn.release(named: name)).findings.map(\.code)
  }

  /// The symbols each version is needed for, as `readelf` lists them: `name@VERSION (index)`.
  private func needed(_ path: String) async throws -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    let text = try await succeed("readelf", ["--dyn-syms", "-W", path])
    for match in text.matches(of: /\sUND\s+([^\s@]+)@([^\s@]+)/) {
      found[String(match.2), default: []].insert(String(match.1))
    }
    return found
  }

  @Test(
    "forcing symbols are readelf's",
    arguments: [
      TestBinary.go(.v1_27, kind: .cgoExternal), .go(.v1_27, kind: .cgoInternal),
      .go(.v1_19, kind: .cgoExternal), .go(.v1_27, arch: .arm64, kind: .cgoInternal),
      .go(.v1_27, kind: .cShared), .c(), .c(arch: .s390x),
    ])
  func symbols(binary: TestBinary) async throws {
    let path = try await binary.path()
    let found = try demands(path)
    let expected = try await needed(path)
    #expect(!expected.isEmpty)
    var read: [String: Set<String>] = [:]
    for version in found.versions { read[version.name, default: []].formUnion(version.symbols) }
    #expect(read == expected)
    let text = try await succeed("readelf", ["-V", "-W", path])
    let versions = Set(text.matches(of: /Name: (\S+)  Flags/).map { String($0.1) })
    #expect(Set(found.versions.map(\.name)) == versions)
  }

  @Test(
    "levels are go version's",
    arguments: [
      TestBinary.go(.v1_27), .go(.v1_27, arch: .arm(7)), .go(.v1_27, arch: .arm(5), kind: .exe),
      .go(.v1_27, arch: .amd64(3)), .go(.v1_27, arch: .i386), .go(.v1_27, arch: .mips),
      .go(.v1_27, arch: .arm64.refined("GOARM64", "v8.0,lse")),
    ])
  func levels(binary: TestBinary) async throws {
    let path = try await binary.path()
    let found = try demands(path)
    let text = try await GoToolchain.v1_27.run(["version", "-m", path])
    let record = try #require(
      text.output.firstMatch(of: /build\s+(GO(?:AMD64|ARM|ARM64|386|MIPS))=(\S+)/))
    let level = record.2 == "v8.0,lse" ? "v8.1" : record.2.split(separator: ",")[0]
    #expect(found.levels == [.init(String(level), source: "\(record.1)=\(record.2)")])
    let version = try #require(text.output.firstMatch(of: /: (go\S+)/))
    #expect(found.kernelFloors.map(\.source) == [String(version.1)])
  }

  @Test(
    "a program that runs here is said to run here",
    arguments: [
      TestBinary.go(.v1_27), .go(.v1_27, kind: .pie), .go(.v1_27, kind: .cgoInternal),
      .go(.v1_27, kind: .cgoExternalPIE), .go(.v1_27, kind: .static),
      .go(.v1_27, kind: .staticPIE), .go(.v1_27, kind: .muslStatic), .go(.v1_19, kind: .exe),
      .go(.v1_19, kind: .cgoExternal), .c(), .c(kind: .static),
    ])
  func agreesWithThisMachine(binary: TestBinary) async throws {
    guard let here = Self.here else { return }
    let result = try await binary.run()
    #expect(result.status == 0, "\(result.errors)")
    let verdict = judge(try demands(try await binary.path()), on: here)
    #expect(verdict.runs && verdict.findings == [])
  }

  @Test func cgoProgramsOfDebian12AreForNewReleasesAlone() async throws {
    guard Self.here?.name == "debian12" else { return }
    let program = try demands(try await TestBinary.go(.v1_27, kind: .cgoExternal).path())
    for name in ["el7", "el8", "debian11", "ubuntu20.04", "leap15.5", "al2"] {
      #expect(try codes(program, name) == ["abi.glibc-version"], "\(name)")
    }
    for name in ["el9", "el10", "debian13", "ubuntu22.04", "fedora44", "al2023", "leap16.0"] {
      #expect(try codes(program, name) == [], "\(name)")
    }
    #expect(try codes(program, "alpine3.20") == ["abi.c-library"])
  }

  @Test func completeProgramsRunOnEveryRelease() async throws {
    for kind in [GoKind.exe, .static, .staticPIE, .muslStatic] {
      let program = try demands(try await TestBinary.go(.v1_27, kind: kind).path())
      for release in ReleaseTable.builtIn.releases {
        #expect(judge(program, on: release).runs, "\(kind) \(release.name)")
      }
    }
  }

  @Test func loadersAndLibrariesOfMuslAreAlpines() async throws {
    let program = try demands(try await TestBinary.go(.v1_27, kind: .musl).path())
    #expect(program.cLibrary == .musl)
    #expect(try codes(program, "alpine3.20") == [])
    #expect(try codes(program, "debian12") == ["abi.c-library"])
    let pie = try demands(try await TestBinary.go(.v1_27, kind: .pie).path())
    #expect(try codes(pie, "alpine3.20") == ["abi.loader"])
    #expect(try codes(pie, "el7") == [])
  }

  /// A program linked against a stand-in for one of glibc's libraries, of another time.
  private func linked(
    _ place: ScratchDirectory, version: String
  ) async throws -> String {
    try place.write("int future(void) { return 0; }\n", to: "dl.c")
    try place.write("\(version) { global: future; };\n", to: "dl.map")
    try place.write(
      """
      #pragma weak future
      extern int future(void);
      int main(void) { return future ? 1 : 0; }

      """, to: "main.c")
    try await succeed(
      "gcc",
      [
        "-shared", "-fPIC", "-nostdlib", "-Wl,-soname,libdl.so.2", "-Wl,--version-script,dl.map",
        "-o", "libfuture.so", "dl.c",
      ], in: place.path)
    try await succeed(
      "gcc", ["-o", "program", "main.c", "-Wl,--no-as-needed", "libfuture.so"], in: place.path)
    return place["program"]
  }

  @Test func aVersionNobodyHasIsRefusedByTheLoaderToo() async throws {
    let place = try ScratchDirectory()
    let path = try await linked(place, version: "GLIBC_2.99")
    let result = try await run(path)
    #expect(result.status == 1 && result.errors.contains("version `GLIBC_2.99' not found"))
    let verdict = judge(
      try demands(path), on: try ReleaseTable.builtIn.release(named: "debian12"))
    #expect(verdict.findings.map(\.code) == ["abi.glibc-version"])
    #expect(
      verdict.findings[0].message
        == "GLIBC_2.99 needed by future; debian12 has glibc 2.36")
  }

  @Test func aWeakVersionIsForgivenByTheLoaderToo() async throws {
    let place = try ScratchDirectory()
    let path = try await linked(place, version: "GLIBC_2.99")
    // Debian's linker marks no need as weak; others do.
    let before = try await succeed("readelf", ["-V", "-W", path])
    let needs = try #require(before.split(separator: "Version needs section").last)
    let section = try #require(needs.firstMatch(of: /Offset: 0x([0-9a-f]+)/))
    let entry = try #require(needs.firstMatch(of: /0x([0-9a-f]+):\s+Name: GLIBC_2\.99\s/))
    var bytes = try place.read("program")
    let start = try #require(Int(section.1, radix: 16)) + #require(Int(entry.1, radix: 16))
    bytes[start + 4] |= 2  // VER_FLG_WEAK in vna_flags
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.write(contentsOf: bytes)
    try handle.close()
    let text = try await succeed("readelf", ["-V", "-W", path])
    try #require(text.contains(/Name: GLIBC_2\.99  Flags: WEAK/))
    let result = try await run(path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try codes(try demands(path), "debian12") == [])
  }

  @Test func privateVersionsAreFound() async throws {
    let place = try ScratchDirectory()
    let path = try await linked(place, version: "GLIBC_PRIVATE")
    #expect(try codes(try demands(path), "debian12") == ["abi.private-version"])
  }

  @Test func packedRelocationsNeedTheMarker() async throws {
    let place = try ScratchDirectory()
    try place.write(
      """
      #include <stdio.h>
      static const char *words[] = {"a", "b", "c"};
      int main(void) { for (int i = 0; i < 3; i++) puts(words[i]); return 0; }

      """, to: "main.c")
    try await succeed(
      "gcc", ["-pie", "-fPIE", "-Wl,-z,pack-relative-relocs", "-o", "program", "main.c"],
      in: place.path)
    let found = try demands(place["program"])
    #expect(found.hasRelativeRelocations)
    #expect(found.versions.contains { $0.name == "GLIBC_ABI_DT_RELR" })
    #expect(try codes(found, "el9") == ["abi.glibc-version"])
    #expect(try codes(found, "debian12") == [])
    if Self.here?.name == "debian12" {
      #expect(try await run(place["program"]).output == "a\nb\nc\n")
    }
  }

  @Test func aLevelTheLoaderAsksForCounts() async throws {
    let path = try await TestBinary.c(flags: ["-Wl,-z,x86-64-v3"]).path()
    let text = try await succeed("readelf", ["-n", "-W", path])
    try #require(text.contains(/x86 ISA needed: .*x86-64-v3/))
    let found = try demands(path)
    #expect(try codes(found, "el10") == [])
    let verdict = judge(found, on: try ReleaseTable.builtIn.release(named: "el9"))
    #expect(verdict.findings.map(\.code) == ["abi.processor-level"])
    #expect(
      verdict.findings[0].message
        == "GNU_PROPERTY_X86_ISA_1_NEEDED asks more of processors than el9, which runs on v2")
    #expect(verdict.findings[0].hint == "compile and link its C code for v2")
  }

  @Test func aStrippedArmProgramsLevelIsUnknown() async throws {
    // Without GOARM nobody can tell the port; then every port that has the loader will do.
    let found = try demands(try await TestBinary.c(arch: .arm(7)).path())
    #expect(found.levels == [])
    #expect(try codes(found, "debian12") == [])
    #expect(try codes(found, "el8") == ["abi.architecture"])
  }
}
