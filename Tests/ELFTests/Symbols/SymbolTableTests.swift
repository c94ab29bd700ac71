import Bytes
import ELF
import TestSupport
import Testing

@Suite struct SymbolTableTests {
  /// Reads one table both ways; the lines must be the same.
  private func compare(_ path: String, _ name: String) async throws -> [SymbolLine] {
    let bytes = try contents(path)
    let file = try parse(bytes)
    let table =
      name == ".dynsym"
      ? try file.dynamicSymbols(in: bytes.span.bytes)
      : try file.staticSymbols(in: bytes.span.bytes)
    let ours = try SymbolLine.of(try #require(table), file, in: bytes)
    let theirs = try SymbolLine.read(
      try await succeed("readelf", ["-sW", "--dyn-syms", path]), table: name)
    // One pair at a time: a program has thousands.
    #expect(ours.count == theirs.count - 1)
    for (our, their) in zip(ours, theirs.dropFirst()) where our != their {
      Issue.record("ours: \(our)\ntheirs: \(their)")
      break
    }
    return ours
  }

  @Test(arguments: Libraries.compilers)
  func readsLibrariesAsReadelfDoes(_ compiler: String) async throws {
    let path = try await Libraries.library(compiler)
    let names = Set(try await compare(path, ".dynsym").map(\.name))
    #expect(names.isSuperset(of: ["greet@LIB_1.0", "greet@@LIB_2.0", "plain@@LIB_1.0"]))
    #expect(try await !compare(path, ".symtab").isEmpty)

    let file = try parse(try contents(path))
    let versions = file.versionDefinitions.map { version in
      let flags = version.isBase ? "BASE" : version.isWeak ? "WEAK" : "none"
      return "\(version.index) \(flags) \(version.name)" + version.parents.map { " \($0)" }.joined()
    }
    #expect(versions == definedVersions(try await succeed("readelf", ["-VW", path])))
    #expect(versions.contains("3 none LIB_2.0 LIB_1.0"))
  }

  @Test(arguments: [["-g"], ["-static"], ["-static-pie"], ["-no-pie"], ["-c", "-fcommon"]])
  func readsProgramsAsReadelfDoes(_ flags: [String]) async throws {
    let source =
      greeter + "\nint room[20];\nextern int environ_of; FILE *where(void) { return stdout; }\n"
    let path = try await Programs.shared.c(source, flags)
    #expect(try await !compare(path, ".symtab").isEmpty)
    if flags == ["-g"] || flags == ["-no-pie"] {
      _ = try await compare(path, ".dynsym")
    } else {
      let bytes = try contents(path)
      let table = try parse(bytes).dynamicSymbols(in: bytes.span.bytes)
      #expect((table == nil) == (flags != ["-static-pie"]))
    }
  }

  @Test(arguments: ["amd64", "s390x", "mips", "ppc64le"])
  func readsGoProgramsAsReadelfDoes(_ architecture: String) async throws {
    let path = try await Programs.shared.go(architecture)
    let symbols = try await compare(path, ".symtab")
    #expect(symbols.contains { $0.name == "runtime.buildVersion" })
    let bytes = try contents(path)
    let table = try #require(try parse(bytes).staticSymbols(in: bytes.span.bytes))
    let found = try table.symbol(named: "runtime.buildVersion", in: bytes.span.bytes)
    #expect(found?.value == symbols.first { $0.name == "runtime.buildVersion" }?.value)
    #expect(try table.symbol(named: "runtime.buildVersio", in: bytes.span.bytes) == nil)
    #expect(try table.symbol(named: "untime.buildVersion", in: bytes.span.bytes) == nil)
    #expect(try table.symbol(at: 7, in: bytes.span.bytes).index == 7)
  }

  /// Without section headers, as `sstrip` leaves a file, the loader's own tables must do.
  @Test(arguments: [
    ("gcc", "sysv"), ("gcc", "gnu"), ("gcc", "both"), ("i686-linux-gnu-gcc", "gnu"),
    ("aarch64-linux-gnu-gcc", "gnu"), ("s390x-linux-gnu-gcc", "sysv"),
    ("s390x-linux-gnu-gcc", "gnu"), ("mips-linux-gnu-gcc", "sysv"),
  ])
  func findsTheTableWithoutSections(_ compiler: String, _ style: String) async throws {
    let path = try await Libraries.library(compiler, ["-Wl,--hash-style=\(style)"])
    try expectSameWithoutSections(try contents(path))
  }

  /// A program that exports nothing has an empty hash table; its imports are found all the same.
  @Test(arguments: ["gnu", "sysv"])
  func findsImportsWithoutSections(_ style: String) async throws {
    let path = try await Programs.shared.c(greeter, ["-Wl,--hash-style=\(style)"])
    try expectSameWithoutSections(try contents(path))
  }

  private func expectSameWithoutSections(_ bytes: [UInt8]) throws {
    let file = try parse(bytes)
    let headless = withoutSections(bytes)
    let bare = try parse(headless)
    #expect(bare.sectionHeaders.isEmpty)
    let whole = try #require(try file.dynamicSymbols(in: bytes.span.bytes))
    let found = try #require(try bare.dynamicSymbols(in: headless.span.bytes))
    #expect(found.count == whole.count)
    #expect(try bare.staticSymbols(in: headless.span.bytes) == nil)
    let expected = try SymbolLine.of(whole, file, in: bytes)
    #expect(try SymbolLine.of(found, file, in: headless) == expected)
  }

  /// More sections than `st_shndx` can number.
  @Test func readsExtendedSectionNumbers() async throws {
    var source = ""
    for index in 0..<65_400 {
      source += ".section .d\(index),\"aw\"\n.globl s\(index)\ns\(index): .byte 0\n"
    }
    let path = try await Programs.shared.c(source, ["-c"], extension: "s")
    let bytes = try contents(path)
    let file = try parse(bytes)
    let table = try #require(try file.staticSymbols(in: bytes.span.bytes))
    let last = try #require(try table.symbol(named: "s65399", in: bytes.span.bytes))
    guard case .section(let index) = last.place else {
      Issue.record("s65399 is in \(last.place)")
      return
    }
    #expect(file.sectionHeaders[index].name == ".d65399")
    #expect(index > 0xff00)
  }
}

/// The file with its section headers cut off.
func withoutSections(_ bytes: [UInt8]) -> [UInt8] {
  var result = bytes
  let isWide = bytes[4] == 2
  for offset in (isWide ? 40..<48 : 32..<36) { result[offset] = 0 }
  for offset in (isWide ? 58..<64 : 46..<52) { result[offset] = 0 }
  return result
}
