import Bytes
import ELF
import TestSupport
import Testing

/// Debug files, by what debuggers and other tools make of them.
///
/// The bytes come from the planned
/// pieces alone; the command line's tests write them with compressed sections.
@Suite struct DebugFileTests {
  /// The debug file as bytes, and the program without what it holds but for the link.
  private func split(_ path: String, into folder: String) async throws -> [UInt8] {
    let bytes = try contents(path)
    let file = try parse(bytes)
    let debug = try file.debugFile(of: bytes.span.bytes)
    var output: [UInt8] = []
    for piece in debug.pieces {
      switch piece {
      case .input(let range): output += bytes[range]
      case .bytes(let new): output += new
      case .replacement: Issue.record("nothing was to be replaced")
      }
    }
    #expect(output.count == debug.size)
    try write(output, to: "\(folder)/program.debug")
    let printed = try await succeed(
      "python3",
      [
        "-c", "import sys, zlib; print(zlib.crc32(open(sys.argv[1], 'rb').read()))",
        "\(folder)/program.debug",
      ])
    let checksum = try #require(UInt32(printed.split(separator: "\n").first ?? ""))
    let options = StripOptions(
      .all, debugLink: DebugLink(name: "program.debug", checksum: checksum))
    let image = try file.stripped(options, of: bytes.span.bytes)
    try write(image.assembled(from: bytes.span.bytes), to: "\(folder)/program")
    return output
  }

  static let binaries: [TestBinary] =
    [
      .c(flags: ["-g"]), .c(kind: .noPIE, flags: ["-g", "-gdwarf-4"]),
      .c(kind: .static, flags: ["-g"]), .c(kind: .staticPIE, flags: ["-g"]),
      .c(kind: .shared, flags: ["-g"]), .c(flags: ["-g", "-gz"]),
      .c(flags: ["-g", "-fuse-ld=lld"]), .c(arch: .arm64, flags: ["-g"]),
      .c(arch: .arm(7), flags: ["-g"]), .c(arch: .s390x, flags: ["-g"]),
      .c(arch: .mips, flags: ["-g"]), .c(arch: .ppc64le, kind: .static, flags: ["-g"]),
    ] + Matrix.go

