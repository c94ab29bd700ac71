import ELF
import TestSupport
import Testing

/// What the dynamic loader does with patched files.
@Suite struct PatchLoadingTests {
  /// A program that calls a library which stands in a directory of its own.
  private struct Pair {
    var folder: String
    var program: [UInt8]
    var library: String
  }

  private func pair(versioned: Bool = false) async throws -> Pair {
    let folder = try await Programs.shared.scratch("loading")
    let source = "int answer(void) { return 42; }\n"
    try write(Array(source.utf8), to: "\(folder)/answer.c")
    try write(Array("ANSWER_1 { global: answer; local: *; };\n".utf8), to: "\(folder)/map")
    try write(
      Array("int answer(void);\nint main(void) { return answer() == 42 ? 7 : 1; }\n".utf8),
      to: "\(folder)/main.c")
    try await succeed("mkdir", ["\(folder)/lib"])
    try await succeed(
      "gcc",
      ["-shared", "-fPIC", "-Wl,-soname,libanswer.so.1", "-o", "\(folder)/lib/libanswer.so.1"]
        + (versioned ? ["-Wl,--version-script,\(folder)/map"] : []) + ["\(folder)/answer.c"])
    try await succeed(
      "gcc", ["-o", "\(folder)/main", "\(folder)/main.c", "\(folder)/lib/libanswer.so.1"])
    return Pair(
      folder: folder, program: try contents("\(folder)/main"),
      library: "\(folder)/lib/libanswer.so.1")
  }

  private func start(_ pair: Pair, _ patch: ELFPatch) async throws -> RunResult {
    try write(ELFTests.patch(pair.program, patch), to: "\(pair.folder)/patched")
    return try await run("\(pair.folder)/patched")
  }

  @Test func findsALibraryByThePathSet() async throws {
    let pair = try await pair()
    #expect(try await run("\(pair.folder)/main").status == 127)
    for path in ["\(pair.folder)/lib", "/nowhere:$ORIGIN/lib"] {
      #expect(try await start(pair, change { $0.searchPath = path }).status == 7)
    }
    let added = change { $0.addedDirectories = ["/nowhere", "\(pair.folder)/lib"] }
    #expect(try await start(pair, added).status == 7)
    #expect(try await start(pair, change { $0.searchPath = "" }).status == 127)
    let ldd = try await succeed("ldd", ["\(pair.folder)/patched"])
    #expect(ldd.contains("libanswer.so.1 => not found"))
  }

  /// The record of the versions names the library, too, and the loader looks there.
  @Test func startsWithALibraryUnderAnotherName() async throws {
    for versioned in [false, true] {
      let pair = try await pair(versioned: versioned)
      for name in ["libq.so", "libanswer-under-a-much-longer-name.so.1"] {
        let renamed = try ELFTests.patch(contents(pair.library), change { $0.soname = name })
        try write(renamed, to: "\(pair.folder)/lib/\(name)")
        let result = try await start(
          pair,
          change {
            $0.searchPath = "$ORIGIN/lib"
            $0.replacedLibraries = [.init("libanswer.so.1", with: name)]
          })
        #expect(result.status == 7, "\(result.errors)")
        let needs = try await succeed("readelf", ["-VW", "\(pair.folder)/patched"])
        #expect(!needs.contains("libanswer.so.1") && needs.contains("File: \(name)") == versioned)
        let ldd = try await succeed("ldd", ["\(pair.folder)/patched"])
        #expect(ldd.contains("\(name) => \(pair.folder)/lib/\(name)"))
      }
    }
  }

