import Platform
import Testing

@testable import Checks

/// What processors must have, and the ports of ARM.
struct ProcessorLevelVerdictTests {
  @Test(
    "processor levels",
    arguments: [
      ("amd64", "v2", "GOAMD64=v2", "el8", "build it with GOAMD64=v1"),
      ("amd64", "v3", "GOAMD64=v3", "el9", "build it with GOAMD64=v2"),
      ("amd64", "v4", "GOAMD64=v4", "el10", "build it with GOAMD64=v3"),
      ("arm64", "v8.1", "GOARM64=v8.0,lse", "debian12", "build it with GOARM64=v8.0"),
      ("386", "sse2", "GO386=sse2", "debian12", "build it with GO386=softfloat"),
      ("ppc64le", "power9", "GOPPC64=power9", "el8", "build it with GOPPC64=power8"),
      (
        "riscv64", "rva23u64", "GORISCV64=rva23u64", "ubuntu24.04",
        "build it with GORISCV64=rva20u64"
      ),
      ("mipsle", "hardfloat", "GOMIPS=hardfloat", "openwrt23.05", "build it with GOMIPS=softfloat"),
    ])
  func levels(
    _ architecture: String, level: String, source: String, release name: String, hint: String
  ) throws {
    let program = try demands(architecture) { $0.levels = [.init(level, source: source)] }
    let verdict = judge(program, on: try release(name))
    #expect(verdict.findings.map(\.code) == ["abi.processor-level"])
    #expect(verdict.findings.first?.message.hasPrefix("\(source) asks more of processors") == true)
    #expect(verdict.findings.first?.hint == hint)
  }

  @Test func aLevelTheReleaseAsksForIsFine() throws {
    for (level, name) in [("v1", "el7"), ("v2", "el9"), ("v2", "al2023"), ("v3", "el10")] {
      let program = try demands { $0.levels = [.init(level, source: "GOAMD64=\(level)")] }
      #expect(try codes(program, name) == [], "\(level) \(name)")
    }
    let unknown = try demands { $0.levels = [.init("v9", source: "GOAMD64=v9")] }
    let verdict = judge(unknown, on: try release("el8"))
    #expect(verdict.runs && verdict.findings.map(\.code) == ["abi.unknown-level"])
  }

  @Test func armsPortsAreTriedOneByOne() throws {
    func arm(_ level: String, _ interpreter: String? = nil) throws -> BinaryDemands {
      try demands("arm7") {
        $0.levels = [.init(level, source: "GOARM=\(level)")]
        $0.interpreter = interpreter
        if interpreter != nil {
          $0.linkKind = .dynamic
          $0.cLibrary = .glibc
        }
      }
    }
    for level in ["5", "6", "7"] { #expect(try codes(try arm(level), "debian12") == []) }
    #expect(try codes(try arm("7"), "alpine3.20") == [])
    #expect(try codes(try arm("7"), "el8") == ["abi.architecture"])
    #expect(
      judge(try arm("7"), on: try release("el8")).findings[0].message
        == "el8 is not made for arm7")
    #expect(try codes(try arm("7", "/lib/ld-linux-armhf.so.3"), "debian12") == [])
    #expect(try codes(try arm("5", "/lib/ld-linux.so.3"), "debian12") == [])
    // Soft float is armel's, which promises no more than ARMv5; hard float is armhf's.
    #expect(try codes(try arm("7", "/lib/ld-linux.so.3"), "debian12").count == 1)
    // Ubuntu has no armel.
    #expect(try codes(try arm("5", "/lib/ld-linux.so.3"), "ubuntu22.04") == ["abi.loader"])
    // A package for armel does not install on armhf.
    let debian = try release("debian12")
    #expect(judge(try arm("7"), on: debian, packaged: "armhf").findings == [])
    #expect(
      judge(try arm("7"), on: debian, packaged: "armel").findings.map(\.code)
        == ["abi.processor-level"])
    #expect(
      judge(try arm("5"), on: try release("ubuntu22.04"), packaged: "armel").findings.map(\.code)
        == ["abi.architecture"])
  }
}
