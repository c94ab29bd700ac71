import Bytes
import ELF
import TestSupport
import Testing

/// What Go links itself; GNU strip moves its headers, so bytes are not compared with it.
@Suite struct GoStripTests {
  /// `GOARCH` and the emulator's name; none where the machine runs it itself.
  static let architectures: [(String, String?)] = [
    ("amd64", nil), ("386", nil), ("arm,5", "arm"), ("arm,7", "arm"), ("arm64", "aarch64"),
    ("riscv64", "riscv64"), ("ppc64le", "ppc64le"), ("s390x", "s390x"), ("mips64le", "mips64el"),
  ]

  @Test(arguments: architectures)
  func keepsTheProgram(_ architecture: String, _ emulator: String?) async throws {
    let path = try await Programs.shared.go(architecture)
    let bytes = try contents(path)
    let folder = try await Programs.shared.scratch("go")
    let segments = try await run("readelf", ["-lW", path]).output
    for mode in [StripMode.debug, .unneeded, .all] {
      let ours = try strip(bytes, mode)
      #expect(ours.count < bytes.count)
      #expect(try strip(ours, mode) == ours)
      let copy = "\(folder)/\(mode.rawValue)"
      try write(ours, to: copy)
      let result =
        if let emulator { try await run("qemu-\(emulator)-static", [copy]) } else {
          try await run(copy)
        }
      #expect(result.status == 0 && result.errors == "hello\n")
      #expect(loadable(try await run("readelf", ["-lW", copy]).output) == loadable(segments))
      try compareLoadedContents(bytes, ours)
    }
    #expect(try strip(bytes, .unneeded) == strip(bytes, .all))
    let before = try await run("go", ["version", "-m", path]).output.split(separator: "\n")
    let after = try await run("go", ["version", "-m", "\(folder)/all"]).output
      .split(separator: "\n")
    #expect(before.dropFirst() == after.dropFirst() && before.count > 4)
    let identifier = try await run("go", ["tool", "buildid", path])
    #expect(try await run("go", ["tool", "buildid", "\(folder)/all"]).output == identifier.output)
    #expect(try await run("readelf", ["-SW", "\(folder)/all"]).errors == "")
  }

  /// `readelf`'s program headers, without the sections it sorts into them.
  private func loadable(_ text: String) -> Substring {
    text.prefix(upTo: text.range(of: "Section to Segment")?.lowerBound ?? text.endIndex)
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
    #expect(found.map(\.address) == kept.map(\.address))
    #expect(found.map(\.size) == kept.map(\.size))
    #expect(result.sectionHeaders.allSatisfy { $0.type != .symbolTable } || new.count > 0)
  }

  @Test func saysNothingNewToALinter() async throws {
    for flags in [[], ["-buildmode=pie"]] {
      let path = try await Programs.shared.go("amd64", flags)
      let copy = "\(try await Programs.shared.scratch("lint"))/program"
      try write(strip(contents(path)), to: copy)
      let before = try await run("eu-elflint", ["--gnu-ld", path]).output
      let after = try await run("eu-elflint", ["--gnu-ld", copy]).output
      #expect(messages(after).isSubset(of: messages(before)))
      #expect(try await run(copy).errors == "hello\n")
    }
  }

  /// Without section numbers, which change.
  private func messages(_ text: String) -> Set<String> {
    Set(text.split(separator: "\n").map { String($0).replacing(/\[ *\d+\]/, with: "[]") })
  }

  @Test func tracesAPanicToItsLine() async throws {
    let source = "package main\n\nfunc main() {\n\tpanic(\"boom\")\n}\n"
    let path = try await Programs.shared.go("amd64", [], source: source)
    let copy = "\(try await Programs.shared.scratch("panic"))/program"
    try write(strip(contents(path)), to: copy)
    let result = try await run(copy)
    #expect(result.status == 2)
    #expect(result.errors.contains("panic: boom"))
    #expect(result.errors.contains("main.main()"))
    #expect(result.errors.contains("main.go:4"))
  }

  /// The sections that remain are those of a program linked without symbols.
  @Test func keepsTheSectionsThatTheLinkerKeeps() async throws {
    let path = try await Programs.shared.go("amd64")
    let linked = try await Programs.shared.go("amd64", ["-ldflags=-s"])
    let ours = try parse(strip(contents(path)))
    let theirs = try parse(contents(linked))
    #expect(ours.sectionHeaders.map(\.name) == theirs.sectionHeaders.map(\.name))
    #expect(ours.header.sectionHeaderOffset == theirs.header.sectionHeaderOffset)
    #expect(ours.size <= theirs.size)
  }

  /// The cost is that of the tables, whatever the size of the contents.
  @Test func stripsInTime() async throws {
    let bytes = try contents(try await Programs.shared.go("amd64"))
    let file = try parse(bytes)
    let time = try ContinuousClock().measure {
      for _ in 0..<10 { _ = try file.stripped(.all, of: bytes.span.bytes) }
    }
    // A debug build takes a fraction of this; copying contents would show.
    #expect(time < .seconds(1))
  }
}
