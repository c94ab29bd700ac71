import Bytes
import Diagnostics
import ELF
import Foundation
import GoBuild
import Platform
import TestSupport
import Testing

@testable import Checks

/// On which processor a program is to be run.
struct RunPlanTests {
  private func plan(
    _ binary: TestBinary, label: String? = nil, on host: String? = "amd64",
    _ choice: RunPlan.ProcessorChoice = .promised
  ) async throws -> RunPlan {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: try await binary.path())))
    var reader = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &reader)
    return try RunPlan(
      file, try BuildInfo(of: file, in: bytes.span.bytes), label: label,
      host: host.flatMap(Architecture.named), processor: choice, subject: "program")
  }

  @Test func theEmulatorHoldsTheLevelOnEveryMachine() async throws {
    let own = try await plan(.go(.v1_19))
    #expect(
      own.engines == [.emulator("x86_64", model: "qemu64,-pni,-cx16,-lahf-lm,-svm"), .native])
    #expect(own.promise == "GOAMD64=v1")
    let foreign = try await plan(.go(.v1_19), on: "arm64")
    #expect(foreign.engines == Array(own.engines.prefix(1)))
    #expect(try await plan(.go(.v1_19), on: nil).engines == foreign.engines)
  }

  @Test func whatSaysNothingRunsOnTheMachine() async throws {
    #expect(try await plan(.c()).engines == [.native])
    #expect(try await plan(.c()).promise == nil)
    #expect(try await plan(.c(), on: "arm64").engines == [.emulator("x86_64", model: nil)])
  }

  @Test func thirtyTwoBitIntelRunsOnSixtyFour() async throws {
    let binary = TestBinary.go(.v1_27, arch: .i386)
    #expect(try await plan(binary).engines == [.native])
    #expect(try await plan(binary, on: "arm64").engines == [.emulator("i386", model: nil)])
  }

  @Test func theUserDecides() async throws {
    let binary = TestBinary.go(.v1_27, arch: .arm(7))
    #expect(try await plan(binary, .native).engines == [.native])
    #expect(try await plan(binary, .model("max")).engines == [.emulator("arm", model: "max")])
  }

  /// What the label of a package leaves of 32-bit ARM's three.
  static let labels: [(String?, Int, String)] = [
    (nil, 7, "cortex-a7"), (nil, 5, "arm926"), ("armv7hl", 7, "cortex-a7"),
    ("armv6hl", 7, "arm1176"), ("armv6hl", 5, "arm1176"), ("armel", 7, "arm926"),
    ("armhf", 7, "cortex-a7"), ("all", 7, "cortex-a7"), ("noarch", 5, "arm926"),
  ]

  @Test(arguments: labels) func aLabelPromises(_ label: String?, _ level: Int, _ model: String)
    async throws
  {
    let plan = try await plan(.go(.v1_27, arch: .arm(level)), label: label)
    #expect(plan.engines == [.emulator("arm", model: model)])
  }

  @Test func anotherProcessorsLabelIsRefused() async throws {
    for label in ["arm64", "aarch64", "mips", "no-such"] {
      let error = await #expect(throws: Diagnostic.self) {
        try await plan(.go(.v1_27), label: label)
      }
      #expect(error?.code == "run.wrong-architecture")
      #expect(error?.exit == .findings)
    }
  }

  @Test func whatNoEmulatorHasNeedsTheMachine() async throws {
    let binary = TestBinary.go(.v1_27, arch: .amd64(4))
    #expect(try await plan(binary).engines == [.native])
    let error = await #expect(throws: Diagnostic.self) { try await plan(binary, on: "arm64") }
    #expect(error?.code == "run.level-unavailable")
    #expect(error?.exit == .unavailable)
  }

  @Test func librariesAreLookedForByTriplet() async throws {
    let plan = try await plan(.c(arch: .arm(7)))
    #expect(plan.libraryFolders == ["/usr/arm-linux-gnueabihf", "/usr/arm-linux-gnueabi"])
    #expect(plan.interpreter == "/lib/ld-linux-armhf.so.3")
  }

  @Test(arguments: [("1", "v8.1"), ("0", "v8.0")])
  func armsAtomicsCameWithALevel(_ atomics: String, _ level: String) async throws {
    let value = atomics == "1" ? "v8.0,lse" : "v8.0,crypto"
    let plan = try await plan(
      .go(.v1_27, arch: .arm64.refined("GOARM64", value)))
    #expect(plan.promise == "GOARM64=\(level)")
  }
}
