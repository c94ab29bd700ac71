import Foundation
import TestSupport
import Testing

/// `pkg verify --run` runs a program on the processor that was promised, and says what is missing.
@Suite struct RunProcessorTests {
  /// Programs in packages for their architecture, and the processor each ends up on.
  static let processors: [(TestBinary, String, String)] = [
    (.go(.v1_27, arch: .arm(5)), "arm5", "qemu-arm -cpu arm926 (GOARM=5)"),
    (.go(.v1_27, arch: .arm(7)), "arm7", "qemu-arm -cpu cortex-a7 (GOARM=7)"),
    (.go(.v1_27, arch: .arm64), "arm64", "qemu-aarch64 -cpu cortex-a53 (GOARM64=v8.0)"),
    (.go(.v1_27, arch: .s390x), "s390x", "qemu-s390x"),
    (.go(.v1_27, arch: .i386), "386", "this machine's processor (GO386=sse2)"),
    (
      .go(.v1_27, arch: .amd64(3)), "amd64",
      "qemu-x86_64 -cpu qemu64,-svm,+ssse3,+sse4.1,+sse4.2,+popcnt,+avx,+avx2,+bmi1,+bmi2,+f16c,"
        + "+fma,+abm,+movbe,+xsave (GOAMD64=v3)"
    ),
    (.c(arch: .arm64, flags: ["-Wl,-z,now"]), "arm64", "qemu-aarch64"),
    (.c(), "amd64", "this machine's processor"),
  ]

  @Test(arguments: processors)
  func itIsTheOnePromised(_ binary: TestBinary, _ name: String, _ place: String) async throws {
    guard Surroundings.machine == "x86_64" else { return }
    let unruly = try await Unruly.built()
    let package = "on-\(binary.description.filter { $0.isLetter || $0.isNumber }.lowercased())"
    try await unruly.package(package, for: name, programs: ["program": binary])
    let names = try unruly.workshop.names().filter {
      $0.hasPrefix(package) && ($0.hasSuffix(".rpm") || $0.hasSuffix(".deb"))
    }
    #expect(names.count == 2)
    for file in names {
      let result = try await unruly.run(file, options: ["--expect-output", "^(hello|4 3)$"])
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      #expect(result.output.contains("passed, exit status 0 on \(place)\n"), "\(result.output)")
    }
  }

  /// A program that needs more than a processor has, by `-cpu`.
  static let lacking: [(TestBinary, String)] = [
    (.go(.v1_27, arch: .amd64(3)), "qemu64"), (.go(.v1_27, arch: .amd64(3)), "core2duo"),
    (.go(.v1_27, arch: .arm(7)), "arm1176"), (.go(.v1_27, arch: .arm64.lse), "cortex-a53"),
  ]

  @Test(arguments: lacking) func aLesserProcessorFails(_ binary: TestBinary, _ model: String)
    async throws
  {
    let unruly = try await Unruly.built()
    let name = "lacking-\(model)-\(binary.architecture)"
    try FileManager.default.copyItem(
      atPath: try await binary.path(), toPath: unruly.workshop[name])
    try await unruly.sign(name)
    let good = try await unruly.run(name, options: ["--cpu", "max"])
    #expect(good.status == 0, "\(good.output)\(good.errors)")
    let bad = try await unruly.run(name, options: ["--cpu", model])
    #expect(bad.status == 1)
    #expect(bad.errors.contains("[run.processor]"), "\(bad.errors)")
    #expect(bad.errors.contains("-cpu \(model)"), "\(bad.errors)")
  }

  @Test func aMissingEmulatorIsNamed() async throws {
    let unruly = try await Unruly.built()
    try FileManager.default.copyItem(
      atPath: try await TestBinary.go(.v1_27, arch: .arm64).path(),
      toPath: unruly.workshop["foreign"])
    try await unruly.sign("foreign")
    let foreign = try await unruly.run("foreign", environment: ["PATH": "/nowhere"])
    #expect(foreign.status == 69)
    #expect(foreign.errors.contains("'qemu-aarch64' is not installed [run.missing-emulator]"))
    #expect(foreign.errors.contains("qemu-user-static"))
    let hello = try await Hello.built()
    let own = try await pkg(
      [
        "verify", "--keyring", hello.certificate, "--run",
        hello.path(Hello.Target.all[0].deb),
      ], environment: ["PATH": "/nowhere"])
    guard Surroundings.machine == "x86_64" else { return }
    #expect(own.status == 0, "\(own.errors)")
    #expect(own.errors.contains("not on one of GOAMD64=v1 [run.level-not-held]"), "\(own.errors)")
  }

