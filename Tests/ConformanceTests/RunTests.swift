import Foundation
import TestSupport
import Testing

/// `pkg verify --run` runs what is proven, shut in, and tells how it ended.
@Suite struct RunTests {
  @Test("hello runs, for every architecture and format", arguments: Hello.Target.all)
  func helloRuns(target: Hello.Target) async throws {
    let hello = try await Hello.built()
    for name in [target.rpm, target.deb] {
      let result = try await pkg([
        "verify", "--keyring", hello.certificate, "--run", "--expect-output",
        "^hello 1\\.2\\.3 linux/\(target.goArchitecture)$", hello.path(name),
      ])
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      #expect(result.output.contains("/usr/bin/hello --version: passed, exit status 0 on"))
    }
  }

  @Test(arguments: [Unruly.rpm, Unruly.deb]) func anExitStatusIsTheAnswer(_ file: String)
    async throws
  {
    let unruly = try await Unruly.built()
    let good = try await unruly.run(file, ["exit", "0"])
    #expect(good.status == 0, "\(good.errors)")
    let bad = try await unruly.run(file, ["exit", "3"])
    #expect(bad.status == 1)
    #expect(bad.errors.contains("exited with status 3, not 0 [run.exit-status]"), "\(bad.errors)")
    let expected = try await unruly.run(file, ["exit", "3"], options: ["--expect-exit", "3"])
    #expect(expected.status == 0, "\(expected.errors)")
  }

  @Test func outputIsHeldAgainstAPattern() async throws {
    let unruly = try await Unruly.built()
    let options = ["--expect-output", "^v1\\.[0-9]+$"]
    let good = try await unruly.run(Unruly.deb, ["print", "name\nv1.12\nmore"], options: options)
    #expect(good.status == 0, "\(good.errors)")
    let bad = try await unruly.run(Unruly.deb, ["print", "v2.1"], options: options)
    #expect(bad.status == 1)
    #expect(bad.errors.contains("[run.output]"))
  }

  /// Arguments of the misbehaving program, and the code of the finding they lead to.
  static let misbehaviour = [
    (["crash"], "SIGABRT", "run.signal"), (["fill"], "SIGXFSZ", "run.signal"),
    (["hang"], "after 2 seconds", "run.time-out"), (["spin"], "/usr/bin/unruly", "run."),
    (["complain", "no database"], "no database", "run.exit-status"),
    (["take"], "status 1", "run.exit-status"),
  ]

  @Test(arguments: misbehaviour)
  func misbehaviourEnds(_ arguments: [String], words: String, code: String) async throws {
    let unruly = try await Unruly.built()
    let place = try ScratchDirectory()
    let isEndless = arguments == ["hang"] || arguments == ["spin"]
    let result = try await unruly.run(
      Unruly.deb, arguments, options: isEndless ? ["--time-limit", "2"] : [],
      environment: ["TMPDIR": place.path])
    #expect(result.status == 1)
    #expect(result.errors.contains("[\(code)"), "\(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(!result.errors.contains("\u{1b}"), "a terminal would obey the program's words")
    #expect(try place.names() == [])
  }

  @Test func itRunsWithNothingOfTheirs() async throws {
    let result = try await Unruly.built().run(Unruly.deb, ["bare"])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func whatItLeavesBehindIsRemoved() async throws {
    let place = try ScratchDirectory()
    let result = try await Unruly.built().run(
      Unruly.deb, ["litter"], environment: ["TMPDIR": place.path])
    #expect(result.status == 0, "\(result.errors)")
    #expect(try place.names() == [])
  }

  @Test func processesItLeavesBehindAreEnded() async throws {
    let token = "left-\(UUID())"
    let result = try await Unruly.built().run(Unruly.deb, ["leave", token])
    #expect(result.status == 0, "\(result.errors)")
    let left = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
      guard let words = try? Data(contentsOf: URL(filePath: "/proc/\(name)/cmdline")) else {
        return false
      }
      return words.range(of: Data(token.utf8)) != nil
    }
    #expect(left == [])
  }

