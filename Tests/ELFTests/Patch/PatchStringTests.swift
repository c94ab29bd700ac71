import ELF
import TestSupport
import Testing

/// The string table that the loader reads is shared by all that has a name.
@Suite struct PatchStringTests {
  /// Linkers store a string that ends another one inside of it.
  @Test func sparesAStringThatASymbolShares() async throws {
    let source = """
      #include <stdio.h>
      int a_symbol_name(void) { puts("called"); return 0; }
      int main(void) { return a_symbol_name(); }

      """
    for path in ["a_symbol_name", "symbol_name", "name"] {
      let binary = TestBinary.c(source: source, flags: ["-rdynamic", "-Wl,-rpath,\(path)"])
      let bytes = try contents(try await binary.path())
      let symbols = try await names(of: binary.path())
      #expect(symbols.contains("a_symbol_name"))
      let folder = try await Programs.shared.scratch("shared-string")
      for wanted in ["x", "short", "a/path/that/is/longer/than/the/name"] {
        let patched = "\(folder)/program"
        try write(ELFTests.patch(bytes, change { $0.searchPath = wanted }), to: patched)
        #expect(try await LoaderFacts(patched).values("RUNPATH") == [wanted])
        #expect(try await names(of: patched) == symbols)
        #expect(try await succeed(patched) == "called\n")
      }
      let removed = try ELFTests.patch(bytes, change { $0.removesSearchPath = true })
      try write(removed, to: "\(folder)/program")
      #expect(try await names(of: "\(folder)/program") == symbols)
    }
  }

  /// A string that is there already, whole or as a tail, is not written again.
  @Test func findsStringsThatAreThere() async throws {
    let bytes = try contents(try await TestBinary.c().path())
    for text in ["libc.so.6", "so.6", "c_start_main", "printf"] {
      let patched = try ELFTests.patch(bytes, change { $0.searchPath = text })
      #expect(patched.count == bytes.count)
      #expect(try parse(patched).dynamic?.runpath == text)
    }
  }

  /// In a 32-bit file an address that falls counts down past zero, and symbols follow it.
  @Test func takesSymbolsAlongDownwards() async throws {
    var bytes = try contents(try await TestBinary.c(arch: .i386, kind: .shared).path())
    let file = try parse(bytes)
    let strings = try #require(file.sectionHeaders.firstIndex { $0.name == ".dynstr" })
    let table = try #require(file.section(named: ".symtab"))
    // A symbol of the strings, as older linkers made one of every section.
    let symbol = table.fileRange.lowerBound + 16
    func store(_ value: UInt64, _ count: Int, at place: Int) {
      for index in 0..<count {
        bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
      }
    }
    store(file.sectionHeaders[strings].address, 4, at: symbol + 4)
    store(UInt64(strings), 2, at: symbol + 14)
    let names = (1...20).map { "libneeded\($0).so.1" }
    let longer = try ELFTests.patch(bytes, change { $0.addedLibraries = names })
    let shorter = try ELFTests.patch(
      longer,
      change {
        $0.removedLibraries = Array(names.dropFirst(2))
        $0.searchPath = String(repeating: "/a/long/directory", count: 40)
      })
    let before = try #require(try parse(longer).section(named: ".dynstr")).address
    let after = try #require(try parse(shorter).section(named: ".dynstr")).address
    #expect(after < before)
    let folder = try await Programs.shared.scratch("downwards")
    try write(shorter, to: "\(folder)/library")
    let symbols = try await succeed("readelf", ["-sW", "\(folder)/library"])
    let value = String(after, radix: 16)
    let padded = String(repeating: "0", count: 8 - value.count) + value
    let section = try #require(
      try parse(shorter).sectionHeaders.firstIndex { $0.name == ".dynstr" })
    let lines = symbols.split(separator: "\n").filter { $0.contains(": \(padded) ") }
    #expect(lines.contains { $0.contains(" \(section) ") }, "\(symbols)")
  }

  @Test func carriesSixtyFourThousandNames() async throws {
    let count = 65_536
    let functions = (0..<count).map { "f\($0): .globl f\($0)\n.type f\($0), @function\n" }
    let source =
      "asm(\".text\\n\"\n" + functions.map { "\"\($0.replacing("\n", with: "\\n"))\"\n" }.joined()
      + "\"ret\\n\");\n"
    let binary = TestBinary.c(kind: .shared, source: source)
    let path = try await binary.path()
    let bytes = try contents(path)
    let folder = try await Programs.shared.scratch("many-names")
    try write(
      ELFTests.patch(
        bytes,
        change {
          $0.soname = "libmany-functions.so.1"
          $0.searchPath = "/opt/many/functions"
          $0.addedLibraries = ["libc.so.6"]
        }), to: "\(folder)/libmany-functions.so.1")
    #expect(try await names(of: "\(folder)/libmany-functions.so.1") == names(of: path))
    let program = "int f65535(void);\nint main(void) { f65535(); return 5; }\n"
    try write(Array(program.utf8), to: "\(folder)/main.c")
    try await succeed(
      "gcc",
      [
        "-o", "\(folder)/main", "\(folder)/main.c", "\(folder)/libmany-functions.so.1",
        "-Wl,-rpath,\(folder)",
      ])
    #expect(try await run("\(folder)/main").status == 5)
  }

  private func names(of path: String) async throws -> [Substring] {
    let text = try await succeed("readelf", ["--dyn-syms", "-W", path])
    // Without the number, the address and the section, which may change.
    return text.split(separator: "\n").dropFirst(2).compactMap {
      $0.split(separator: " ").dropFirst(7).first
    }
  }
}
