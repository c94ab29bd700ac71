import Compatibility
import TestSupport
import Testing

/// Debugging information that knows where functions and variables are, and not their types.
@Suite struct TerseDebugTests {
  private func version(_ source: String, _ flags: [String] = []) -> Version {
    Version(source: source, flags: flags)
  }

  private let old = "int f(int a) { return a; }\nint v = 1;"
  private let new = "int f(long a, long b) { return a + b; }\nunsigned v = 1;"

  private func words(_ old: LibraryInterface, _ new: LibraryInterface) -> [String] {
    changes(old, new).map { "\($0.verdict.rawValue) \($0.rule.rawValue) \($0.symbol ?? "")" }
      .sorted()
  }

  /// GCC's first level: missing types are neither changed nor equal.
  @Test(arguments: [["-g1"], ["-ggdb1"], ["-g1", "-O2", "-flto"]])
  func decidesNothingWithoutParameters(_ flags: [String]) async throws {
    let whole = try await version(old).interface()
    let terse = try await version(old, flags).interface()
    let changed = try await version(new, flags).interface()
    for (before, after) in [(whole, terse), (terse, whole), (terse, changed)] {
      #expect(words(before, after) == ["UNDEFINED type-unknown f", "UNDEFINED type-unknown v"])
    }
  }

  /// GCC takes the last of its options, and any of these for the second level.
  @Test(arguments: [["-g1", "-g"], ["-g1", "-gdwarf-4"], ["-g1", "-ggdb3"]])
  func knowsALaterLevel(_ flags: [String]) async throws {
    let (before, after) = (version(old, flags), version(new, flags))
    #expect(words(try await before.interface(), try await version(old).interface()) == [])
    #expect(
      words(try await before.interface(), try await after.interface())
        == ["BREAKING param-count f", "BREAKING var-type v"])
  }

  /// A function that is written in assembly from now on.
  @Test func decidesNothingAboutAssembly() async throws {
    let room = try ScratchDirectory()
    try room.write(
      ".globl f\n.type f, @function\nf: ret\n.size f, .-f\n"
        + ".section .note.GNU-stack, \"\", @progbits\n", to: "f.s")
    try await succeed(
      "gcc", ["-g", "-shared", "-Wl,-soname,libanswer.so.1", "-o", "liba.so", "f.s"], in: room.path)
    let assembled = try read(room["liba.so"])
    let compiled = try await version("int f(int a) { return a; }").interface()
    for found in [changes(compiled, assembled), changes(assembled, compiled)] {
      #expect(found.filter { $0.symbol == "f" }.map(\.rule) == [.typeUnknown])
      #expect(!found.contains { $0.verdict == .breaking })
    }
  }
}
