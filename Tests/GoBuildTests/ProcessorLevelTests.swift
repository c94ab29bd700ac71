import Bytes
import ELF
import GoBuild
import TestSupport
import Testing

/// The processor a program was compiled for, against `go version -m` and what was asked for.
@Suite struct ProcessorLevelTests {
  struct Sample: Sendable, CustomStringConvertible {
    var architecture: TestArchitecture
    var variable: String
    var value: String
    /// Without build information; `nil` when nothing tells.
    var fallback: String?
    var description: String { "\(variable)=\(value)" }

    static let all =
      [5, 6, 7].map {
        Sample(architecture: .arm($0), variable: "GOARM", value: "\($0)", fallback: "\($0)")
      }
      + [
        Sample(
          architecture: .arm(7).refined("GOARM", "7,softfloat"), variable: "GOARM",
          value: "7,softfloat", fallback: "7,softfloat"),
        Sample(
          architecture: .arm(5).refined("GOARM", "5,hardfloat"), variable: "GOARM",
          value: "5,hardfloat", fallback: "5,hardfloat"),
        Sample(architecture: .amd64(1), variable: "GOAMD64", value: "v1"),
        Sample(architecture: .amd64(2), variable: "GOAMD64", value: "v2", fallback: "v2"),
        Sample(architecture: .amd64(3), variable: "GOAMD64", value: "v3", fallback: "v3"),
        Sample(architecture: .amd64(4), variable: "GOAMD64", value: "v4", fallback: "v4"),
        Sample(architecture: .arm64, variable: "GOARM64", value: "v8.0"),
        Sample(
          architecture: .arm64.refined("GOARM64", "v8.0,lse"), variable: "GOARM64",
          value: "v8.0,lse", fallback: "v8.0,lse"),
        Sample(architecture: .riscv64, variable: "GORISCV64", value: "rva20u64"),
        Sample(architecture: .ppc64le, variable: "GOPPC64", value: "power8"),
        Sample(architecture: .mips, variable: "GOMIPS", value: "hardfloat"),
        Sample(architecture: .mips64le, variable: "GOMIPS64", value: "hardfloat"),
        Sample(architecture: .i386, variable: "GO386", value: "sse2"),
      ]
  }

  private func level(_ bytes: [UInt8], _ variable: String) throws -> ProcessorLevel? {
    var input = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &input)
    return try ProcessorLevel(
      of: file, try BuildInfo(of: file, in: bytes.span.bytes), variable: variable,
      in: bytes.span.bytes)
  }

  @Test(arguments: Sample.all) func asksTheBuildInformationFirst(_ sample: Sample) async throws {
    let path = try await TestBinary.go(.v1_27, arch: sample.architecture).path()
    let bytes = try contents(path)
    let found = try level(bytes, sample.variable)
    #expect(
      found
        == ProcessorLevel(variable: sample.variable, value: sample.value, source: .buildInfo))
    let text = try await GoToolchain.v1_27.run(["version", "-m", path]).output
    #expect(text.contains("\tbuild\t\(sample.variable)=\(sample.value)\n"))
  }

  @Test(arguments: Sample.all) func thenTheRuntime(_ sample: Sample) async throws {
    var bytes = try contents(try await TestBinary.go(.v1_27, arch: sample.architecture).path())
    // As if the toolchain had not recorded it.
    try forget("build\t\(sample.variable)=", &bytes)
    let found = try level(bytes, sample.variable)
    #expect(found?.value == sample.fallback)
    #expect(found?.source != .buildInfo)
  }

  @Test func aStrippedProgramForARMDoesNotTell() async throws {
    let place = try ScratchDirectory()
    var bytes = try contents(
      try await TestBinary.go(.v1_27, arch: .arm(7), flags: ["-ldflags=-s -w"]).path())
    try forget("build\tGOARM=", &bytes)
    #expect(try level(bytes, "GOARM") == nil)
    try place.write(bytes, to: "program")
    #expect(
      !(try await GoToolchain.v1_27.run(["version", "-m", place["program"]]).output
        .contains("\tGOARM=")))
  }

  /// Go 1.19 had no variable of its own for floating point.
  @Test func anOlderRuntime() async throws {
    var bytes = try contents(try await TestBinary.go(.v1_19, arch: .arm(6)).path())
    try forget("build\tGOARM=", &bytes)
    #expect(try level(bytes, "GOARM")?.value == "6")
  }
}

