import Bytes
import ELF
import Foundation
import TestSupport
import Testing

/// Imports, debugging information, packing and what follows a file, against the real tools.
@Suite struct ContentsTests {
  @Test(arguments: Matrix.binaries) func importsAreReadelfs(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let bytes = try contents(path)
    let (symbols, exports) = try parse(bytes).imports(in: bytes.span.bytes)
    let text = try await succeed("readelf", ["--dyn-syms", "-W", path])
    let lines = try SymbolLine.read(text, table: ".dynsym").filter { $0.index > 0 }
    let undefined = lines.filter { $0.place == "UND" && $0.binding != "LOCAL" && !$0.name.isEmpty }
    #expect(
      symbols.map { symbol in symbol.name + (symbol.version.map { "@\($0)" } ?? "") }
        == undefined.map(\.name))
    #expect(symbols.map(\.isWeak) == undefined.map { $0.binding == "WEAK" })
    let offered = lines.filter {
      $0.place != "UND" && $0.binding != "LOCAL"
        && ["DEFAULT", "PROTECTED"].contains($0.visibility)
    }
    #expect(exports == offered.count)
  }

  @Test(arguments: [
    ("zlib", DebugInformation.Compression.zlib), ("zstd", .zstd), ("zlib-gnu", .zlibGNU),
    ("none", nil),
  ])
  func compression(_ name: String, _ expected: DebugInformation.Compression?) async throws {
    let place = try ScratchDirectory()
    let source = try await TestBinary.c(flags: ["-g"]).path()
    let path = place["program"]
    try await succeed("objcopy", ["--compress-debug-sections=\(name)", source, path])
    let bytes = try contents(path)
    #expect(try DebugInformation(parse(bytes), in: bytes.span.bytes).compression == expected)
  }

  @Test func debugLink() async throws {
    let place = try ScratchDirectory()
    let source = try await TestBinary.c(flags: ["-g"]).path()
    try await succeed("objcopy", ["--only-keep-debug", source, place["program.debug"]])
    try await succeed(
      "objcopy", ["--add-gnu-debuglink=\(place["program.debug"])", source, place["program"]])
    let bytes = try contents(place["program"])
    let link = try DebugInformation(parse(bytes), in: bytes.span.bytes).link
    let text = try await succeed("readelf", ["--debug-dump=links", "-W", place["program"]])
    #expect(link?.name == "program.debug")
    #expect(text.contains("Separate debug info file: program.debug"))
    let sum = try #require(text.firstMatch(of: /CRC value: 0x([0-9a-f]+)/)).1
    #expect(link.map { String($0.checksum, radix: 16) } == String(sum))
    let none = try contents(source)
    #expect(try DebugInformation(parse(none), in: none.span.bytes).link == nil)
  }

  @Test func malformedDebugInformation() async throws {
    let place = try ScratchDirectory()
    let source = try await TestBinary.c(flags: ["-g"]).path()
    try await succeed(
      "objcopy", ["--compress-debug-sections=zlib", source, place["packed"]])
    var bytes = try contents(place["packed"])
    let section = try #require(
      try parse(bytes).sectionHeaders.first { $0.flags.contains(.compressed) })
    bytes[section.fileRange.lowerBound] = 9
    let file = try parse(bytes)
    #expect(throws: MalformedInput(.unsupported, at: section.fileRange.lowerBound)) {
      try DebugInformation(file, in: bytes.span.bytes)
    }
    try place.write("program.debug", to: "link")
    try await succeed(
      "objcopy", ["--add-section", ".gnu_debuglink=\(place["link"])", source, place["bad"]])
    let bad = try contents(place["bad"])
    let broken = try parse(bad)
    let start = try #require(broken.section(named: ".gnu_debuglink")).fileRange.lowerBound
    #expect(throws: MalformedInput(.truncated, at: start)) {
      try DebugInformation(broken, in: bad.span.bytes)
    }
  }

  @Test func packing() async throws {
    let bytes = try contents(try await TestBinary.c().path())
    let file = try parse(bytes)
    #expect(file.packing(in: bytes.span.bytes) == nil)
    // What UPX leaves: its mark in the loader's header and behind everything.
    var marked = bytes
    marked.replaceSubrange(0x1f0..<0x1f4, with: Array("UPX!".utf8))
    #expect(try parse(marked).packing(in: marked.span.bytes) == .by("UPX"))
    let ended = bytes + Array("UPX!".utf8) + [UInt8](repeating: 13, count: 32)
    #expect(try parse(ended).packing(in: ended.span.bytes) == .by("UPX"))
  }

  /// Without sections noise is suspicious, code is not.
  @Test func noiseWithoutSections() async throws {
    func headless(_ bytes: [UInt8]) -> [UInt8] {
      var bytes = bytes
      for offset in [40..<48, 58..<64].joined() { bytes[offset] = 0 }
      return bytes
    }
    let code = headless(try contents(try await TestBinary.c(kind: .static).path()))
    #expect(try parse(code).packing(in: code.span.bytes) == nil)
    let file = try parse(code)
    let largest = try #require(
      file.loadSegments.map(\.fileRange).max { $0.count < $1.count })
    var generator = SeededGenerator(seed: 7)
    var noise = code
    for offset in largest where offset >= 0x1000 {
      noise[offset] = UInt8.random(in: 0...255, using: &generator)
    }
    let interpreter = try parse(noise)
    #expect(interpreter.packing(in: noise.span.bytes) == .likely)
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}and more", "a zip archive"), ("hsqs    ", "a squashfs image"),
    ("PKCS7...~Module signature appended~\n", "a kernel module's signature"),
    ("something", nil),
  ])
  func trailing(_ text: String, _ expected: String?) async throws {
    let bytes = try contents(try await TestBinary.c().path()) + Array(text.utf8)
    let file = try parse(bytes)
    #expect(file.trailingByteCount == text.utf8.count)
    #expect(file.trailingFormat(in: bytes.span.bytes) == expected)
  }

  @Test(arguments: ["FreeBSD", "NetBSD", "OpenBSD", "DragonFly", "Android"])
  func foreignNotes(_ system: String) async throws {
    let source = """
      __attribute__((section(".note.foreign,\\"a\\",@note#"), aligned(4)))
      const struct { int n, d, t; char name[\((system.utf8.count + 4) / 4 * 4)]; int value; } note =
        {\(system.utf8.count + 1), 4, 1, "\(system)", 29};
      int main(void) { return 0; }
      """
    let path = try await TestBinary.c(source: source).path()
    #expect(try parse(contents(path)).notes.foreignSystem == system)
    #expect(try await succeed("readelf", ["-nW", path]).contains(system))
  }

  @Test func constantsAndCompiledPaths() async throws {
    let source = """
      #include <stdio.h>
      int main(void) { puts("No error information"); puts("/srv/none"); puts(__FILE__); return 0; }
      """
    let path = try await TestBinary.c(
      source: source, flags: ["-fmacro-prefix-map=greeter.c=/home/someone/greeter.c"]
    ).path()
    let bytes = try contents(path)
    let file = try parse(bytes)
    #expect(file.hasConstant("No error information\0", in: bytes.span.bytes) == true)
    #expect(file.hasConstant("no such words", in: bytes.span.bytes) == false)
    #expect(file.compiledPaths(in: bytes.span.bytes) == ["/home/someone/greeter.c"])
    let text = try await succeed("strings", ["-a", path])
    #expect(text.contains("\n/home/someone/greeter.c\n"))
  }
}
