/// A processor architecture as the compilers and emulators of the tests spell it.
public struct TestArchitecture: Hashable, Sendable, CustomStringConvertible {
  /// What recipes call it, with the level where one is asked for: `arm7`, `amd64v3`.
  public let name: String
  /// `GOARCH`.
  public let goArch: String
  /// The Go variable that refines it, such as `GOARM`; empty when it has its default.
  public let levelVariable: String
  /// That variable's value, such as `7`.
  public let level: String
  /// The GNU triplet of Debian's compiler and of its libraries under `/usr`; `nil` where Debian
  /// has no cross compiler.
  public let triplet: String?
  /// The emulator's suffix, as in `qemu-aarch64-static`; `nil` for what this machine runs itself.
  public let emulator: String?

  public var description: String { name }

  private init(
    _ goArch: String, level: (variable: String, value: String)? = nil, name: String? = nil,
    triplet: String?, emulator: String?
  ) {
    self.name = name ?? goArch + (level?.value ?? "")
    self.goArch = goArch
    levelVariable = level?.variable ?? ""
    self.level = level?.value ?? ""
    self.triplet = triplet
    self.emulator = emulator
  }
}

extension TestArchitecture {
  public static let amd64 = TestArchitecture(
    "amd64", triplet: "x86_64-linux-gnu", emulator: nil)
  /// Run by the processor itself: QEMU 7.2's emulator crashes every Go program.
  public static let i386 = TestArchitecture(
    "386", triplet: "i686-linux-gnu", emulator: nil)
  public static let arm64 = TestArchitecture(
    "arm64", triplet: "aarch64-linux-gnu", emulator: "aarch64")
  public static let riscv64 = TestArchitecture(
    "riscv64", triplet: "riscv64-linux-gnu", emulator: "riscv64")
  public static let ppc64le = TestArchitecture(
    "ppc64le", triplet: "powerpc64le-linux-gnu", emulator: "ppc64le")
  public static let ppc64 = TestArchitecture(
    "ppc64", triplet: "powerpc64-linux-gnu", emulator: "ppc64")
  public static let s390x = TestArchitecture(
    "s390x", triplet: "s390x-linux-gnu", emulator: "s390x")
  public static let mips = TestArchitecture(
    "mips", triplet: "mips-linux-gnu", emulator: "mips")
  public static let mipsle = TestArchitecture(
    "mipsle", triplet: "mipsel-linux-gnu", emulator: "mipsel")
  public static let mips64 = TestArchitecture(
    "mips64", triplet: "mips64-linux-gnuabi64", emulator: "mips64")
  public static let mips64le = TestArchitecture(
    "mips64le", triplet: "mips64el-linux-gnuabi64", emulator: "mips64el")
  public static let loong64 = TestArchitecture(
    "loong64", triplet: nil, emulator: "loongarch64")

  /// `GOARM` 5, 6 or 7; only 7 has hardware floating point in Debian's terms.
  public static func arm(_ level: Int) -> TestArchitecture {
    TestArchitecture(
      "arm", level: ("GOARM", "\(level)"),
      triplet: level == 7 ? "arm-linux-gnueabihf" : "arm-linux-gnueabi", emulator: "arm")
  }

  /// `GOAMD64` 1 to 4.
  public static func amd64(_ level: Int) -> TestArchitecture {
    amd64.refined("GOAMD64", "v\(level)")
  }

  /// The same architecture with a Go variable of its own, such as `GOARM64` and `v8.1`.
  public func refined(_ variable: String, _ value: String) -> TestArchitecture {
    TestArchitecture(
      goArch, level: (variable, value), name: goArch + value, triplet: triplet,
      emulator: emulator)
  }

  /// Every architecture Go can make Linux programs for, with each floating-point level of ARM.
  public static let all: [TestArchitecture] = [
    amd64, i386, arm(5), arm(6), arm(7), arm64, riscv64, ppc64le, ppc64, s390x, mips, mipsle,
    mips64, mips64le, loong64,
  ]

  /// Debian's tool for this architecture, such as `strip` or `readelf`.
  public func tool(_ name: String) -> String? {
    triplet.map { "/usr/bin/\($0)-\(name)" }
  }

  /// Runs a program made for this architecture, under an emulator where the machine needs one.
  ///
  /// `cpu` asks for the emulator with that model, on every architecture.
  public func run(
    _ program: String, _ arguments: [String] = [], cpu: String? = nil,
    environment: [String: String] = [:]
  ) async throws -> RunResult {
    guard let emulator = emulator ?? cpu.map({ _ in goArch == "386" ? "i386" : "x86_64" }) else {
      return try await TestSupport.run(program, arguments, environment: environment)
    }
    // Where Debian's cross packages put the loader and the libraries.
    let libraries = self.emulator == nil ? [] : triplet.map { ["-L", "/usr/\($0)"] } ?? []
    return try await TestSupport.run(
      "qemu-\(emulator)-static",
      (cpu.map { ["-cpu", $0] } ?? []) + libraries + [program] + arguments,
      environment: environment)
  }
}
