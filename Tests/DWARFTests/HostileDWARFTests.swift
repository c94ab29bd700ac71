import Bytes
import DWARF
import ELF
import Foundation
import TestSupport
import Testing

@Suite struct HostileDWARFTests {
  private func read(_ bytes: [UInt8], _ names: [String]) throws(MalformedInput) -> TypeGraph? {
    var reader = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &reader)
    let roots = names.map { InterfaceRoot(name: $0, address: nil, isFunction: true) }
    return try TypeGraph(of: roots, from: file, in: bytes.span.bytes)
  }

  private func refusal(_ bytes: [UInt8], _ names: [String] = ["f"]) -> MalformedInput? {
    do throws(MalformedInput) { _ = try read(bytes, names) } catch { return error }
    return nil
  }

  @Test func endsInCircles() throws {
    let start = SyntheticDWARF.start
    // A pointer to itself, and two names for one another.
    for (code, kind) in [(UInt8(3), "pointer"), (4, "typedef")] {
      let entries =
        [code] + SyntheticDWARF.reference(start + 5) + [code] + SyntheticDWARF.reference(start)
      let bytes = SyntheticDWARF(
        entries: entries + SyntheticDWARF.function("f", returning: start)
      ).build()
      let graph = try #require(try read(bytes, ["f"]))
      #expect(graph.types.allSatisfy { $0.kind.rawValue == kind })
      // Both are the same type as far as anybody can tell.
      #expect(graph.types.count == 1)
      let function = try #require(graph.functions[0])
      #expect(graph.spelling(of: function).utf8.count < 200)
    }
  }

  /// Structures inside structures would be read over once for each level.
  @Test func boundsNesting() {
    let depth = 20_000
    var entries: [UInt8] = []
    for _ in 0..<depth { entries += [5, 8] }
    entries += [UInt8](repeating: 0, count: depth)
    var functions: [UInt8] = []
    for level in 0..<depth {
      functions += SyntheticDWARF.function(
        "f\(level)", returning: SyntheticDWARF.start + UInt32(level * 2))
    }
    let bytes = SyntheticDWARF(entries: entries + functions).build()
    #expect(refusal(bytes, (0..<depth).map { "f\($0)" })?.code == .unsupported)
  }

  @Test func namesTheFieldOfEachLie() throws {
    let start = SyntheticDWARF.start
    let info = 64
    func refusal(_ entries: [UInt8]) -> MalformedInput? {
      self.refusal(SyntheticDWARF(entries: entries).build())
    }
    // A reference outside the unit, into the middle of nothing, and a shape nobody defined.
    #expect(
      refusal(SyntheticDWARF.function("f", returning: 0xffff))
        == MalformedInput(.outOfBounds, at: info + Int(start) + 11))
    #expect(
      refusal(SyntheticDWARF.function("f", returning: start + 1))?.code == .invalidValue)
    #expect(refusal([99]) == MalformedInput(.invalidValue, at: info + Int(start)))
    // A name that goes on past the unit.
    #expect(refusal([2, 0x61, 0x61])?.code == .truncated)
    // A form without a known size.
    var shapes = SyntheticDWARF(entries: [0])
    shapes.abbreviations[2].attributes = [(0x49, 0x77)]
    #expect(self.refusal(shapes.build())?.field == "DW_FORM")
    // One shape twice.
    shapes = SyntheticDWARF(entries: [0])
    shapes.abbreviations[2].code = 2
    #expect(self.refusal(shapes.build())?.field == "abbreviation code")
    // A number of a kilobyte of continuation bytes.
    #expect(refusal([UInt8](repeating: 0x80, count: 1 << 12))?.code == .overflow)
    // A unit of another version, and one longer than its section.
    var bytes = SyntheticDWARF(entries: [0]).build()
    bytes[info + 4] = 9
    #expect(self.refusal(bytes) == MalformedInput(.unsupported, at: info + 4))
    bytes[info] = 0xff
    #expect(self.refusal(bytes) == MalformedInput(.truncated, at: info))
  }

  /// A header that claims a terabyte is refused before a byte of it is allocated.
  @Test(arguments: [(UInt32(1), 1 << 40), (1, 1 << 62), (2, 1 << 40), (7, 16)])
  func boundsDecompression(_ type: UInt32, _ size: Int) {
    var section = ByteWriter(.little)
    section.integer(type)
    section.integer(UInt32(0))
    section.integer(UInt64(size))
    section.integer(UInt64(1))
    section.raw([0x78, 0x9c, 3, 0])
    let bytes = objectFile([(".debug_info", section.bytes, 0x800)])
    #expect(refusal(bytes)?.field == (type == 7 ? "ch_type" : "ch_size"))
    var old = ByteWriter(.big)
    old.raw(Array("ZLIB".utf8))
    old.integer(UInt64(size))
    if size > 16 { #expect(refusal(objectFile([(".zdebug_info", old.bytes, 0)])) != nil) }
  }

  @Test func refusesDamagedCompression() async throws {
    for flag in ["-gz=zlib", "-gz=zlib-gnu"] {
      let path = try await TestBinary.c(
        kind: .shared, source: Interfaces.source, flags: ["-g", "-nostdlib", flag]
      ).path()
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      var reader = ByteReader(bytes.span.bytes)
      let file = try ELFFile(parsing: &reader)
      let section = try #require(
        file.sectionHeaders.first { $0.name.hasSuffix("debug_info") })
      var changed = bytes
      changed[section.fileRange.lowerBound + 60] ^= 0xff
      #expect(throws: MalformedInput.self) { try Interfaces.read(changed) }
      // A size that is off by one.
      changed = bytes
      changed[section.fileRange.lowerBound + (flag == "-gz=zlib" ? 8 : 11)] ^= 1
      #expect(throws: MalformedInput.self) { try Interfaces.read(changed) }
    }
  }

  /// An error in decompressed bytes names the section in the file, and the place inside.
  @Test func placesErrorsInCompressedSections() async throws {
    let scratch = try ScratchDirectory()
    let plain = SyntheticDWARF(
      entries: [99] + [UInt8](repeating: 1, count: 4096)
    ).build()
    let file = try scratch.write(plain, to: "plain")
    let packed = scratch["packed"]
    try await succeed("objcopy", ["--compress-debug-sections=zlib", file, packed])
    let bytes = try scratch.read("packed")
    var reader = ByteReader(bytes.span.bytes)
    let section = try #require(
      try ELFFile(parsing: &reader).sectionHeaders.first { $0.name == ".debug_info" })
    #expect(section.flags.contains(.compressed))
    let error = try #require(refusal(bytes))
    #expect(error == MalformedInput(.invalidValue, at: section.fileRange.lowerBound))
    #expect(error.field?.contains("0xc in .debug_info, decompressed") == true)
  }

  /// Whatever a byte is changed to, the answer is a value or a typed error.
  @Test(arguments: ["-gdwarf-5", "-gdwarf-4"])
  func survivesEveryByteChanged(_ version: String) async throws {
    let path = try await TestBinary.c(
      kind: .shared, source: Interfaces.source,
      flags: [version, "-nostdlib", "-fdebug-types-section"]
    ).path()
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    var reader = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &reader)
    let places = file.sectionHeaders.filter {
      $0.name.hasPrefix(".debug_") && !$0.name.contains("line")
    }
    .flatMap { Array($0.fileRange) }
    var generator = SeededGenerator(seed: 7)
    var refused = 0
    for round in 0..<1500 {
      var changed = bytes
      let place = places[
        round % 3 == 0 ? round % places.count : Int.random(in: 0..<places.count, using: &generator)]
      changed[place] = [0, 1, 0x7f, 0x80, 0xff, changed[place] &+ 1][round % 6]
      do { _ = try Interfaces.read(changed) } catch { refused += 1 }
    }
    #expect(refused > 100 && refused < 1500)
  }
}
