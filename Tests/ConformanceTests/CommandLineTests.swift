import TestSupport
import Testing

/// The command line itself: what `--help` lists works, and mistakes are told apart.
@Suite struct CommandLineTests {
  @Test func versionIsOneLine() async throws {
    let result = try await pkg(["--version"])
    #expect(result.status == 0)
    #expect(
      result.output.wholeMatch(of: /pkg \d+\.\d+\.\d+[a-z0-9.+-]*\n/) != nil, "\(result.output)")
  }

  @Test func everyListedCommandHasHelp() async throws {
    let help = try await pkg(["--help"])
    #expect(help.status == 0)
    let listed = lines(help.output).drop { !$0.hasPrefix("SUBCOMMANDS:") }.dropFirst()
      .compactMap { $0.firstMatch(of: /^  ([a-z]+)[ ,]/).map { String($0.1) } }
    #expect(listed.isSuperset(of: ["build", "check", "sign", "verify", "inspect", "strip", "key"]))
    for command in listed {
      let result = try await pkg([command, "--help"])
      #expect(result.status == 0 && result.output.contains("USAGE: pkg \(command)"), "\(command)")
    }
  }

  @Test(
    "mistakes on the command line are usage errors",
    arguments: [
      ["frobnicate"], ["build", "--frobnicate"], ["build", "-p", "msi"], ["build", "-j", "0"],
      ["verify"], ["strip"], ["build", "--set", "nonsense"],
    ])
  func usage(arguments: [String]) async throws {
    let result = try await pkg(arguments)
    #expect(result.status == 64, "\(arguments): \(result.errors)")
    #expect(!result.errors.isEmpty)
    #expect(result.output.isEmpty)
  }

  /// Swift would hand out other letters, and a file of another name would be written.
  @Test(arguments: [("inspect", 64), ("strip x -o", 64), ("bincompat --old x --new", 2)])
  func argumentsAreUTF8(command: String, status: Int32) async throws {
    let room = try ScratchDirectory()
    let result = try await run(
      "sh", ["-c", "exec '\(Surroundings.program)' \(command) \"$(printf 'x\\377')\""],
      in: room.path)
    #expect(result.status == status && result.errors.contains("[input.not-utf8]"))
    #expect(try room.names().isEmpty)
  }

  @Test func inspectPrintsTextAndJSON() async throws {
    let hello = try await Hello.built()
    let target = Hello.Target.all[0]
    for file in [
      hello.workshop["specs/hello/dist/hello_linux_arm7/hello"], hello.path(target.rpm),
      hello.path(target.deb), hello.certificate,
    ] {
      let text = try await pkg(["inspect", file])
      #expect(text.status == 0 && !text.output.isEmpty, "\(file): \(text.errors)")
      let json = try await pkg(["inspect", "--format", "json", file])
      #expect(json.status == 0, "\(file): \(json.errors)")
      let parsed = try await run(
        "python3", ["-c", "import json, sys; json.load(sys.stdin)"], input: json.output)
      #expect(parsed.status == 0, "\(file): \(parsed.errors)")
    }
  }

  @Test("pkg strip leaves a program that runs", arguments: Hello.Target.all)
  func strip(target: Hello.Target) async throws {
    let hello = try await Hello.built()
    let place = try ScratchDirectory()
    let input = hello.workshop["specs/hello/dist/hello_linux_\(target.name)/hello"]
    let result = try await pkg(["strip", "--mode", "all", input, "-o", place["usr/bin/hello"]])
    expectFailure(result, 73)
    try place.write("", to: "usr/bin/older")
    let stripped = try await pkg(["strip", "--mode", "all", input, "-o", place["usr/bin/hello"]])
    #expect(stripped.status == 0, "\(stripped.errors)")
    let greeting = try await Installation(root: place).runHello(["--lang", "de"], target)
    #expect(greeting.output == "Guten Tag, world!\n", "\(greeting.errors)")
  }

  @Test func buildCanBeNarrowed() async throws {
    let hello = try await Hello.built()
    let place = try ScratchDirectory()
    try await hello.build(into: place["out"], options: ["-p", "deb", "-a", "arm64"])
    let packages = try place.names(in: "out").filter {
      $0.hasSuffix(".rpm") || $0.hasSuffix(".deb")
    }
    #expect(packages == ["hello_1.2.3-1_arm64.deb"])
  }

  @Test func valuesCanBeSet() async throws {
    let small = try await SmallBuild()
    let result = try await small.build(["--set", "version=2.0.0", "-p", "deb"])
    #expect(result.status == 0, "\(result.errors)")
    let version = try await succeed(
      "dpkg-deb", ["-f", small.place["out/hello_2.0.0-1_amd64.deb"], "Version"])
    #expect(version == "2.0.0-1\n")
  }
}

extension Array where Element == String {
  fileprivate func isSuperset(of others: [String]) -> Bool { others.allSatisfy(contains) }
}
