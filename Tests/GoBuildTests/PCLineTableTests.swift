import Bytes
import ELF
import Foundation
import GoBuild
import TestSupport
import Testing

/// The source files of `.gopclntab`, against Go's own `debug/gosym`.
@Suite struct PCLineTableTests {
  /// The names that `debug/gosym` of a current Go finds, sorted by bytes.
  private func oracle(_ path: String) async throws -> [String] {
    let source = try String(
      contentsOfFile: "\(packageDirectory)/Tests/Programs/gosources/main.go", encoding: .utf8)
    let program = try await TestBinary.go(.v1_27, source: source).path()
    return try await succeed(program, [path]).split(separator: "\n").map(String.init)
  }

  private func names(
    _ bytes: [UInt8], searching: Bool = false
  ) throws -> (PCLineTable, [String])? {
    var input = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &input)
    guard
      let table = try PCLineTable(of: file, in: bytes.span.bytes, searching: searching)
    else { return nil }
    var names: Set<String> = []
    var count = 0
    try table.sourceFiles.forEach(in: bytes.span.bytes) { range in
      count += 1
      names.insert(String(decoding: bytes[range], as: UTF8.self))
    }
    #expect(count == table.sourceFiles.count)
    return (table, names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  @Test(arguments: Matrix.go) func everyBinary(_ binary: TestBinary) async throws {
    let path = try await binary.path()
    let bytes = try contents(path)
    let (table, found) = try #require(try names(bytes, searching: true))
    #expect(table.layout == (binary.description.hasPrefix("go1.19") ? .go1_18 : .go1_20))
    let sections = try await succeed("readelf", ["-SW", path])
    if sections.contains(".gopclntab") {
      #expect(try names(bytes)?.1 == found)
      #expect(try await found == oracle(path))
    } else {
      // GNU ld put it into .data.rel.ro with all else that is relocated.
      #expect(try names(bytes) == nil && sections.contains(".data.rel.ro"))
      let place = try ScratchDirectory()
      let start = try #require(tableStart(in: bytes, table))
      try place.write(Array(bytes[start...]), to: "found.pclntab")
      #expect(try await found == oracle(place["found.pclntab"]))
    }
    #expect(found.contains("runtime/proc.go"))
  }

  /// Where the first eight bytes of a table of Go 1.18 stand.
  private func tableStart(in bytes: [UInt8], _ table: PCLineTable) -> Int? {
    let isBig = bytes[5] == 2
    let magic: [UInt8] = [0xff, 0xff, 0xff, 0xf0]
    let head =
      (isBig ? magic : magic.reversed()) + [0, 0, table.instructionQuantum, table.pointerSize]
    return stride(from: 0, to: bytes.count - 8, by: 8).first {
      bytes[$0] == head[0] && Array(bytes[$0..<$0 + 8]) == head
    }
  }

  @Test func untrimmed() async throws {
    let path = try await TestBinary.go(.v1_27, flags: ["-trimpath=false"]).path()
    let bytes = try contents(path)
    let (table, found) = try #require(try names(bytes))
    #expect(try await found == oracle(path))
    let paths = try SourcePaths(table, in: bytes.span.bytes)
    let root = try await GoToolchain.v1_27.run(["env", "GOROOT"]).output.dropLast()
    #expect(paths.count == table.sourceFiles.count)
    #expect(paths.goRoot == String(root))
    let absolute = found.filter { $0.hasPrefix("/") }
    #expect(!absolute.isEmpty && Set(absolute).count <= paths.absoluteCount)
    #expect(paths.leaks.allSatisfy { found.contains($0) || $0 == String(root) })
    #expect(paths.leaks.contains { $0.hasSuffix("/main.go") })
    // Stripping leaves what stack traces need.
    let place = try ScratchDirectory()
    try await succeed("strip", ["-s", "-o", place["stripped"], path])
    #expect(try names(contents(place["stripped"]))?.1 == found)
  }

  @Test func trimmed() async throws {
    let bytes = try contents(try await TestBinary.go(.v1_27).path())
    let (table, _) = try #require(try names(bytes))
    let paths = try SourcePaths(table, in: bytes.span.bytes)
    #expect(paths.absoluteCount == 0 && paths.leakCount == 0 && paths.leaks == [])
    #expect(paths.goRoot == nil)
  }

  /// A program of Go 1.17, which comes with the toolchain as a sample.
  @Test func theLayoutOfGo1_16() async throws {
    let place = try ScratchDirectory()
    let path = try await place.go117()
    let (table, found) = try #require(try names(contents(path)))
    #expect(table.layout == .go1_16 && table.pointerSize == 8 && table.instructionQuantum == 1)
    #expect(try await found == oracle(path))
  }

  /// A bare table of Go 1.15, likewise.
  @Test func theLayoutOfGo1_2() async throws {
    let place = try ScratchDirectory()
    let root = try await GoToolchain.v1_27.run(["env", "GOROOT"]).output.dropLast()
    let packed = "\(root)/src/debug/gosym/testdata/pcln115.gz"
    try FileManager.default.copyItem(atPath: packed, toPath: place["table.pclntab.gz"])
    try await succeed("gzip", ["-d", place["table.pclntab.gz"]])
    try await succeed(
      "objcopy",
      [
        "-I", "binary", "-O", "elf64-x86-64", "--rename-section", ".data=.gopclntab",
        place["table.pclntab"], place["table.o"],
      ])
    let (table, found) = try #require(try names(place.read("table.o")))
    #expect(table.layout == .go1_2)
    #expect(try await found == oracle(place["table.pclntab"]))
    #expect(found.count > 50)
  }

  @Test func findsATableThatNoSectionNames() async throws {
    var bytes = try contents(try await TestBinary.go(.v1_27).path())
    let (table, _) = try #require(try names(bytes))
    for offset in [40..<48, 58..<64].joined() { bytes[offset] = 0 }
    var input = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &input)
    #expect(file.sectionHeaders.isEmpty)
    #expect(try PCLineTable(of: file, in: bytes.span.bytes) == nil)
    let found = try PCLineTable(of: file, in: bytes.span.bytes, searching: true)
    #expect(found?.sourceFiles == table.sourceFiles)
  }