  @Test func itWritesNowhereElse() async throws {
    let unruly = try await Unruly.built()
    let file = unruly.workshop["written"]
    let result = try await unruly.run(
      Unruly.deb, ["write", file], options: ["--expect-exit", "1"])
    if result.errors.contains("could write wherever you can") { return }
    #expect(result.status == 0, "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test func itReachesNoNetwork() async throws {
    let telephone = try Telephone()
    let result = try await Unruly.built().run(
      Unruly.deb, ["dial", "\(telephone.port)"], options: ["--expect-exit", "1"])
    if result.errors.contains("with the network in reach") { return }
    #expect(result.status == 0, "\(result.errors)")
    #expect(!telephone.hasRung())
  }

  @Test func whatTheSystemForbidsIsSaid() async throws {
    let unruly = try await Unruly.built()
    // A user namespace that may have no network namespace below it.
    let result = try await run(
      "unshare",
      [
        "--user", "--map-root-user", "/bin/sh", "-c",
        "echo 0 >/proc/sys/user/max_net_namespaces && exec \"$@\"", "sh", Surroundings.program,
        "verify", "--keyring", unruly.certificate, "--run", "--run-arg", "exit", "--run-arg", "0",
        unruly.workshop[Unruly.deb],
      ])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(
      result.errors.contains("note: '/usr/bin/unruly' ran with the network in reach"),
      "\(result.errors)")
  }

  /// The program calls a socket: that it can is shown first, that it did not is the point.
  @Test(arguments: [Unruly.rpm, Unruly.deb])
  func nothingOfATamperedPackageRuns(_ name: String) async throws {
    let unruly = try await Unruly.built()
    let place = try ScratchDirectory()
    let telephone = try Telephone(at: place["socket"])
    let good = try await unruly.run(name, ["call", place["socket"]])
    #expect(good.status == 0, "\(good.errors)")
    #expect(telephone.hasRung())
    let bytes = try unruly.workshop.read(name)
    // Not in the headers of ar, which nothing signs and dpkg does not look at.
    for position in stride(from: bytes.count / 8, to: bytes.count, by: bytes.count / 12) {
      var tampered = bytes
      tampered[position] ^= 1
      try place.write(tampered, to: name)
      let result = try await unruly.run(place[name], ["call", place["socket"]])
      #expect(result.status == 1, "byte \(position): \(result.output)")
      #expect(!telephone.hasRung(), "byte \(position)")
    }
    let stranger = try await pkg([
      "key", "generate", "--algorithm", "ed25519", "--user-id", "Other <other@example.com>",
      "--out", place["other"],
    ])
    #expect(stranger.status == 0)
    let distrusted = try await pkg([
      "verify", "--keyring", place["other.pub.asc"], "--run", "--run-arg", "call", "--run-arg",
      place["socket"], unruly.workshop[name],
    ])
    #expect(distrusted.status == 1)
    #expect(!telephone.hasRung())
  }

  /// A signature's file stands for what it signs, and is not itself vouched for.
  @Test func aSignatureIsNotRun() async throws {
    let unruly = try await Unruly.built()
    let place = try ScratchDirectory()
    let telephone = try Telephone(at: place["socket"])
    let source = try String(
      contentsOfFile: "\(packageDirectory)/Tests/Programs/unruly.c", encoding: .utf8)
    let program = try await TestBinary.c(kind: .static, source: source).path()
    try unruly.workshop.write("harmless\n", to: "notes")
    try await unruly.sign("notes")
    let signature = try unruly.workshop.read("notes.asc")
    try unruly.workshop.write(
      Array(try Data(contentsOf: URL(filePath: program))) + [10] + signature, to: "notes.asc")
    let result = try await unruly.run("notes.asc", ["call", place["socket"]])
    #expect(result.status != 0)
    #expect(!telephone.hasRung())
  }

  @Test func aSignedProgramIsRunWithoutAPackage() async throws {
    let unruly = try await Unruly.built()
    let program = try await TestBinary.go(.v1_27).path()
    try FileManager.default.copyItem(atPath: program, toPath: unruly.workshop["plain"])
    try await unruly.sign("plain")
    let result = try await unruly.run("plain", options: ["--expect-output", "^hello$"])
    #expect(result.status == 0, "\(result.errors)")
  }
}
