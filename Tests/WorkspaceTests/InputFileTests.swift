import Bytes
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Workspace

struct InputFileTests {
  /// The code of what `body` throws, or its reason.
  private func failure<R>(_ body: () throws -> R) -> String? {
    do {
      _ = try body()
      return nil
    } catch let error as Diagnostic {
      return error.code
    } catch let error as SourceFailure {
      return error.reason
    } catch {
      return "\(error)"
    }
  }

  @Test func readsRanges() throws {
    let room = try ScratchDirectory()
    let bytes = sampleBytes(100_000)
    let file = try InputFile(try room.write(bytes, to: "a"))
    #expect(file.count == 100_000)
    #expect(try file.bytes(in: 0..<100_000) == bytes)
    #expect(try file.bytes(in: 99_990..<100_000) == Array(bytes.suffix(10)))
    #expect(try file.bytes(in: 5..<5) == [])
    #expect(failure { try file.bytes(in: 99_999..<100_001) } == "unexpected end of file")
    #expect(try file.contents(limit: 100_000) == bytes)
    #expect(failure { try file.contents(limit: 99_999) } == "input.too-large")
  }

  @Test func followsLinks() throws {
    let room = try ScratchDirectory()
    try room.write("text", to: "a")
    try FileManager.default.createSymbolicLink(
      atPath: room["link"], withDestinationPath: "a")
    #expect(try InputFile(room["link"]).contents(limit: 10) == Array("text".utf8))
  }

  @Test func whatIsNoInput() throws {
    let room = try ScratchDirectory()
    try room.makeDirectory("dir")
    try room.write("x", to: "file")
    try #require(mkfifo(room["pipe"], 0o600) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: room["gone"], withDestinationPath: "nowhere")
    try FileManager.default.createSymbolicLink(atPath: room["loop"], withDestinationPath: "loop")
    #expect(failure { try InputFile(room["nothing"]) } == "input.missing")
    #expect(failure { try InputFile(room["gone"]) } == "input.missing")
    #expect(failure { try InputFile(room["file/below"]) } == "input.missing")
    #expect(failure { try InputFile(room["loop"]) } == "input.unreadable")
    #expect(failure { try InputFile(room["dir"]) } == "input.not-a-file")
    #expect(failure { try InputFile(room["pipe"]) } == "input.not-a-file")
    #expect(failure { try InputFile("/dev/null") } == "input.not-a-file")
    let place = SpecLocation(file: "r.yaml", line: 3, column: 4)
    let error = #expect(throws: Diagnostic.self) { try InputFile(room["nothing"], at: place) }
    #expect(error?.location == place && error?.exit == .missingInput)
  }

  static let changes = ["grown", "shrunk", "rewritten", "replaced", "removed", "directory", "pipe"]

  /// A file that is not the one looked at first is no longer read.
  @Test(arguments: changes) func changesAreNoticed(change: String) throws {
    let room = try ScratchDirectory()
    let path = try room.write("first", to: "a")
    let manager = FileManager.default
    let old = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)]
    try manager.setAttributes(old, ofItemAtPath: path)
    let file = try InputFile(path)
    #expect(try file.bytes(in: 0..<5) == Array("first".utf8))
    switch change {
    case "grown": try room.write("first and more", to: "a")
    case "shrunk": try room.write("fir", to: "a")
    case "rewritten":
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.write(contentsOf: Data("other".utf8))
    case "replaced":
      // The same size and time, and still another file.
      try room.write("other", to: "b")
      try manager.setAttributes(old, ofItemAtPath: room["b"])
      try #require(rename(room["b"], path) == 0)
    case "removed": try manager.removeItem(atPath: path)
    case "directory":
      try manager.removeItem(atPath: path)
      try room.makeDirectory("a")
    default:
      try manager.removeItem(atPath: path)
      try #require(mkfifo(path, 0o600) == 0)
    }
    let expected =
      change == "removed"
      ? "No such file or directory" : "the file changed while it was being used"
    #expect(failure { try file.bytes(in: 0..<3) } == expected)
    #expect(failure { try file.contents(limit: 100) } == "input.unreadable")
    #expect(failure { try withMapping(of: file) { $0.byteCount } } == "input.unreadable")
  }

  @Test func mappings() throws {
    let room = try ScratchDirectory()
    let bytes = sampleBytes(70_000)
    let file = try InputFile(try room.write(bytes, to: "a"))
    #expect(try withMapping(of: file) { [UInt8](copying: $0) } == bytes)
    let empty = try InputFile(try room.write([], to: "b"))
    #expect(try withMapping(of: empty) { $0.byteCount } == 0)
    #expect(try empty.contents(limit: 0) == [])
    #expect(throws: MalformedInput.self) {
      try withMapping(of: file) { _ throws(MalformedInput) in
        throw MalformedInput(.badMagic, at: 0)
      }
    }
  }
}

