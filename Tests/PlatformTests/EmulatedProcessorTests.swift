import TestSupport
import Testing

@testable import Platform

/// The table of processors against QEMU and programs of Go for each level.
struct EmulatedProcessorTests {
  @Test func everyRowIsALevelOfAnArchitecture() throws {
    for (name, processor) in Architecture.processors {
      let architecture = try #require(Architecture.named(name))
      #expect(architecture.levels.contains(processor.level), "\(name) \(processor.level)")
    }
    for architecture in Architecture.all where architecture.emulatedProcessor(at: "") == nil {
      let rows = architecture.levels.filter { architecture.emulatedProcessor(at: $0) != nil }
      #expect(rows.isEmpty || rows == architecture.levels, "\(architecture.name)")
    }
  }

  /// A level, and whether a program for it runs on the model of another.
  struct Case: Sendable, CustomTestStringConvertible {
    var architecture: TestArchitecture
    var level: String
    var table: String
    var runsOn: [String]
    var failsOn: [String]
    var testDescription: String { architecture.name }
  }

  static let quick: [Case] = [
    Case(
      architecture: .arm(5), level: "armv5t", table: "arm5", runsOn: ["armv5t"], failsOn: []),
    Case(
      architecture: .arm(7), level: "armv7", table: "arm7", runsOn: ["armv7"], failsOn: []),
    Case(
      architecture: .amd64(3), level: "v3", table: "amd64", runsOn: ["v3"], failsOn: ["v1", "v2"]),
  ]

  static let whole: [Case] =
    [
      Case(
        architecture: .amd64(1), level: "v1", table: "amd64", runsOn: ["v1", "v2", "v3"],
        failsOn: []),
      Case(
        architecture: .amd64(2), level: "v2", table: "amd64", runsOn: ["v2", "v3"],
        failsOn: ["v1"]),
      Case(
        architecture: .arm64.refined("GOARM64", "v8.0"), level: "v8.0", table: "arm64",
        runsOn: ["v8.0", "v8.1", "v9.0"], failsOn: []),
      Case(
        architecture: .arm64.refined("GOARM64", "v8.1"), level: "v8.1", table: "arm64",
        runsOn: ["v8.1", "v8.2", "v9.0"], failsOn: ["v8.0"]),
      Case(
        architecture: .arm64.refined("GOARM64", "v9.0"), level: "v9.0", table: "arm64",
        runsOn: ["v9.0"], failsOn: ["v8.0"]),
      Case(
        architecture: .riscv64.refined("GORISCV64", "rva22u64"), level: "rva22u64",
        table: "riscv64", runsOn: ["rva22u64"], failsOn: []),
      Case(
        architecture: .ppc64le.refined("GOPPC64", "power8"), level: "power8", table: "ppc64le",
        runsOn: ["power8", "power9", "power10"], failsOn: []),
      Case(
        architecture: .ppc64le.refined("GOPPC64", "power9"), level: "power9", table: "ppc64le",
        runsOn: ["power9", "power10"], failsOn: ["power8"]),
      Case(
        architecture: .ppc64le.refined("GOPPC64", "power10"), level: "power10", table: "ppc64le",
        runsOn: ["power10"], failsOn: ["power8", "power9"]),
    ] + quick

  @Test(arguments: Matrix.isWhole ? whole : quick) func goProgramsAgree(_ row: Case) async throws {
    let architecture = try #require(Architecture.named(row.table))
    let program = try await TestBinary.go(.v1_27, arch: row.architecture).path()
    for level in row.runsOn + row.failsOn {
      let model = try #require(architecture.emulatedProcessor(at: level)?.model)
      let result = try await row.architecture.run(program, cpu: model)
      #expect(
        (result.status == 0) == row.runsOn.contains(level),
        "\(row.level) on \(level): \(result.status) \(result.errors)")
    }
  }

  /// 32-bit ARM's levels are architectures of their own, each with a model.
  @Test func olderArmRunsLess() async throws {
    let program = try await TestBinary.go(.v1_27, arch: .arm(7)).path()
    for (name, level, runs) in [
      ("arm5", "armv5t", false), ("arm6", "armv6", false), ("arm7", "armv7", true),
    ] {
      let processor = Architecture.named(name)?.emulatedProcessor(at: level)
      let result = try await TestArchitecture.arm(7).run(
        program, cpu: try #require(processor?.model))
      #expect((result.status == 0) == runs, "\(name): \(result.status)")
    }
  }

  @Test func whatNoEmulatorHasIsSaid() throws {
    let processor = try #require(Architecture.named("amd64")?.emulatedProcessor(at: "v4"))
    #expect(processor.model == nil)
    #expect(Architecture.named("amd64")?.emulatedProcessor(at: "v9") == nil)
  }
}