  @Test func aMissingLoaderIsNamed() async throws {
    let unruly = try await Unruly.built()
    let programs: [(String, TestBinary)] = [
      ("own", .c(flags: ["-Wl,--dynamic-linker=/nowhere/ld.so"])), ("other", .c(arch: .arm64)),
    ]
    for (name, binary) in programs {
      try FileManager.default.copyItem(
        atPath: try await binary.path(), toPath: unruly.workshop[name])
      try await unruly.sign(name)
      let result = try await unruly.run(name, options: ["--sysroot", "/nowhere"])
      #expect(result.status == 1)
      #expect(result.errors.contains("[run.missing-loader]"), "\(result.errors)")
    }
  }

  @Test func aProgramOfAnotherArchitectureIsNotRun() async throws {
    let unruly = try await Unruly.built()
    try await unruly.package("mixed", for: "arm64", programs: ["program": .go(.v1_27)])
    let result = try await unruly.run("mixed_1.0-1_arm64.deb")
    #expect(result.status == 1)
    #expect(result.errors.contains("exec format error' [run.wrong-architecture]"))
    #expect(result.output.contains("NOT RUN"))
  }

  @Test func programsAreChosenByPath() async throws {
    let unruly = try await Unruly.built()
    try await unruly.package(
      "two", for: "amd64", programs: ["good": .go(.v1_27), "unruly": .go(.v1_27, kind: .pie)])
    let one = try await unruly.run("two_1.0-1_amd64.deb", options: ["--program", "/usr/bin/good"])
    #expect(one.status == 0, "\(one.errors)")
    #expect(lines(one.output).filter { $0.contains("passed") }.count == 1)
    let both = try await unruly.run("two_1.0-1_amd64.deb")
    #expect(lines(both.output).filter { $0.contains("passed") }.count == 2)
    let none = try await unruly.run("two_1.0-1_amd64.deb", options: ["--program", "/usr/bin/no"])
    #expect(none.status == 1)
    #expect(none.errors.contains("'/usr/bin/no' is no ELF program of any of the files"))
  }

  @Test func whatMakesNoSenseIsRefused() async throws {
    let unruly = try await Unruly.built()
    let file = unruly.workshop[Unruly.deb]
    for options in [
      ["--cpu", "max"], ["--expect-output", "x"], ["--run-arg", "x"], ["--program", "/x"],
      ["--run", "--time-limit", "0"], ["--run", "--expect-exit", "256"],
      ["--run", "--expect-output", "("], ["--run", "--no-run-args", "--run-arg", "x"],
      ["--run", "--cpu", "no-such-processor"],
    ] {
      let result = try await pkg(["verify", "--keyring", unruly.certificate] + options + [file])
      #expect(result.status == 64, "\(options): \(result.status) \(result.errors)")
    }
    let confine = try await pkg(["confine", "a", "b"])
    #expect(confine.status == 64)
  }

  @Test func jsonTellsTheSame() async throws {
    let unruly = try await Unruly.built()
    let result = try await unruly.run(
      Unruly.rpm, ["exit", "3"], options: ["--format", "json", "--cpu", "native"])
    #expect(result.status == 1)
    let files = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
    let file = try #require(files?.first)
    #expect(file["proven"] as? Bool == true)
    let run = try #require((file["runs"] as? [[String: Any]])?.first)
    #expect(run["program"] as? String == "/usr/bin/unruly")
    #expect(run["arguments"] as? [String] == ["exit", "3"])
    #expect(run["passed"] as? Bool == false)
    #expect(run["end"] as? String == "exit status 3")
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(run["outputSHA256"] as? String == empty)
    let finding = try #require((run["findings"] as? [[String: Any]])?.first)
    #expect(finding["code"] as? String == "run.exit-status")
  }
}

extension TestArchitecture {
  /// `GOARM64` with the atomic instructions of v8.1.
  fileprivate var lse: TestArchitecture { refined("GOARM64", "v8.1") }
}
