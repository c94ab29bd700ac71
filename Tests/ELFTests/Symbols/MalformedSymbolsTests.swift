import Bytes
import ELF
import TestSupport
import Testing

@Suite struct MalformedSymbolsTests {
  /// Asks everything of the tables of a file that parses.
  private func exercise(_ bytes: [UInt8]) throws(MalformedInput) {
    let file = try parse(bytes)
    let span = bytes.span.bytes
    for table in [try file.dynamicSymbols(in: span), try file.staticSymbols(in: span)] {
      guard let table else { continue }
      var names = 0
      try table.forEach(in: span) { symbol throws(MalformedInput) in
        names += table.name(of: symbol, in: span).utf8.count
        _ = (table.version(of: symbol), table.isDefault(symbol), symbol.isExported)
      }
      _ = try table.symbol(named: "greet", in: span)
    }
  }

  /// The error the bytes are refused with; `nil` when they are read to the end.
  private func refusal(_ bytes: [UInt8]) -> MalformedInput? {
    do throws(MalformedInput) { try exercise(bytes) } catch { return error }
    return nil
  }

  private func section(_ type: SectionType, _ bytes: [UInt8]) throws -> (SectionHeader, Int) {
    let file = try parse(bytes)
    let index = try #require(file.sectionHeaders.firstIndex { $0.type == type })
    return (file.sectionHeaders[index], Int(file.header.sectionHeaderOffset) + index * 64)
  }

  @Test func namesTheFieldOfEachLie() async throws {
    let bytes = try contents(try await Libraries.library("gcc"))
    let (table, header) = try section(.dynamicSymbols, bytes)
    let (versions, versionHeader) = try section(.symbolVersions, bytes)
    let (definitions, _) = try section(.versionDefinitions, bytes)
    let entry = Int(table.offset) + 2 * 24
    func refusal(_ offset: Int, _ lie: [UInt8]) -> MalformedInput? {
      var changed = bytes
      changed.replaceSubrange(offset..<offset + lie.count, with: lie)
      return self.refusal(changed)
    }
    let all = [UInt8](repeating: 0xff, count: 4)
    #expect(refusal(entry, all) == MalformedInput(.outOfBounds, at: entry))
    #expect(refusal(entry + 6, [0xff, 0xfe]) == MalformedInput(.outOfBounds, at: entry + 6))
    #expect(refusal(entry + 6, [0xff, 0xff]) == MalformedInput(.outOfBounds, at: entry + 6))
    #expect(refusal(header + 56, [23]) == MalformedInput(.invalidValue, at: header + 56))
    #expect(refusal(header + 40, all) == MalformedInput(.invalidValue, at: header + 40))
    #expect(
      refusal(header + 32, [UInt8(table.size & 0xff) + 1])
        == MalformedInput(.invalidValue, at: header + 32))
    #expect(
      refusal(versionHeader + 32, [0]) == MalformedInput(.invalidValue, at: versionHeader + 32))
    let version = Int(versions.offset) + 4
    #expect(refusal(version, [0x77, 0x77]) == MalformedInput(.invalidValue, at: version))
    let definition = Int(definitions.offset)
    #expect(
      refusal(definition + 6, [0, 0]) == MalformedInput(.invalidValue, at: definition + 6))
    #expect(
      refusal(definition + 12, all) == MalformedInput(.outOfBounds, at: definition + 12))
  }

  @Test(arguments: Libraries.compilers)
  func survivesEveryByteOfTheTablesChanged(_ compiler: String) async throws {
    let bytes = try contents(try await Libraries.library(compiler))
    let file = try parse(bytes)
    let headless = withoutSections(bytes)
    var places: [Int] = []
    for section in file.sectionHeaders
    where [
      .dynamicSymbols, .symbolVersions, .versionDefinitions, .hash, .gnuHash, .dynamic,
      .versionNeeds,
    ].contains(section.type) {
      places += section.fileRange
    }
    var outcomes: [Bool: Int] = [:]
    for place in places {
      for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] where bytes[place] != value {
        for original in [bytes, headless] {
          var changed = original
          changed[place] = value
          outcomes[refusal(changed) == nil, default: 0] += 1
        }
      }
    }
    // Most bytes are values nobody can check; many are not.
    #expect(outcomes[true, default: 0] > 0 && outcomes[false, default: 0] > 0)
  }

  @Test func survivesTruncation() async throws {
    let bytes = withoutSections(try contents(try await Libraries.library("gcc")))
    for count in stride(from: 0, to: bytes.count, by: 7) {
      _ = refusal(Array(bytes[..<count]))
    }
  }

  /// A hundred thousand symbols that share one long name would be a hundred gigabytes of text.
  @Test func boundsTheBytesOfAllNames() throws {
    let count = 20_000
    let name = [UInt8](repeating: 0x61, count: 1 << 20)
    let bytes = objectFile(symbols: count, strings: [0] + name + [0])
    let file = try parse(bytes)
    let table = try #require(try file.staticSymbols(in: bytes.span.bytes))
    #expect(table.count == count)
    var seen = 0
    #expect(throws: MalformedInput.self) {
      try table.forEach(in: bytes.span.bytes) { _ throws(MalformedInput) in seen += 1 }
    }
    #expect(seen < 10)
  }

  /// A 64-bit object file of nothing but symbols, all named by offset 1.
  private func objectFile(symbols count: Int, strings: [UInt8]) -> [UInt8] {
    var out = ByteWriter(.little)
    out.raw([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8))
    out.integer(UInt16(1))
    out.integer(UInt16(62))
    out.integer(UInt32(1))
    let sections = 64 + count * 24 + (strings.count + 7) / 8 * 8
    for value in [0, 0, UInt64(sections)] { out.integer(value) }
    out.integer(UInt32(0))
    for value: UInt16 in [64, 0, 0, 64, 3, 0] { out.integer(value) }
    for _ in 0..<count {
      out.integer(UInt32(1))
      out.raw([UInt8](repeating: 0, count: 20))
    }
    out.raw(strings)
    out.align(to: 8)
    out.raw([UInt8](repeating: 0, count: 64))
    for (type, offset, size, link, width): (UInt32, Int, Int, UInt32, Int) in [
      (2, 64, count * 24, 2, 24), (3, 64 + count * 24, strings.count, 0, 0),
    ] {
      out.integer(UInt32(0))
      out.integer(type)
      for value in [0, 0, UInt64(offset), UInt64(size)] { out.integer(value) }
      out.integer(link)
      out.integer(UInt32(0))
      out.integer(UInt64(1))
      out.integer(UInt64(width))
    }
    return out.bytes
  }
}