/// Misspells a build setting wherever it stands: beside the build information the runtime has a
/// copy of its own.
private func forget(_ setting: String, _ bytes: inout [UInt8]) throws {
  var count = 0
  while let start = bytes.span.bytes.firstOffset(
    of: Array(setting.utf8), in: 0..<bytes.count)
  {
    bytes[start + 6] = UInt8(ascii: "X")
    count += 1
  }
  try #require(count > 0, "the setting is not there to be forgotten")
}

@Suite struct GoVersionTests {
  @Test(arguments: [
    ("go1.22.3", GoVersion(1, 22)), ("go1.22rc1", GoVersion(1, 22)), ("go1.19", GoVersion(1, 19)),
    ("go1.27.3-X:nodwarf5", GoVersion(1, 27)), ("go1.21.5 X:boringcrypto", GoVersion(1, 21)),
    ("devel go1.28-5a7bf1c Mon Jan 5", GoVersion(1, 28)), ("go2", GoVersion(2, 0)),
    ("devel +5a7bf1c", nil), ("gollvm", nil), ("", nil),
  ])
  func reads(_ text: String, _ expected: GoVersion?) {
    #expect(GoVersion(text) == expected)
  }

  @Test func orders() {
    #expect(GoVersion(1, 9) < GoVersion(1, 18) && GoVersion(1, 27) < GoVersion(2, 0))
  }
}

@Suite struct FIPSInfoTests {
  /// The section is what `readelf` shows it to be, and its ranges lie in the program.
  @Test(arguments: [
    TestBinary.go(.v1_27, kind: .fips), .go(.v1_27), .go(.v1_27, arch: .arm(7)),
    .go(.v1_27, arch: .s390x),
  ])
  func reads(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let bytes = try contents(path)
    var input = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &input)
    let info = try #require(try FIPSInfo(of: file, in: bytes.span.bytes))
    let dump = try await succeed("readelf", ["-x", ".go.fipsinfo", path])
    let digits = dump.split(separator: "\n").filter { $0.hasPrefix("  0x") }
      .flatMap { $0.dropFirst(13).prefix(35).filter { $0 != " " } }
    #expect(String(digits.dropFirst(32).prefix(64)) == hexadecimal(info.sum))
    #expect(info.ranges.count == 4 && info.ranges.allSatisfy { !$0.isEmpty })
    for range in info.ranges {
      #expect(file.fileRange(ofAddress: range.lowerBound, count: UInt64(range.count)) != nil)
    }
    let text = try #require(file.section(named: ".text"))
    #expect((text.address..<text.address + text.size).contains(info.ranges[0].lowerBound))
  }

  @Test func hasNoneBeforeGo1_24() async throws {
    let bytes = try contents(try await TestBinary.go(.v1_19).path())
    var input = ByteReader(bytes.span.bytes)
    #expect(try FIPSInfo(of: ELFFile(parsing: &input), in: bytes.span.bytes) == nil)
  }

  @Test func refusesDamage() async throws {
    let bytes = try contents(try await TestBinary.go(.v1_27).path())
    var input = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &input)
    let start = try #require(file.section(named: ".go.fipsinfo")).fileRange.lowerBound
    var magic = bytes
    magic[start + 3] = 0
    #expect(throws: MalformedInput(.badMagic, at: start)) {
      try FIPSInfo(of: file, in: magic.span.bytes)
    }
    var order = bytes
    order.replaceSubrange(start + 56..<start + 64, with: [UInt8](repeating: 0xff, count: 8))
    #expect(throws: MalformedInput(.invalidValue, at: start + 56)) {
      try FIPSInfo(of: file, in: order.span.bytes)
    }
  }
}
