import Foundation
import TestSupport
import Testing

/// The binaries that other suites take for granted are what they say.
@Suite struct TestBinaryTests {
  @Test(arguments: Matrix.binaries) func isForItsArchitecture(_ binary: TestBinary) async throws {
    let header = try await succeed("readelf", ["-hW", binary.path()])
    let machine = try #require(Self.machines[binary.architecture.goArch])
    #expect(header.contains(machine.name))
    #expect(header.contains(machine.bits))
    #expect(header.contains(machine.order))
  }

  @Test(arguments: Matrix.programs) func runs(_ binary: TestBinary) async throws {
    let result = try await binary.run()
    guard binary.reasonNotRunnable == nil else {
      #expect(result.status == 255)
      #expect(result.errors.contains("Could not open '/lib"))
      return
    }
    let words: String =
      switch binary.kind {
      case .c: "2 3\n"
      case .go(_, .exe), .go(_, .pie): "hello\n"
      case .go(_, .cgoInternal), .go(_, .cgoInternalPIE): "hello with os/user\n"
      case .go(_, .fips): "hello with SHA-256\n"
      case .go: "hello with C\n"
      }
    #expect(result.output == words)
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test(arguments: Matrix.programs.filter { $0.isGo && $0.reasonNotRunnable == nil })
  func panicsWithATrace(_ binary: TestBinary) async throws {
    let result = try await binary.run(["-panic"])
    #expect(result.status == 2)
    #expect(result.errors.contains("panic: boom"))
    #expect(result.errors.contains("main.boom("))
  }

  /// The rows about what cannot be built are the tools' word, not a way to leave work out.
  @Test(arguments: Matrix.unsupported) func isRefusedByTheTools(_ binary: TestBinary) async throws {
    // musl-gcc ignores the architecture; without a compiler there is no one to ask; and a variable
    // that a toolchain does not know it does not refuse.
    guard !binary.isMusl, binary.architecture.triplet != nil, !binary.isFIPS else { return }
    await #expect(throws: DoesNotBuild.self) { try await binary.path() }
  }

  /// What `readelf -h` says of each `GOARCH`.
  static let machines: [String: (name: String, bits: String, order: String)] = [
    "amd64": ("X86-64", "ELF64", "little"), "386": ("Intel 80386", "ELF32", "little"),
    "arm": ("ARM", "ELF32", "little"), "arm64": ("AArch64", "ELF64", "little"),
    "riscv64": ("RISC-V", "ELF64", "little"), "ppc64le": ("PowerPC64", "ELF64", "little"),
    "ppc64": ("PowerPC64", "ELF64", "big"), "s390x": ("IBM S/390", "ELF64", "big"),
    "mips": ("MIPS", "ELF32", "big"), "mipsle": ("MIPS", "ELF32", "little"),
    "mips64": ("MIPS", "ELF64", "big"), "mips64le": ("MIPS", "ELF64", "little"),
    "loong64": ("LoongArch", "ELF64", "little"),
  ]
}