struct FileFactsTests {
  @Test func ofEveryKind() throws {
    let room = try ScratchDirectory()
    let path = try room.write("12345", to: "file")
    try #require(chmod(path, 0o4640) == 0)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_234_567_890)], ofItemAtPath: path)
    try FileManager.default.linkItem(atPath: path, toPath: room["again"])
    try FileManager.default.createSymbolicLink(atPath: room["link"], withDestinationPath: "file")
    try #require(mkfifo(room["pipe"], 0o600) == 0)
    let facts = try #require(try FileFacts.of(path))
    #expect(facts.kind == .file && facts.size == 5 && facts.permissions == 0o4640)
    #expect(facts.modified == 1_234_567_890 && facts.linkCount == 2)
    #expect(facts.isTrustworthyOwner)
    #expect(try FileFacts.of(room["link"])?.kind == .file)
    #expect(try FileFacts.of(room["link"], followingLinks: false)?.kind == .symlink)
    #expect(try FileFacts.of(room["link"])?.identity == facts.identity)
    #expect(try FileFacts.of(room["pipe"])?.kind == .other)
    #expect(try FileFacts.of(room.path)?.kind == .directory)
    #expect(try FileFacts.of(room["nothing"]) == nil)
    #expect(try FileFacts.of(room["file/below"]) == nil)
    #expect(throws: Diagnostic.self) { try FileFacts.of(String(repeating: "x", count: 5000)) }
  }

  @Test func linkTargets() throws {
    let room = try ScratchDirectory()
    let long = String(repeating: "d/", count: 1000) + "ü"
    try FileManager.default.createSymbolicLink(atPath: room["a"], withDestinationPath: long)
    #expect(try linkTarget(of: room["a"]) == long)
    try room.write("x", to: "file")
    #expect(throws: Diagnostic.self) { try linkTarget(of: room["file"]) }
    #expect(throws: Diagnostic.self) { try linkTarget(of: room["nothing"]) }
  }

  @Test func namesAreSortedBytewise() throws {
    let room = try ScratchDirectory()
    let names = ["B", "a", "Z", ".hidden", "ä", "é", "e\u{301}", "~", "10", "9", "日本", "😀"]
    for name in names { try room.write("", to: name) }
    let expected = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let found = try directoryNames(room.path)
    #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    #expect(try directoryNames(room.path + "/") == found)
    #expect(throws: Diagnostic.self) { try directoryNames(room["a"]) }
    #expect(throws: Diagnostic.self) { try directoryNames(room["nothing"]) }
  }

  /// A name that is not UTF-8 is refused, not mended: what is not packaged must be told.
  @Test func namesThatAreNotUTF8() async throws {
    let room = try ScratchDirectory()
    try room.makeDirectory("names")
    try room.makeDirectory("targets")
    try await succeed(
      "sh",
      [
        "-c", #"touch names/"$(printf 'caf\351')" && ln -s "$(printf 'caf\351')" targets/link"#,
      ], in: room.path)
    #expect(throws: Diagnostic.self) { try directoryNames(room["names"]) }
    #expect(throws: Diagnostic.self) { try linkTarget(of: room["targets/link"]) }
  }
}
