import Foundation
import TestSupport
import Testing

/// `pkg strip` as it is used: files in, files out, and nothing on failure.
@Suite struct StripCommandTests {
  private static let greeter = TestBinary.c(flags: ["-g"])

  @Test func splitsAndTheDebuggerFindsIt() async throws {
    let place = try ScratchDirectory()
    let path = try await TestBinary.go(.v1_27).path()
    for name in ["none", "zlib", "zstd"] {
      let result = try await pkg([
        "strip", "--split", place["\(name).debug"], "--compress-debug", name, path, "-o",
        place[name],
      ])
      #expect(result.status == 0 && result.errors == "" && result.output == "")
      let line = try await succeed(
        "gdb-multiarch", ["-nx", "-batch", "-ex", "info line main.boom", name], in: place.path)
      #expect(line.contains("main.go\" starts at address"), "\(line)")
      let sections = try await succeed("readelf", ["-tW", place["\(name).debug"]])
      #expect(sections.contains("COMPRESSED") == (name != "none"))
      #expect(sections.contains("ZSTD") == (name == "zstd"))
      let lint = try await run("eu-elflint", ["--gnu-ld", "-d", place["\(name).debug"]])
      #expect(lint.output.split(separator: "\n").allSatisfy { $0.contains("owner name 'Go'") })
      #expect(try await run(place[name]).output == "hello\n")
    }
    // Whatever the compression, the debugging information is the same.
    let dumps = try await ["none", "zlib", "zstd"].asyncMap { name in
      try await succeed(
        "sh",
        [
          "-c", "readelf --debug-dump=info \"$0\" | grep -v '^File:' | sha256sum",
          place["\(name).debug"],
        ])
    }
    #expect(Set(dumps).count == 1)
    // What is loaded is the same; only the link tells them apart.
    #expect(try await run("eu-elfcmp", [place["none"], place["zstd"]]).status == 0)
  }

  @Test func compressesWhatTheCompilerLeftPlain() async throws {
    let place = try ScratchDirectory()
    let path = try await Self.greeter.path()
    for (name, type) in [("zlib", "ZLIB"), ("zstd", "ZSTD")] {
      try await succeed(
        Surroundings.program,
        ["strip", "--split", place[name], "--compress-debug", name, path, "-o", place["out"]])
      let sections = try await succeed("readelf", ["-tW", place[name]])
      #expect(sections.contains(type))
      // Both tools read the same names out of it that they read before.
      // elfutils 0.188 is built without zstd.
      for tool in name == "zlib" ? ["eu-readelf", "readelf"] : ["readelf"] {
        let before = try await succeed(tool, ["--debug-dump=info", path])
        let after = try await succeed(tool, ["--debug-dump=info", place[name]])
        #expect(before.contains("greeter.c") && after.contains("greeter.c"))
      }
    }
  }

  @Test func filesByBuildID() async throws {
    let place = try ScratchDirectory()
    let path = try await TestBinary.go(.v1_27).path()
    let result = try await pkg(["strip", "--split", place["debug/"], path, "-o", place["program"]])
    #expect(result.status == 0, "\(result.errors)")
    let notes = try await succeed("readelf", ["-n", path])
    let match = try #require(notes.firstMatch(of: /Build ID: ([0-9a-f]{2})([0-9a-f]+)/))
    #expect(try place.names(in: "debug/.build-id/\(match.1)") == ["\(match.2).debug"])
    let line = try await succeed(
      "gdb-multiarch",
      [
        "-nx", "-batch", "-iex", "set debug-file-directory \(place["debug"])", "-ex",
        "info line main.boom", place["program"],
      ])
    #expect(line.contains("main.go\" starts at address"))
    let bare = try await TestBinary.c(flags: ["-g", "-Wl,--build-id=none"]).path()
    let refused = try await pkg(["strip", "--split", place["other/"], bare, "-o", place["bare"]])
    #expect(refused.status == 65 && refused.errors.contains("[strip.no-build-id]"))
    #expect(try place.names(in: "") == ["debug", "program"])
  }

  @Test func keepsTheModeWhateverTheUmask() async throws {
    let place = try ScratchDirectory()
    let path = try await Self.greeter.path()
    try await succeed("cp", [path, place["input"]])
    for mode in ["755", "4750", "600"] {
      try await succeed("chmod", [mode, place["input"]])
      try await succeed(
        "sh",
        [
          "-c", "umask 077; \"$0\" strip \"$1\" -o \"$2\"", Surroundings.program, place["input"],
          place["output"],
        ])
      #expect(try await succeed("stat", ["-c", "%a", place["output"]]) == "\(mode)\n")
    }
  }

  @Test func replacesItsInputWhole() async throws {
    let place = try ScratchDirectory()
    let path = try await Self.greeter.path()
    try await succeed("cp", [path, place["program"]])
    try await succeed(Surroundings.program, ["strip", place["program"], "-o", place["program"]])
    #expect(try await run(place["program"]).output == "2 3\n")
    try await succeed("strip", ["-s", "-o", place["gnu"], path])
    try await succeed("cmp", [place["program"], place["gnu"]])
    #expect(try place.names(in: "") == ["gnu", "program"])
  }

  struct Refusal: Sendable, CustomStringConvertible {
    var code: String
    var status: Int32 = 65
    var input: String
    var options: [String] = []
    var description: String { "\(code) \(options)" }
  }

