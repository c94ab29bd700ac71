import Bytes
import ELF
import GoBuild
import Platform
import TestSupport
import Testing

@testable import Checks

/// What is read off a file, against what the real tools read off it.
struct BinaryDemandsTests {
  private func demands(_ bytes: [UInt8]) throws -> BinaryDemands {
    var input = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &input)
    return BinaryDemands(file, try BuildInfo(of: file, in: bytes.span.bytes))
  }

  @Test func aStaticGoProgramAsksForAKernelAndALevel() async throws {
    let bytes = try await TestBinary.go(.v1_19).bytes()
    let found = try demands(bytes)
    #expect(found.goArch == "amd64" && found.linkKind == .static)
    #expect(found.machine == Architecture.named("amd64")?.machine)
    #expect(found.interpreter == nil && found.needed == [] && found.versions == [])
    // It writes GOAMD64=v1 unless told otherwise.
    let version = try await GoToolchain.v1_19.run(["env", "GOVERSION"]).output.dropLast()
    #expect(found.kernelFloors.map(\.source) == [String(version)])
    #expect(found.levels == [.init("v1", source: "GOAMD64=v1")])
  }

  @Test func versionsAndLibrariesAreReadelfs() async throws {
    let bytes = try await TestBinary.c().bytes()
    let found = try demands(bytes)
    #expect(found.linkKind == .dynamic && found.cLibrary == .glibc)
    let place = try ScratchDirectory()
    let path = try place.write(bytes, to: "program")
    let text = try await succeed("readelf", ["-V", "-d", "-n", "-W", path])
    let versions = text.matches(of: /Name: (\S+)  Flags: (\S+)  Version/).map {
      BinaryDemands.SymbolVersion(
        library: "libc.so.6", name: String($0.1), isWeak: $0.2 == "WEAK")
    }
    #expect(!versions.isEmpty && found.versions == versions)
    #expect(
      found.needed == text.matches(of: /\(NEEDED\).*\[(.*)\]/).map { String($0.1) })
    let tag = try #require(text.firstMatch(of: /OS: Linux, ABI: ([0-9.]+)/))
    #expect(found.kernelFloors.map(\.version) == [DottedVersion(String(tag.1))])
  }

  @Test(
    "Go's oldest kernels",
    arguments: [
      ("go1.27.3", "amd64", "3.2"), ("go1.24", "riscv64", "3.2"), ("go1.23.9", "amd64", "2.6.32"),
      ("go1.19.8", "s390x", "2.6.32"), ("go1.18", "amd64", "2.6.23"), ("go1.23", "arm", "3.1"),
      ("go1.24rc1", "arm", "3.2"), ("go1.20", "loong64", "5.19"), ("go1.26", "mips64le", "4.8"),
      ("devel go1.25-8f3a5b1 Tue Jan 2", "amd64", "3.2"),
    ])
  func kernels(goVersion: String, goArch: String, expected: String) {
    #expect(
      BinaryDemands.kernelFloor(goVersion: goVersion, goArch: goArch) == DottedVersion(expected))
  }

  @Test func aToolchainWithoutANumberHasNoKernelFloor() {
    #expect(BinaryDemands.kernelFloor(goVersion: "tip", goArch: "amd64") == nil)
    #expect(BinaryDemands.kernelFloor(goVersion: "go1.x", goArch: "amd64") == nil)
  }
}
