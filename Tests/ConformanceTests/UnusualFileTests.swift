import Foundation
import TestSupport
import Testing

/// Inputs that are no regular files, and files that 32 bits cannot measure: whatever command reads
/// a binary, it reads the one and refuses the other without waiting.
@Suite struct UnusualFileTests {
  struct Command: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var arguments: @Sendable (_ input: String, _ output: String) -> [String]
  }

  static let commands: [Command] = [
    Command(testDescription: "inspect") { input, _ in ["inspect", input] },
    Command(testDescription: "strip") { input, output in ["strip", input, "-o", output] },
    Command(testDescription: "strip --split") { input, output in
      ["strip", "--split", "\(output).debug", input, "-o", output]
    },
    Command(testDescription: "patch") { input, output in
      ["patch", "--set-rpath", "/opt/lib", input, "-o", output]
    },
    Command(testDescription: "abi check") { input, _ in
      ["abi", "check", input, "--target", "debian12"]
    },
    Command(testDescription: "bincompat") { input, _ in
      ["bincompat", "--old", input, "--new", input]
    },
  ]

  /// Row 43 of the adversarial inputs.
  @Test(arguments: commands) func whatIsNoRegularFile(_ command: Command) async throws {
    let place = try ScratchDirectory()
    try place.makeDirectory("empty")
    try #require(mkfifo(place["pipe"], 0o600) == 0)
    try await succeed("ln", ["-s", "nowhere", place["dangling"]])
    try await succeed("ln", ["-s", "circle", place["circle"]])
    try await succeed("ln", ["-s", "pipe", place["link-to-pipe"]])
    try await succeed(
      "python3",
      [
        "-c",
        "import os, socket, sys; os.chdir(sys.argv[1]); "
          + "socket.socket(socket.AF_UNIX).bind('socket')", place.path,
      ])
    // A directory is a collection of libraries to `bincompat`; here it is an empty one.
    let directory: Int32 = command.testDescription == "bincompat" ? 65 : 66
    let inputs: [(String, Int32)] = [
      (place["pipe"], 66), (place["link-to-pipe"], 66), (place["socket"], 66),
      (place["empty"], directory), (place["dangling"], 66), (place["circle"], 66),
      ("/dev/null", 66), ("/dev/zero", 66),
    ]
    for (input, status) in inputs {
      let before = try place.names()
      expectFailure(try await pkg(command.arguments(input, place["output"])), status)
      #expect(try place.names() == before, "\(input)")
    }
  }

  /// A link to a program is the program.
  @Test(arguments: commands) func aLinkToAProgram(_ command: Command) async throws {
    let place = try ScratchDirectory()
    let program = try await TestBinary.c(flags: ["-g"]).path()
    try await succeed("cp", [program, place["program"]])
    try await succeed("ln", ["-s", "program", place["link"]])
    let direct = try await pkg(command.arguments(place["program"], place["one"]))
    let linked = try await pkg(command.arguments(place["link"], place["other"]))
    #expect(direct.status == 0 && linked.status == 0, "\(linked.errors)")
    #expect(
      linked.output.replacing(place["link"], with: place["program"]) == direct.output)
    if FileManager.default.fileExists(atPath: place["one"]), !command.testDescription.contains("-")
    {
      #expect(try place.read("one") == place.read("other"))
    }
  }

  /// Row 44: what lies beyond 4 GiB is found there.
  ///
  /// The file is one hole, and takes no room.
  @Test func contentsBeyondFourGibibytes() async throws {
    let place = try ScratchDirectory()
    let program = try await TestBinary.c(flags: ["-g"]).path()
    try place.write(Self.spread, to: "spread.py")
    try await succeed("python3", [place["spread.py"], program, place["program"]])
    try await succeed("chmod", ["+x", place["program"]])
    let header = try await succeed("readelf", ["-hW", place["program"]])
    #expect(header.contains("Start of section headers:          5368713216 "))

    let report = try await pkg(["inspect", place["program"]])
    #expect(report.status == 0)
    #expect(report.output.contains("bytes at offset 5368709120\n"))
    #expect(!report.output.contains("\ntrailing "))
    #expect(try await pkg(["abi", "check", place["program"], "--target", "debian12"]).status == 0)
    for (mode, flag) in [("all", "-s"), ("unneeded", "--strip-unneeded")] {
      let ours = place["ours-\(mode)"]
      let theirs = place["theirs-\(mode)"]
      #expect(
        try await pkg(["strip", "--mode", mode, place["program"], "-o", ours]).status == 0)
      try await succeed("strip", [flag, "-o", theirs, place["program"]])
      #expect(try place.read("ours-\(mode)") == place.read("theirs-\(mode)"))
      #expect(try await succeed(ours, ["one"]) == succeed(program, ["one"]))
    }
    #expect(
      try await pkg(
        ["strip", "--split", place["split.debug"], place["program"], "-o", place["split"]]
      ).status == 0)
    let lines = try await succeed(
      "gdb-multiarch", ["-batch", "-nx", "-ex", "info line main", place["split"]])
    #expect(lines.contains("greeter.c"))
  }

  /// Moves `.comment` and the section headers to 5 GiB.
  private static let spread = """
    import struct, sys
    program = bytearray(open(sys.argv[1], 'rb').read())
    start, = struct.unpack_from('<Q', program, 40)
    count, names = struct.unpack_from('<HH', program, 60)
    table = program[start:start + 64 * count]
    strings, = struct.unpack_from('<Q', table, names * 64 + 24)
    far = 5 << 30
    for index in range(count):
        name = strings + struct.unpack_from('<I', table, index * 64)[0]
        if program[name:program.index(0, name)] == b'.comment':
            offset, size = struct.unpack_from('<QQ', table, index * 64 + 24)
            struct.pack_into('<Q', table, index * 64 + 24, far)
    struct.pack_into('<Q', program, 40, far + 4096)
    with open(sys.argv[2], 'wb') as out:
        out.write(program)
        out.seek(far)
        out.write(program[offset:offset + size])
        out.seek(far + 4096)
        out.write(table)

    """
}
