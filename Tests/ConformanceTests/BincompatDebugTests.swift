import Foundation
import TestSupport
import Testing

/// Where `pkg bincompat` looks for debugging information that is not in the library.
@Suite struct BincompatDebugTests {
  /// Two versions whose debugging information was split off and has its common part in one file
  /// more, as distributions ship it.
  private struct Shared {
    let scratch: ScratchDirectory

    init() async throws {
      let samples = try await BincompatSamples.built()
      scratch = try ScratchDirectory()
      for name in ["old", "new"] {
        try scratch.makeDirectory("\(name)/lib/debug")
        try scratch.makeDirectory("\(name)/lib/debug/.dwz")
        try await succeed(
          "cp", [samples.scratch["\(name).stripped"], scratch["\(name)/libcore.so"]])
        try await succeed(
          "cp", [samples.scratch["\(name).debug"], scratch["\(name)/lib/debug/libcore.debug"]])
        // The shared file needs two to share it.
        let other = try await TestBinary.c(
          kind: .shared, source: BincompatSamples.newSource + "int more;\n",
          flags: BincompatSamples.flags
        ).path()
        try await succeed("objcopy", ["--only-keep-debug", other, scratch["\(name)/other.debug"]])
        try await succeed(
          "dwz",
          [
            "-m", scratch["\(name)/lib/debug/.dwz/core"], "-M", ".dwz/core",
            scratch["\(name)/lib/debug/libcore.debug"], scratch["\(name)/other.debug"],
          ])
      }
    }

    func compare(_ old: String, _ new: String) async throws -> RunResult {
      try await pkg(
        [
          "bincompat", "--old", scratch["old/libcore.so"], "--new", scratch["new/libcore.so"],
          "--old-debug", scratch[old], "--new-debug", scratch[new],
        ], in: scratch["old"])
    }
  }

  @Test(arguments: ["lib/debug/libcore.debug", "lib/debug", "lib"])
  func findsWhatSeveralFilesShare(_ path: String) async throws {
    let shared = try await Shared()
    let result = try await shared.compare("old/\(path)", "new/\(path)")
    #expect(result.status == 1, "\(result.errors)")
    for rule in ["fn-removed", "fn-added", "type-size", "member-added", "member-offset"] {
      #expect(result.output.contains(" \(rule) "), "\(rule): \(result.output)")
    }
    #expect(!result.output.contains("UNDEFINED type"))
  }

  /// Another file of the name is not taken for it, and a missing one is named.
  @Test(arguments: [true, false]) func saysWhatIsMissing(_ isReplaced: Bool) async throws {
    let shared = try await Shared()
    let file = shared.scratch["old/lib/debug/.dwz/core"]
    try FileManager.default.removeItem(atPath: file)
    if isReplaced {
      try await succeed("cp", [shared.scratch["old/other.debug"], file])
    }
    let result = try await shared.compare("old/lib/debug/libcore.debug", "new/lib/debug")
    #expect(result.status == 1 && result.output.contains("fn-removed"))
    #expect(
      result.output.contains(
        "part of its debugging information lies in '.dwz/core', which is not at hand"),
      "\(result.output)")
    #expect(!result.output.contains(" type-size "))
  }

  /// What lies in files of its own is UNDEFINED, with the name of one.
  @Test func saysThatTypesAreInOtherFiles() async throws {
    let scratch = try ScratchDirectory()
    for (name, source) in [
      ("old", BincompatSamples.oldSource), ("new", BincompatSamples.newSource),
    ] {
      try scratch.write(source, to: "\(name).c")
      try await succeed(
        "gcc", ["-g", "-gsplit-dwarf", "-shared", "-fPIC", "-o", "\(name).so", "\(name).c"],
        in: scratch.path)
    }
    let result = try await pkg(
      ["bincompat", "--old", scratch["old.so"], "--new", scratch["new.so"]], in: scratch.path)
    #expect(result.status == 1 && result.output.contains("BREAKING fn-removed gone"))
    #expect(result.output.contains("UNDEFINED type-evidence"))
    #expect(result.output.contains("lies in files of its own, such as '"))
    #expect(result.output.contains(".dwo'"))
  }

  /// What is given beside the libraries is looked at before it is believed.
  @Test func refusesWhatDescribesNothing() async throws {
    let samples = try await BincompatSamples.built()
    let scratch = try ScratchDirectory()
    let text = try scratch.write("int f(void);\n", to: "core.h")
    let bare = try await TestBinary.c(kind: .shared, flags: ["-Wl,--build-id=none"]).path()
    try scratch.makeDirectory("empty")
    let sides = ["--old", samples.old, "--new", samples.new]
    let cases: [([String], Int32, String)] = [
      (sides + ["--profile", "rust"], 2, "bincompat.unknown-profile"),
      (sides + ["--old-header", text], 65, "bincompat.bad-header"),
      (
        [
          "--old", samples.scratch["tree-old"], "--new", samples.scratch["tree-new"],
          "--old-header", text,
        ], 65, "bincompat.bad-header"
      ),
      (sides + ["--old-debug", bare], 65, "bincompat.no-build-id"),
      (["--old", scratch["empty"], "--new", samples.new], 65, "bincompat.no-binaries"),
    ]
    for (arguments, status, code) in cases {
      let result = try await pkg(["bincompat"] + arguments, in: scratch.path)
      #expect(result.status == status && result.errors.contains("[\(code)]"), "\(result.errors)")
      #expect(result.output == "")
    }
    let ignored = try scratch.write("symbol:never # nobody\n", to: "ignore")
    let idle = try await pkg(
      ["bincompat"] + sides + ["--ignore-file", ignored], in: scratch.path)
    #expect(idle.errors.contains("[bincompat.unused-entry]"))
  }

  /// No report replaces what was compared, whatever it is called.
  @Test func sparesWhatItCompares() async throws {
    let samples = try await BincompatSamples.built()
    let scratch = try ScratchDirectory()
    for name in ["old", "new"] {
      try await succeed("cp", [samples.scratch["\(name).stripped"], scratch["\(name).so"]])
      try await succeed("cp", [samples.scratch["\(name).debug"], scratch["\(name).debug"]])
    }
    try await succeed("ln", ["-s", "new.so", scratch["link.so"]])
    try scratch.write("symbol:gone # replaced\n", to: ".bincompat-ignore")
    let sides = [
      "bincompat", "--old", "old.so", "--old-debug", "old.debug", "--new", "new.so",
      "--new-debug", "new.debug",
    ]
    let before = try scratch.names().map { try scratch.read($0) }
    for output in ["old.so", "./new.so", "link.so", scratch["old.debug"], ".bincompat-ignore"] {
      for option in ["--output", "--export-abignore"] {
        let result = try await pkg(sides + [option, output], in: scratch.path)
        #expect(
          result.status == 2 && result.errors.contains("[output.is-input]"),
          "\(option) \(output): \(result.errors)")
      }
    }
    let dump = try await pkg(["bincompat", "dump", "old.so", "-o", "./old.so"], in: scratch.path)
    #expect(dump.status == 2 && dump.errors.contains("[output.is-input]"), "\(dump.errors)")
    #expect(try scratch.names().map { try scratch.read($0) } == before)
  }
}