  static let refusals: [Refusal] = [
    .init(code: "strip.archive", input: "answer.a"),
    .init(code: "strip.relocatable", input: "answer.o"),
    .init(code: "strip.trailing-data", input: "trailing"),
    .init(code: "strip.module-signature", input: "signed.ko", options: ["--mode", "debug"]),
    .init(
      code: "strip.module-signature", input: "signed.ko",
      options: ["--mode", "debug", "--keep-trailing"]),
    .init(code: "strip.unknown-mode", status: 64, input: "greeter", options: ["--mode", "more"]),
    .init(
      code: "strip.unknown-compression", status: 64, input: "greeter",
      options: ["--split", "DEBUG", "--compress-debug", "lzma"]),
    .init(
      code: "strip.needed-section", input: "greeter", options: ["--remove-section", ".text"]),
    .init(code: "strip.nothing-to-split", input: "stripped", options: ["--split", "DEBUG"]),
    .init(code: "strip.same-file", status: 64, input: "greeter", options: ["--split", "OUT"]),
    .init(code: "binary.not-elf", input: "answer.c"),
    .init(code: "input.missing", status: 66, input: "nowhere"),
    .init(
      code: "output.cannot-create", status: 73, input: "greeter", options: ["--split", "no/x"]),
  ]

  @Test(arguments: refusals) func leavesNothingOnFailure(_ refusal: Refusal) async throws {
    let place = try ScratchDirectory()
    let object = try await TestBinary.c(kind: .object, flags: ["-g"]).path()
    let greeter = try await Self.greeter.path()
    try await succeed("cp", [object, place["answer.o"]])
    try await succeed("cp", [greeter, place["greeter"]])
    try await succeed("ar", ["Drcs", place["answer.a"], object])
    try await succeed("strip", ["-s", "-o", place["stripped"], greeter])
    try place.write("int x;\n", to: "answer.c")
    let signature =
      [UInt8](repeating: 1, count: 4) + [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 4]
      + Array("~Module signature appended~\n".utf8)
    try place.write([UInt8](Data(contentsOf: URL(filePath: object))) + signature, to: "signed.ko")
    try place.write([UInt8](Data(contentsOf: URL(filePath: greeter))) + [9], to: "trailing")
    try place.write("older", to: "out/result")
    let options = refusal.options.map {
      $0 == "DEBUG"
        ? place["out/debug"]
        : $0 == "OUT"
          ? place["out/result"]
          : $0 == "no/x" ? place["no/x"] : $0
    }
    let result = try await pkg(
      ["strip", place[refusal.input], "-o", place["out/result"]] + options)
    #expect(result.status == refusal.status)
    #expect(result.errors.contains("[\(refusal.code)]"), "\(result.errors)")
    #expect(result.errors.contains("hint: "))
    #expect(try place.names(in: "out") == ["result"])
    #expect(try String(contentsOfFile: place["out/result"], encoding: .utf8) == "older")
  }

  @Test func removesAModuleSignature() async throws {
    let place = try ScratchDirectory()
    let object = try await TestBinary.c(kind: .object, flags: ["-g"]).path()
    let signature =
      [UInt8](repeating: 1, count: 4) + [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 4]
      + Array("~Module signature appended~\n".utf8)
    try place.write([UInt8](Data(contentsOf: URL(filePath: object))) + signature, to: "signed.ko")
    try await succeed(
      Surroundings.program,
      [
        "strip", "--mode", "debug", "--drop-module-signature", place["signed.ko"], "-o",
        place["out.ko"],
      ])
    try await succeed("strip", ["-g", "-o", place["gnu.ko"], object])
    try await succeed("cmp", [place["out.ko"], place["gnu.ko"]])
  }

  @Test func asksForASplitBeforeACompression() async throws {
    let result = try await pkg([
      "strip", "--compress-debug", "zlib", "x", "-o", "y",
    ])
    #expect(result.status == 64)
  }

  /// A section that claims more than it holds, or holds less than it claims.
  @Test func refusesDamagedSections() async throws {
    let path = try await TestBinary.c(flags: ["-g", "-gz"]).path()
    let text = try await succeed("readelf", ["-SW", path])
    let match = try #require(text.firstMatch(of: #/\.debug_info +PROGBITS +0+ ([0-9a-f]+) /#))
    let offset = try #require(Int(match.1, radix: 16))
    let good = [UInt8](try Data(contentsOf: URL(filePath: path)))
    for (place, value) in [(offset + 8, UInt8(0xff)), (offset + 14, 0x10), (offset + 40, 0x77)] {
      var bytes = good
      bytes[place] = value
      let room = try ScratchDirectory()
      try room.write(bytes, to: "damaged")
      let arguments = ["strip", room["damaged"], "-o", room["out"], "--split", room["debug"]]
      let result = try await pkg(arguments + ["--compress-debug", "none"])
      #expect(result.status == 65 && result.errors.contains("[strip.damaged-section]"))
      #expect(try room.names(in: "") == ["damaged"])
      // As it is it may go: what it holds is between the compiler and the debugger.
      #expect(try await pkg(arguments).status == 0)
    }
  }
}

extension Sequence {
  fileprivate func asyncMap<Value>(
    _ body: (Element) async throws -> Value
  ) async throws -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await body(element)) }
    return values
  }
}