  struct Damage: Sendable, CustomStringConvertible {
    var field: String
    var code: MalformedInput.Code
    /// Relative to the table.
    var offset: Int
    var bytes: [UInt8]
    var description: String { "\(field) \(bytes)" }

    static let all = [
      Damage(field: "magic", code: .badMagic, offset: 0, bytes: [0]),
      Damage(field: "pad", code: .invalidValue, offset: 4, bytes: [1]),
      Damage(field: "minLC", code: .invalidValue, offset: 6, bytes: [3]),
      Damage(field: "ptrSize", code: .invalidValue, offset: 7, bytes: [4]),
      Damage(
        field: "nfiles", code: .outOfBounds, offset: 16,
        bytes: [UInt8](repeating: 0xff, count: 8)),
      Damage(
        field: "filetabOffset", code: .outOfBounds, offset: 48,
        bytes: [UInt8](repeating: 0xff, count: 8)),
    ]
  }

  @Test(arguments: Damage.all) func refuses(_ damage: Damage) async throws {
    var bytes = try contents(try await TestBinary.go(.v1_27).path())
    var input = ByteReader(bytes.span.bytes)
    let file = try ELFFile(parsing: &input)
    let start = try #require(file.section(named: ".gopclntab")).fileRange.lowerBound
    bytes.replaceSubrange(
      start + damage.offset..<start + damage.offset + damage.bytes.count, with: damage.bytes)
    #expect(throws: MalformedInput(damage.code, at: start + damage.offset)) {
      try PCLineTable(of: file, in: bytes.span.bytes)
    }
  }

  /// As many names as fit, one of them without an end.
  @Test func refusesNamesWithoutAnEnd() async throws {
    var bytes = try contents(try await TestBinary.go(.v1_27).path())
    let (table, _) = try #require(try names(bytes))
    var last = 0..<0
    try table.sourceFiles.forEach(in: bytes.span.bytes) { last = $0 }
    // The table of program counters that follows begins with a zero of its own.
    for offset in last.upperBound..<last.upperBound + 64 { bytes[offset] = 0x61 }
    #expect(throws: MalformedInput(.outOfBounds, at: last.lowerBound)) {
      try table.sourceFiles.forEach(in: bytes.span.bytes) { _ in }
    }
  }
}

extension ScratchDirectory {
  /// Unpacks the program of Go 1.17 that the toolchain keeps for its own tests.
  func go117() async throws -> String {
    let root = try await GoToolchain.v1_27.run(["env", "GOROOT"]).output.dropLast()
    let text = try String(
      contentsOfFile: "\(root)/src/debug/buildinfo/testdata/go117/go117.base64", encoding: .utf8)
    let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data()
    return try write([UInt8](data), to: "go117")
  }
}

func contents(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: path)))
}