  @Test func loadsWhatIsAdded() async throws {
    let folder = try await Programs.shared.scratch("added")
    let source = """
      #include <stdio.h>
      __attribute__((constructor)) static void greet(void) { puts("loaded"); fflush(stdout); }

      """
    try write(Array(source.utf8), to: "\(folder)/greet.c")
    try await succeed(
      "gcc", ["-shared", "-fPIC", "-o", "\(folder)/libgreet.so", "\(folder)/greet.c"])
    for binary in [TestBinary.c(), .go(.v1_27, kind: .pie), .go(.v1_27, kind: .cgoInternal)] {
      let bytes = try contents(try await binary.path())
      let patched = try ELFTests.patch(
        bytes,
        change {
          $0.addedLibraries = ["libgreet.so"]
          $0.searchPath = folder
        })
      try write(patched, to: "\(folder)/program")
      let result = try await run("\(folder)/program")
      #expect(result.status == 0 && result.output.hasPrefix("loaded\n"), "\(result.errors)")
      let without = try ELFTests.patch(patched, change { $0.removedLibraries = ["libgreet.so"] })
      try write(without, to: "\(folder)/program")
      #expect(try await run("\(folder)/program").output == binary.run().output)
    }
  }

  /// A symbol, the program's own interpreter and its libraries, as a debugger finds them.
  @Test func isUnderstoodByADebugger() async throws {
    let source = "int answer(int x) { return x * 42; }\nint main(void) { return answer(0); }\n"
    let binary = TestBinary.c(source: source, flags: ["-g", "-O0"])
    let folder = try await Programs.shared.scratch("gdb")
    let bytes = try contents(try await binary.path())
    let loader = try #require(try parse(bytes).interpreter)
    let patched = try ELFTests.patch(
      bytes,
      change {
        $0.searchPath = "/opt/somewhere/far/from/here"
        $0.interpreter = longer(loader)
        $0.addedLibraries = [
          "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1",
        ]
      })
    try write(patched, to: "\(folder)/program")
    let result = try await run(
      "gdb-multiarch",
      [
        "-batch", "-nx", "-ex", "break answer", "-ex", "run", "-ex", "backtrace", "-ex",
        "info sharedlibrary", "\(folder)/program",
      ])
    #expect(result.output.contains("#0  answer (x=0)") && result.output.contains("in main ()"))
    #expect(result.output.contains("libutil.so.1"), "\(result.output)\(result.errors)")
  }

  /// Panics are traced to lines, and the module that checks itself at start is content.
  @Test func keepsWhatGoLooksUpAtRunTime() async throws {
    let folder = try await Programs.shared.scratch("go-patch")
    let traced = TestBinary.go(.v1_27, kind: .cgoInternalPIE)
    let checked = TestBinary.go(
      .v1_27, kind: .fips, flags: ["-buildmode=pie"])
    for binary in [traced, checked] {
      let bytes = try contents(try await binary.path())
      let loader = try #require(try parse(bytes).interpreter)
      let patched = try ELFTests.patch(
        bytes,
        change {
          $0.interpreter = longer(loader)
          $0.searchPath = "/opt/somewhere"
          $0.addedLibraries = ["libm.so.6", "libdl.so.2"]
        })
      let path = "\(folder)/program"
      try write(patched, to: path)
      let environment = ["GODEBUG": "fips140=\(binary == checked ? "on" : "off")"]
      let result = try await run(path, environment: environment)
      let expected = try await binary.run()
      #expect(result.status == 0 && result.output == expected.output)
      let panic = try await run(path, ["-panic"], environment: environment)
      #expect(panic.status == 2 && panic.errors.contains("main.boom"))
      #expect(try await buildInfo(path) == buildInfo(binary.path()))
      let identifiers = try await GoToolchain.v1_27.run(["tool", "buildid", path]).output
      let before = try await GoToolchain.v1_27.run(["tool", "buildid", binary.path()]).output
      #expect(identifiers == before)
    }
    // The check is there: one byte of its code makes it fail.
    var damaged = try contents(try await checked.path())
    let text = try #require(try parse(damaged).section(named: ".go.fipsinfo"))
    damaged[text.fileRange.lowerBound + 20] ^= 1
    try write(damaged, to: "\(folder)/damaged")
    let result = try await run("\(folder)/damaged", environment: ["GODEBUG": "fips140=on"])
    #expect(result.status != 0 && result.errors.contains("fips140"))
  }
}
