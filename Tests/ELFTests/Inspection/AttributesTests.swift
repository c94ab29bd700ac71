import Bytes
import ELF
import TestSupport
import Testing

/// What code assumes of its processor, against `readelf -A` and `readelf -n`.
@Suite struct AttributesTests {
  private func attributes(_ binary: TestBinary) async throws -> (ELFFile, [UInt8], String) {
    let path = try await binary.path()
    let bytes = try contents(path)
    return (try parse(bytes), bytes, try await succeed("readelf", ["-AW", path]))
  }

  private func value(_ label: String, _ text: String) -> String? {
    text.split(separator: "\n").first { $0.contains("\(label): ") }
      .map { String($0.split(separator: ":", maxSplits: 1)[1].dropFirst()) }
  }

  @Test(arguments: [5, 7]) func arm(_ level: Int) async throws {
    let (file, bytes, text) = try await attributes(.c(arch: .arm(level)))
    let found = try #require(try file.objectAttributes(in: bytes.span.bytes))
    #expect(found.vendors.map(\.name) == ["aeabi"])
    #expect(found.text("aeabi", 5).map { "\"\($0)\"" } == value("Tag_CPU_name", text))
    let names: [UInt64: String] = [4: "v5TE", 10: "v7"]
    #expect(found.number("aeabi", 6).map { names[$0] ?? "" } == value("Tag_CPU_arch", text))
    #expect(
      (found.number("aeabi", 28) == 1) == (value("Tag_ABI_VFP_args", text) == "VFP registers"))
    // Every attribute of readelf's, and no other.
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("  Tag_") }
    #expect(found.vendors[0].attributes.count == lines.count)
  }

  @Test func riscv() async throws {
    let (file, bytes, text) = try await attributes(.c(arch: .riscv64))
    let found = try #require(try file.objectAttributes(in: bytes.span.bytes))
    #expect(found.text("riscv", 5).map { "\"\($0)\"" } == value("Tag_RISCV_arch", text))
    #expect(
      found.number("riscv", 4).map { "\($0)-bytes" } == value("Tag_RISCV_stack_align", text))
  }

  @Test(arguments: [TestArchitecture.mips, .mipsle, .mips64, .mips64le])
  func mips(_ architecture: TestArchitecture) async throws {
    for flags in [[], ["-msoft-float"]] {
      let (file, bytes, text) = try await attributes(
        .c(arch: architecture, kind: .object, flags: flags))
      let found = try #require(try file.mipsFlags(in: bytes.span.bytes))
      let revision = found.revision > 1 ? "r\(found.revision)" : ""
      #expect("MIPS\(found.level)\(revision)" == value("ISA", text))
      #expect(found.floatingPoint.isSoft == (value("FP ABI", text) == "Soft float"))
      let gnu = try file.objectAttributes(in: bytes.span.bytes)
      #expect(gnu?.number("gnu", 4) == UInt64(found.floatingPoint.rawValue))
    }
  }

  @Test func hasNoneWhereThereIsNoSection() async throws {
    let (file, bytes, text) = try await attributes(.c())
    #expect(text == "")
    #expect(try file.objectAttributes(in: bytes.span.bytes) == nil)
    #expect(try file.mipsFlags(in: bytes.span.bytes) == nil)
  }

  @Test(arguments: [
    (TestArchitecture.amd64, ["-fcf-protection=full"], ["IBT", "SHSTK"]),
    (.amd64, ["-fcf-protection=branch"], ["IBT"]), (.amd64, ["-fcf-protection=none"], []),
    (.i386, ["-fcf-protection=full"], ["IBT", "SHSTK"]),
    (.arm64, ["-mbranch-protection=standard"], ["BTI", "PAC"]),
    (.arm64, ["-mbranch-protection=bti"], ["BTI"]),
  ])
  func properties(
    _ architecture: TestArchitecture, _ flags: [String], _ expected: [String]
  ) async throws {
    let path = try await TestBinary.c(arch: architecture, kind: .object, flags: flags).path()
    let found = try parse(contents(path)).notes.properties
    #expect((found?.features ?? []) == expected)
    let text = try await succeed("readelf", ["-nW", path])
    for name in ["IBT", "SHSTK", "BTI", "PAC"] {
      #expect(text.contains(name) == expected.contains(name))
    }
  }

  @Test(arguments: [2, 3, 4]) func neededLevel(_ level: Int) async throws {
    let path = try await TestBinary.c(kind: .shared, flags: ["-Wl,-z,x86-64-v\(level)"]).path()
    #expect(try parse(contents(path)).notes.properties?.neededX86Level == level)
    let text = try await succeed("readelf", ["-nW", path])
    #expect(text.contains(/x86 ISA needed: .*x86-64-v/))
    #expect(text.contains("x86-64-v\(level)") && !text.contains("x86-64-v\(level + 1)"))
  }

  /// The standard's own example bytes would do; these are cut and spoiled at every place.
  @Test func survivesDamage() throws {
    let section: [UInt8] =
      [0x41, 26, 0, 0, 0] + Array("aeabi\0".utf8)
      + [1, 16, 0, 0, 0, 5] + Array("7-A\0".utf8) + [6, 10, 28, 1, 32 + 2, 1]
    func read(_ bytes: [UInt8]) throws(MalformedInput) -> ObjectAttributes {
      var input = ByteReader(bytes.span.bytes, base: 100)
      return try ObjectAttributes(parsing: &input, .little)
    }
    let whole = try read(section)
    #expect(whole.text("aeabi", 5) == "7-A" && whole.number("aeabi", 28) == 1)
    #expect(whole.number("aeabi", 34) == 1)
    // The format's letter alone is a section without attributes.
    for count in section.indices where count != 1 {
      #expect(throws: MalformedInput.self) { try read(Array(section[..<count])) }
    }
    func error(_ offset: Int, _ bytes: [UInt8]) -> MalformedInput? {
      var changed = section
      changed.replaceSubrange(offset..<offset + bytes.count, with: bytes)
      do {
        _ = try read(changed)
        return nil
      } catch { return error }
    }
    #expect(error(0, [0x42]) == MalformedInput(.unsupported, at: 100))
    #expect(error(1, [3]) == MalformedInput(.invalidValue, at: 101))
    #expect(error(1, [0xff, 0xff, 0xff, 0xff]) == MalformedInput(.truncated, at: 101))
    #expect(error(12, [4]) == MalformedInput(.invalidValue, at: 112))
    #expect(error(12, [17]) == MalformedInput(.truncated, at: 112))
    let endless = [UInt8](repeating: 0x80, count: 10)
    #expect(error(16, endless) == MalformedInput(.overflow, at: 116))
    for offset in section.indices {
      for value: UInt8 in [0, 0x7f, 0x80, 0xff] { _ = error(offset, [value]) }
    }
  }

  @Test func refusesUnknownMIPSFlags() throws {
    func read(_ bytes: [UInt8]) throws(MalformedInput) -> MIPSFlags {
      var input = ByteReader(bytes.span.bytes, base: 40)
      return try MIPSFlags(parsing: &input, .big)
    }
    var bytes: [UInt8] = [0, 0, 32, 2, 1, 1, 0, 5] + [UInt8](repeating: 0, count: 16)
    #expect(try read(bytes).level == 32 && read(bytes).floatingPoint.rawValue == 5)
    #expect(throws: MalformedInput(.truncated, at: 48)) { try read(Array(bytes[..<20])) }
    bytes[1] = 1
    #expect(throws: MalformedInput(.unsupported, at: 40)) { try read(bytes) }
  }
}