  @Test(arguments: binaries) func isWhatToolsExpect(_ binary: TestBinary) async throws {
    let folder = try await Programs.shared.scratch("split")
    let path = try await binary.path()
    let debug = try await split(path, into: folder)
    let before = try parse(contents(path))
    let after = try parse(debug)
    #expect(after.isDebugFile)
    #expect(after.sectionHeaders.map(\.name) == before.sectionHeaders.map(\.name))
    #expect(after.sectionHeaders.map(\.address) == before.sectionHeaders.map(\.address))
    #expect(after.notes == before.notes)
    for (old, new) in zip(before.sectionHeaders, after.sectionHeaders) {
      #expect(
        (new.type == .noBits) == (old.isAllocated && old.type != .note || old.type == .noBits))
    }
    // As objcopy's, at most: it misplaces segments, which the linter remarks on.
    let objcopy = binary.architecture.tool("objcopy") ?? "objcopy"
    let theirs = "\(folder)/theirs.debug"
    if binary.architecture.triplet != nil {
      try await succeed(objcopy, ["--only-keep-debug", path, theirs])
      let lint = try await run("eu-elflint", ["--gnu-ld", "-d", theirs])
      let own = try await run("eu-elflint", ["--gnu-ld", "-d", "\(folder)/program.debug"])
      #expect(messages(own.output).isSubset(of: messages(lint.output).union(["No errors"])))
      // Nor is it longer, but for the ends of names that objcopy has names share.
      let shared = try [debug, contents(theirs)].map {
        try $0.count - Int(parse($0).section(named: ".strtab")?.size ?? 0)
      }
      #expect(shared[0] <= shared[1] + 4096)
    }
    #expect(
      try await run("eu-elfclassify", ["--debug-only", "\(folder)/program.debug"]).status == 0)
    let link = try await succeed(
      "readelf", ["--string-dump=.gnu_debuglink", "\(folder)/program"])
    #expect(link.contains("program.debug"))
  }

  /// Without numbers and names of symbols: a tool may leave out those that stand for sections.
  private func messages(_ text: String) -> Set<String> {
    Set(
      text.split(separator: "\n").map {
        String($0).replacing(/\[ *\d+\]/, with: "[]").replacing(/symbol \d+/, with: "symbol")
      })
  }

  /// The link as `objcopy --add-gnu-debuglink` adds it, byte for byte.
  @Test(arguments: [[], ["-static"], ["-fuse-ld=lld"]])
  func linksAsObjcopyDoes(_ flags: [String]) async throws {
    let path = try await TestBinary.c(flags: ["-g"] + flags).path()
    let folder = try await Programs.shared.scratch("link")
    _ = try await split(path, into: folder)
    try await succeed("strip", ["-s", "-o", "\(folder)/bare", path])
    try await succeed(
      "objcopy", ["--add-gnu-debuglink=program.debug", "bare", "theirs"], in: folder)
    #expect(try contents("\(folder)/program") == contents("\(folder)/theirs"))
  }

  static let debugged: [TestBinary] = [
    .go(.v1_27), .go(.v1_27, flags: ["-ldflags=-compressdwarf=false"]),
    .go(.v1_27, environment: ["GOEXPERIMENT": "nodwarf5"]), .go(.v1_27, kind: .pie),
    .go(.v1_27, kind: .cgoExternal), .go(.v1_19), .go(.v1_27, arch: .arm64),
    .go(.v1_27, arch: .s390x),
  ]

  /// gdb finds lines through the link and through the build id, DWARF 4 and 5.
  @Test(arguments: debugged) func leadsADebuggerToTheLine(_ binary: TestBinary) async throws {
    let folder = try await Programs.shared.scratch("gdb")
    _ = try await split(binary.path(), into: folder)
    let question = ["-nx", "-batch", "-ex", "info line main.boom", "program"]
    func ask(_ arguments: [String]) async throws -> String {
      try await run("gdb-multiarch", arguments + question, in: folder).output
    }
    let answer = "main.go\" starts at address"
    #expect(try await ask([]).contains(answer))
    let debug = "\(folder)/program.debug"
    try await succeed("mv", [debug, "\(folder)/elsewhere"])
    #expect(!(try await ask([]).contains(answer)))
    // Only what carries a GNU build id can be found by it.
    guard let name = try parse(contents(await binary.path())).notes.debugFilePath else {
      #expect(binary.description.contains("go1.19"))
      return
    }
    try await succeed("install", ["-D", "\(folder)/elsewhere", "\(folder)/debug/\(name)"])
    #expect(try await ask(["-iex", "set debug-file-directory \(folder)/debug"]).contains(answer))
  }

  /// The two halves make the whole again.
  @Test(arguments: [TestBinary.c(kind: .noPIE, flags: ["-g"]), .go(.v1_27)])
  func joinsAgain(_ binary: TestBinary) async throws {
    let folder = try await Programs.shared.scratch("join")
    _ = try await split(binary.path(), into: folder)
    let joined = "\(folder)/joined"
    try await succeed(
      "eu-unstrip", ["-o", joined, "\(folder)/program", "\(folder)/program.debug"])
    let sections = try parse(contents(joined)).sectionHeaders.map(\.name)
    let before = try parse(contents(await binary.path())).sectionHeaders.map(\.name)
    #expect(Set(sections).subtracting([".gnu_debuglink"]) == Set(before))
    try await succeed("chmod", ["755", joined])
    let result = try await binary.architecture.run(joined)
    #expect(try await result.output == binary.run().output)
    #expect(
      try await run("eu-elfcmp", ["--ignore-build-id", "-q", binary.path(), "\(folder)/program"])
        .status < 2)
  }

  /// The scripts Go has gdb run name the build machine's directories: they do not ship.
  @Test func keepsTheScriptsForDebuggersOut() async throws {
    let folder = try await Programs.shared.scratch("scripts")
    let debug = try await split(TestBinary.go(.v1_27).path(), into: folder)
    #expect(try parse(debug).section(named: ".debug_gdb_scripts")?.type == .programData)
    #expect(
      try parse(contents("\(folder)/program")).section(named: ".debug_gdb_scripts") == nil)
    let bytes = try contents(await TestBinary.go(.v1_27).path())
    #expect(try parse(strip(bytes, .debug)).section(named: ".debug_gdb_scripts") == nil)
  }

  @Test func refusesWhatHasNothingToSplit() async throws {
    func code(_ bytes: [UInt8]) throws -> EditRefusal.Code? {
      let file = try parse(bytes)
      do throws(EditRefusal) {
        _ = try file.debugFile(of: bytes.span.bytes)
        return nil
      } catch { return error.code }
    }
    let folder = try await Programs.shared.scratch("refuse")
    let path = try await TestBinary.c(flags: ["-g"]).path()
    let debug = try await split(path, into: folder)
    #expect(try code(contents(path)) == nil)
    #expect(try code(strip(contents(path))) == .nothingToSplit)
    #expect(try code(contents("\(folder)/program")) == .alreadySplit)
    #expect(try code(debug) == .unsupported)
    #expect(try code(contents(path) + [1]) == nil)
  }

  /// Both classes and byte orders, with a section that is compressed on the way.
  @Test(arguments: [0, 1, 2, 3]) func replacesSections(_ index: Int) async throws {
    let (bytes, _) = SyntheticELF.all[index].build()
    let file = try parse(bytes)
    let number = try #require(file.compressibleSections.first)
    #expect(file.sectionHeaders[number].name == ".debug_info")
    let header = CompressionHeader(.zlib, size: 21, alignment: 1)
    let start = header.serialized(file.header.class, file.header.byteOrder)
    #expect(start.count == CompressionHeader.byteCount(in: file.header.class))
    let debug = try file.debugFile(
      replacing: [
        number: .init(size: start.count + 3, compression: header, alignment: 1)
      ], of: bytes.span.bytes)
    var output: [UInt8] = []
    for piece in debug.pieces {
      switch piece {
      case .input(let range): output += bytes[range]
      case .bytes(let new): output += new
      case .replacement(let section):
        #expect(section == number)
        output += start + [1, 2, 3]
      }
    }
    let result = try parse(output)
    let section = result.sectionHeaders[number]
    #expect(section.flags.contains(.compressed) && section.size == UInt64(start.count + 3))
    #expect(try result.compressionHeader(of: section, in: output.span.bytes) == header)
    let path = "\(try await Programs.shared.scratch("chdr"))/file"
    try write(output, to: path)
    let text = try await succeed("readelf", ["-tW", path])
    #expect(text.contains("ZLIB, 0000000000000015, 1") || text.contains("ZLIB, 00000015, 1"))
  }
}
