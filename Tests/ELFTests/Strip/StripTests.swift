import Bytes
import ELF
import TestSupport
import Testing

/// The stripped bytes of a file.
func strip(_ bytes: [UInt8], _ mode: StripMode = .all) throws -> [UInt8] {
  try parse(bytes).stripped(mode, of: bytes.span.bytes).assembled(from: bytes.span.bytes)
}

@Suite struct StripTests {
  static let linked: [[String]] = [
    [], ["-g"], ["-no-pie", "-g"], ["-static", "-g"], ["-g", "-Wl,-z,norelro"],
    ["-g", "-Wl,--emit-relocs"],
  ]

  @Test(arguments: linked) func runsAsBefore(_ flags: [String]) async throws {
    let path = try await Programs.shared.c(greeter, flags)
    let folder = try await Programs.shared.scratch("run")
    for mode in [StripMode.debug, .unneeded, .all] {
      try write(strip(contents(path), mode), to: "\(folder)/program")
      let result = try await run("\(folder)/program", ["one"])
      #expect(result.output == "4 3\n")
    }
    let lint = try await run("eu-elflint", ["--gnu-ld", path])
    let after = try await run("eu-elflint", ["--gnu-ld", "\(folder)/program"])
    // In a static program eu-elflint counts the relocations that named the symbol table.
    if lint.status == 0 { #expect(after.status == 0) }
  }

  @Test(arguments: linked) func keepsSymbolsInDebugMode(_ flags: [String]) async throws {
    let path = try await Programs.shared.c(greeter, flags)
    let bytes = try contents(path)
    let ours = try strip(bytes, .debug)
    let file = try parse(ours)
    #expect(file.stripState == .symbolsOnly)
    let folder = try await Programs.shared.scratch("debug")
    try write(ours, to: "\(folder)/program")
    #expect(try await run("\(folder)/program").output == "2 3\n")
    let before = try await run("nm", ["-a", path]).output
    let after = try await run("nm", ["-a", "\(folder)/program"]).output
    // Only relocatable links keep symbols of the sections that go.
    if !flags.contains("-Wl,--emit-relocs") { #expect(before == after) }
    #expect(try strip(ours) == strip(bytes))
  }

  /// An object file without debugging information still links.
  @Test func stripsObjectFilesSoThatTheyLink() async throws {
    let path = try await Programs.shared.c(greeter, ["-c", "-g3"])
    let bytes = try contents(path)
    let file = try parse(bytes)
    #expect(throws: EditRefusal.self) { try file.stripped(.all, of: bytes.span.bytes) }
    let folder = try await Programs.shared.scratch("object")
    for mode in [StripMode.debug, .unneeded] {
      let ours = try strip(bytes, mode)
      #expect(ours.count < bytes.count / 2)
      try write(ours, to: "\(folder)/object.o")
      #expect(try await run("eu-elflint", ["--gnu-ld", "\(folder)/object.o"]).status == 0)
      let link = try await run("gcc", ["-o", "\(folder)/program", "\(folder)/object.o"])
      #expect(link.status == 0)
      #expect(try await run("\(folder)/program").output == "2 3\n")
    }
  }

  @Test func leavesAFileAloneWhenNothingGoes() async throws {
    let bytes = try contents(try await Programs.shared.c(greeter, ["-g"]))
    let file = try parse(bytes)
    let none = try file.stripped(.none, of: bytes.span.bytes)
    #expect(!none.changed && none.pieces == [.input(0..<bytes.count)])
    let stripped = try strip(bytes)
    let again = try parse(stripped).stripped(.debug, of: stripped.span.bytes)
    #expect(!again.changed && again.size == stripped.count)
    // Mode `none` asks nothing of the file.
    let trailing = bytes + [1, 2, 3]
    #expect(try strip(trailing, .none) == trailing)
  }

  @Test func refusesWhatItCannotKeep() async throws {
    let bytes = try contents(try await Programs.shared.c(greeter, ["-g"]))
    func code(_ bytes: [UInt8]) throws -> EditRefusal.Code? {
      let file = try parse(bytes)
      do throws(EditRefusal) {
        _ = try file.stripped(.all, of: bytes.span.bytes)
        return nil
      } catch { return error.code }
    }
    #expect(try code(bytes) == nil)
    #expect(try code(bytes + [1]) == .trailingData)
    var core = bytes
    core[16] = 4
    #expect(try code(core) == .core)
    core[16] = 9
    #expect(try code(core) == .unsupported)
    // Go 1.19 puts its tables first, so that half a file still has them.
    let program = try await TestBinary.go(.v1_19).bytes()
    #expect(try code(Array(program[..<(program.count / 2)])) == .truncated)
    var headless = bytes
    for offset in 40..<48 { headless[offset] = 0 }
    for offset in 60..<64 { headless[offset] = 0 }
    #expect(try code(headless) == .noSections)
    let (synthetic, places) = SyntheticELF.all[0].build()
    var linked = synthetic
    linked[places.sections + 64 + 40] = 200  // sh_link of .interp
    #expect(try code(linked) == .inconsistent)
    // `.debug_info` as a section group: 21 bytes are no list of words.
    var grouped = synthetic
    grouped[places.sections + 6 * 64 + 4] = 17
    #expect(try code(grouped) == .inconsistent)
  }

  @Test(arguments: [0, 1, 2, 3]) func stripsEveryClassAndByteOrder(_ index: Int) async throws {
    let (bytes, places) = SyntheticELF.all[index].build()
    let ours = try strip(bytes)
    let file = try parse(ours)
    #expect(
      file.sectionHeaders.map(\.name)
        == SyntheticELF.sectionNames.filter {
          ![".debug_info", ".symtab", ".strtab"].contains($0)
        })
    let header = file.size(ofHeader: SyntheticELF.all[index].wide)
    #expect(ours[header..<places.loadEnd] == bytes[header..<places.loadEnd])
    let folder = try await Programs.shared.scratch("synthetic-strip")
    try write(ours, to: "\(folder)/file")
    #expect(try await run("readelf", ["-hlSdVnW", "\(folder)/file"]).errors == "")

    // The symbol of a section that stays is renumbered, that of one that goes is void.
    let debug = try strip(bytes, .debug)
    try write(debug, to: "\(folder)/debug")
    let symbols = try await run("readelf", ["-sW", "\(folder)/debug"])
    #expect(symbols.errors == "")
    #expect(symbols.output.contains("  4 _DYNAMIC"))
    #expect(!symbols.output.contains("  6 "))
  }

  /// A segment that only describes a section outside memory follows that section.
  @Test(arguments: [0, 1, 2, 3]) func movesTheSegmentOfAMovedSection(_ index: Int) throws {
    var synthetic = SyntheticELF.all[index]
    synthetic.describesComment = true
    let (bytes, _) = synthetic.build()
    let ours = try strip(bytes)
    let file = try parse(ours)
    let segment = try #require(file.programHeaders.last)
    #expect(ours[segment.fileRange].elementsEqual("attributes".utf8))
    #expect(segment.fileRange == file.section(named: ".comment")?.fileRange)
    #expect(segment.fileRange != (try parse(bytes)).programHeaders.last?.fileRange)
    #expect(try strip(ours) == ours)
  }

  @Test func refusesADebugFile() async throws {
    let path = try await Programs.shared.c(greeter, ["-g"])
    let debug = "\(path).split"
    #expect(try await run("objcopy", ["--only-keep-debug", path, debug]).status == 0)
    let bytes = try contents(debug)
    let file = try parse(bytes)
    do throws(EditRefusal) {
      _ = try file.stripped(.all, of: bytes.span.bytes)
      Issue.record("a debug file was stripped")
    } catch { #expect(error.code == .unsupported) }
  }

  /// More sections than fit the header's field before and after.
  @Test func writesExtendedNumbering() throws {
    var synthetic = SyntheticELF.all[0]
    synthetic.fillers = 0xff00
    let (bytes, _) = synthetic.build()
    let ours = try strip(bytes)
    let file = try parse(ours)
    #expect(file.sectionHeaders.count == SyntheticELF.sectionNames.count + 0xff00 - 3)
    #expect(ours[60..<62] == [0, 0])
    #expect(file.section(named: ".shstrtab")?.type == .stringTable)
    #expect(try strip(ours) == ours)
  }

  @Test func handsOutPiecesThatMakeUpTheFile() async throws {
    let bytes = try contents(try await Programs.shared.go("amd64"))
    let image = try parse(bytes).stripped(.all, of: bytes.span.bytes)
    var walked: [UInt8] = []
    image.forEachPiece(of: bytes.span.bytes) { part in
      for index in 0..<part.byteCount {
        walked.append(part.unsafeLoad(fromByteOffset: index, as: UInt8.self))
      }
    }
    #expect(walked == image.assembled(from: bytes.span.bytes))
    #expect(walked.count == image.size)
    #expect(image.removedSections.contains(".symtab"))
    // Only the headers are new; all else is the input's own bytes.
    let new = image.pieces.reduce(0) { sum, piece in
      if case .bytes(let bytes) = piece { sum + bytes.count } else { sum }
    }
    #expect(new < 4096)
  }
}

extension ELFFile {
  func size(ofHeader wide: Bool) -> Int { wide ? 64 : 52 }
}
