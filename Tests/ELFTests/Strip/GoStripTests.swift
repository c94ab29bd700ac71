import Bytes
import ELF
import Foundation
import TestSupport
import Testing

/// What Go links itself.
///
/// GNU strip moves the section headers of such files, reorders sections and
/// changes their types, so bytes are not compared with it but what the bytes mean.
@Suite struct GoStripTests {
  static let linked = Matrix.go.filter { !$0.isLinkedByC }
  static let programs = Matrix.go.filter { $0.isProgram && $0.reasonNotRunnable == nil }

  /// A stripped copy of a binary under its own name, so that messages compare.
  private func copy(_ binary: TestBinary, _ mode: StripMode = .all) async throws -> String {
    let path = try await binary.path()
    let name = try #require(path.split(separator: "/").last)
    let copy = "\(try await Programs.shared.scratch("go"))/\(name)"
    try write(strip(contents(path), mode), to: copy)
    return copy
  }

  @Test(arguments: linked) func keepsEveryLoadedByte(_ binary: TestBinary) async throws {
    let bytes = try contents(await binary.path())
    for mode in [StripMode.debug, .unneeded, .all] {
      let ours = try strip(bytes, mode)
      #expect(ours.count < bytes.count)
      #expect(try strip(ours, mode) == ours)
      try compareLoadedContents(bytes, ours)
    }
    #expect(try strip(bytes, .unneeded) == strip(bytes, .all))
  }

  /// Sections, their places and their sizes are those that GNU strip leaves.
  @Test(arguments: linked.filter { $0.architecture.triplet != nil })
  func keepsTheSectionsThatGNUStripKeeps(_ binary: TestBinary) async throws {
    let tool = try #require(binary.architecture.tool("strip"))
    let theirs = try await GNUStripTests.gnu(["-s"], binary.path(), tool)
    let ours = try strip(contents(await binary.path()))
    #expect(ours.count <= theirs.count)
    let mine = try parse(ours).sectionHeaders
    let gnu = try parse(theirs).sectionHeaders
    #expect(mine.map(\.name).sorted() == gnu.map(\.name).sorted())
    for section in gnu where section.isAllocated {
      let own = try #require(mine.first { $0.name == section.name })
      #expect(own.address == section.address && own.size == section.size)
      #expect(section.type == .noBits || ours[own.fileRange] == theirs[section.fileRange])
    }
  }

  @Test(arguments: programs) func runsAndTracesAPanic(_ binary: TestBinary) async throws {
    let copy = try await copy(binary)
    let before = try await binary.run()
    let after = try await binary.architecture.run(copy)
    #expect(after.status == 0 && after.output == before.output, "\(after.errors)")
    let panic = try await binary.run(["-panic"])
    let trace = try await binary.architecture.run(copy, ["-panic"])
    #expect(trace.status == 2)
    #expect(lines(trace.errors) == lines(panic.errors) && trace.errors.contains("main.boom("))
  }

  /// The frames of a trace, without addresses.
  private func lines(_ trace: String) -> [String] {
    trace.split(separator: "\n").map {
      String($0).replacing(/\+0x[0-9a-f]+|0x[0-9a-f]+|goroutine \d+/, with: "")
    }
  }

  /// The cryptographic module checks itself against a digest in the file.
  @Test func passesTheSelfCheckOfFIPS() async throws {
    let binary = TestBinary.go(.v1_27, kind: .fips)
    let copy = try await copy(binary)
    let result = try await run(copy, environment: ["GODEBUG": "fips140=only"])
    #expect(result.status == 0 && result.output == "hello with SHA-256\n", "\(result.errors)")
  }

  @Test(arguments: Matrix.go) func keepsWhatGoReads(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let copy = try await copy(binary)
    for arguments in [["version", "-m"], ["tool", "buildid"]] {
      let before = try await GoToolchain.v1_27.run(arguments + [path])
      let after = try await GoToolchain.v1_27.run(arguments + [copy])
      #expect(before.status == 0 && after.status == 0, "\(after.errors)")
      #expect(before.output.replacing(path, with: "") == after.output.replacing(copy, with: ""))
    }
    let notes = try await succeed("readelf", ["-n", copy])
    #expect(notes.contains("NT_GNU_BUILD_ID") == (try parse(contents(path)).notes.buildID != nil))
  }

  @Test(arguments: Matrix.go) func saysNothingNewToALinter(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let copy = try await copy(binary)
    let before = try await run("eu-elflint", ["--gnu-ld", path])
    let after = try await run("eu-elflint", ["--gnu-ld", copy])
    // In a static glibc program the linter counts the relocations that named the symbol table,
    // as it does in what GNU strip leaves.
    let news = messages(after.output).subtracting(messages(before.output))
    #expect(news.allSatisfy { $0.contains("invalid symbol index") }, "\(news)")
    #expect(try await run("readelf", ["-SW", copy]).errors == "")
    #expect(try await run("eu-elfclassify", ["--elf", "--not-debug-only", copy]).status == 0)
    let stripped = try await run("eu-elfclassify", ["--unstripped", copy])
    #expect(stripped.status != 0)
  }

  /// Without section numbers, which change.
  private func messages(_ text: String) -> Set<String> {
    Set(text.split(separator: "\n").map { String($0).replacing(/\[ *\d+\]/, with: "[]") })
  }

  /// The sections that remain are those of a program linked without symbols.
  @Test func keepsTheSectionsThatTheLinkerKeeps() async throws {
    let path = try await TestBinary.go(.v1_27).path()
    let linked = try await TestBinary.go(.v1_27, flags: ["-ldflags=-s"]).path()
    let ours = try parse(strip(contents(path)))
    let theirs = try parse(contents(linked))
    #expect(ours.sectionHeaders.map(\.name) == theirs.sectionHeaders.map(\.name))
    #expect(ours.header.sectionHeaderOffset == theirs.header.sectionHeaderOffset)
    #expect(ours.size <= theirs.size)
  }

  /// Equal outside the section header table, which Go places in the first page.
  private func compareLoadedContents(_ old: [UInt8], _ new: [UInt8]) throws {
    let file = try parse(old)
    let result = try parse(new)
    #expect(result.programHeaders == file.programHeaders)
    #expect(result.header.sectionHeaderOffset == file.header.sectionHeaderOffset)
    #expect(result.notes == file.notes && result.header.entry == file.header.entry)
    let wide = file.header.class == .elf64
    let start = Int(file.header.sectionHeaderOffset)
    let table = start..<start + file.sectionHeaders.count * (wide ? 64 : 40)
    for segment in file.loadSegments {
      let range = segment.fileRange
      if range.contains(table.lowerBound) {
        let header = wide ? 64 : 52
        #expect(old[header..<table.lowerBound] == new[header..<table.lowerBound])
        #expect(
          old[table.upperBound..<range.upperBound] == new[table.upperBound..<range.upperBound])
      } else {
        #expect(old[range] == new[range])
      }
    }
    let kept = file.sectionHeaders.filter(\.isAllocated)
    let found = result.sectionHeaders.filter(\.isAllocated)
    #expect(found.map(\.name) == kept.map(\.name))
    #expect(found.map(\.type) == kept.map(\.type))
    #expect(found.map(\.flags) == kept.map(\.flags))
    #expect(found.map(\.address) == kept.map(\.address))
    #expect(found.map(\.size) == kept.map(\.size))
    #expect(found.map(\.entrySize) == kept.map(\.entrySize))
  }
}
