import Bytes
import ELF
import Foundation
import TestSupport
import Testing

/// What keeps a fault from being exploited, against `readelf`, `hardening-check` and
/// `eu-findtextrel`.
@Suite struct HardeningTests {
  private func hardening(_ path: String) throws -> (ELFFile, Hardening) {
    let bytes = try contents(path)
    let file = try parse(bytes)
    let imports = try file.imports(in: bytes.span.bytes).symbols
    return (file, Hardening(file, imports: imports, in: bytes.span.bytes))
  }

  @Test(arguments: Matrix.binaries) func agreesWithReadelf(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let (_, found) = try hardening(path)
    let text = try await succeed("readelf", ["-hldW", path])
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    // The flags stand before the alignment, in one to three columns.
    func flags(_ type: String) -> [String] {
      lines.filter { $0.first == type }.map { $0.dropFirst(6).dropLast().joined() }
    }
    let stack = flags("GNU_STACK").first
    #expect(
      found.stack == (stack.map { $0.contains("E") ? .executable : .nonExecutable } ?? .unstated))
    #expect(
      found.hasWritableCode == flags("LOAD").contains { $0.contains("W") && $0.contains("E") })
    #expect((found.readOnlyRelocations != .none) == !flags("GNU_RELRO").isEmpty)
    let isNow =
      text.contains("(BIND_NOW)") || text.contains(/\(FLAGS\).*BIND_NOW/)
      || text.contains(/\(FLAGS_1\).*NOW/)
    #expect(found.bindsNow == isNow)
    #expect((found.textRelocations != .none) == text.contains("(TEXTREL)"))
    #expect(found.isPositionIndependent == text.contains(/Type: +DYN/))
  }

  /// `hardening-check`'s answers for what a compiler can be asked for.
  @Test(arguments: [
    [], ["-no-pie"], ["-fstack-protector-all"], ["-O2", "-D_FORTIFY_SOURCE=2"],
    ["-Wl,-z,norelro"], ["-Wl,-z,relro"], ["-Wl,-z,now"], ["-static"],
    ["-fstack-protector-all", "-O2", "-D_FORTIFY_SOURCE=2", "-Wl,-z,relro,-z,now"],
  ])
  func agreesWithHardeningCheck(_ flags: [String]) async throws {
    let path = try await TestBinary.c(flags: flags).path()
    let (file, found) = try hardening(path)
    // It answers with a status of 1 when anything is missing.
    let text = try await run("hardening-check", ["--nocfprotection", path]).output
    func says(_ question: String) throws -> Bool {
      let line = try #require(text.split(separator: "\n").first { $0.contains(question) })
      return line.contains(": yes")
    }
    #expect(try says("Position Independent Executable") == found.isPositionIndependent)
    #expect(try says("Read-only relocations") == (found.readOnlyRelocations != .none))
    #expect(try says("Immediate binding") == found.bindsNow)
    if file.linkKind == .dynamic {
      #expect(try says("Stack protected") == found.hasStackProtector)
      #expect(try says("Fortify Source") == !found.fortifiedFunctions.isEmpty)
    }
  }

  @Test func executableStack() async throws {
    let path = try await TestBinary.c(flags: ["-Wl,-z,execstack"]).path()
    #expect(try hardening(path).1.stack == .executable)
  }

  @Test func writableCode() async throws {
    var bytes = try contents(try await TestBinary.c().path())
    let header = try parse(bytes)
    let index = try #require(
      header.programHeaders.firstIndex { $0.type == .load && $0.flags.contains(.execute) })
    bytes[64 + index * 56 + 4] |= 2
    let place = try ScratchDirectory()
    let path = try place.write(bytes, to: "program")
    #expect(try hardening(path).1.hasWritableCode)
    #expect(try await succeed("readelf", ["-lW", path]).contains("RWE"))
  }

  /// Code that takes addresses without going through the table of them.
  @Test func textRelocations() async throws {
    let source = "int x; int *f(void) { return &x; }\n"
    let path = try await TestBinary.c(
      kind: .noPIE, source: source,
      flags: ["-shared", "-fno-pic", "-mcmodel=large", "-Wl,-z,notext"]
    ).path()
    #expect(try hardening(path).1.textRelocations == .present)
    #expect(try await run("eu-findtextrel", [path]).output.contains("not compiled with -fpic"))
    let clean = try await TestBinary.c(kind: .shared).path()
    #expect(try hardening(clean).1.textRelocations == .none)
  }

  /// GNU ld 2.40 marks programs for RISC-V for the sake of a relocation that does nothing.
  @Test func markedForNothing() async throws {
    let path = try await TestBinary.c(arch: .riscv64).path()
    let text = try await succeed("readelf", ["-drW", path])
    guard text.contains("(TEXTREL)") else { return }
    #expect(text.contains(/\n0+ +0+ R_RISCV_NONE/))
    #expect(try hardening(path).1.textRelocations == .marked)
  }
}
