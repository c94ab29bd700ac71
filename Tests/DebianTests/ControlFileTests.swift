import Bytes
import Debian
import TestSupport
import Testing

@Suite struct ControlFileTests {
  @Test func `fields keep their order and lines, values are unfolded`() throws {
    let text = """
      Package: a
      Description: one line
       two
        indented
       .
       ..
       last
      X-Empty:
      Conffiles:
       /etc/a 0123

      """
    let paragraph = try ControlParagraph(parsing: Array(text.utf8))
    #expect(
      paragraph.fields.map(\.name) == ["Package", "Description", "X-Empty", "Conffiles"])
    #expect(paragraph.fields.map(\.line) == [1, 2, 8, 9])
    #expect(paragraph["description"] == "one line\ntwo\n indented\n\n.\nlast")
    #expect(paragraph["X-EMPTY"] == "")
    #expect(paragraph["Conffiles"] == "\n/etc/a 0123")
    #expect(paragraph.serialized() == Array(text.utf8))
  }

  @Test func `paragraphs are separated by empty lines of any number`() throws {
    let file = try ControlFile(parsing: Array("\n\nA: 1\n\n\nB: 2\nC: 3\n\n".utf8))
    #expect(file.paragraphs.map { $0.fields.map(\.value) } == [["1"], ["2", "3"]])
    #expect(String(decoding: file.serialized(), as: UTF8.self) == "A: 1\n\nB: 2\nC: 3\n")
    #expect(try ControlFile(parsing: []).paragraphs.isEmpty)
  }

  @Test(arguments: [
    ("A: 1", MalformedInput.Code.truncated, 4),
    ("A: 1\n b", .truncated, 7),
    (" b\n", .invalidValue, 0),
    ("A: 1\n\n b\n", .invalidValue, 6),
    ("A 1\n", .invalidValue, 0),
    ("A: 1\na: 2\n", .duplicateField, 5),
    (": 1\n", .invalidValue, 0),
    ("#A: 1\n", .invalidValue, 0),
    ("-A: 1\n", .invalidValue, 0),
    ("A B: 1\n", .invalidValue, 1),
    ("A: \r\n", .invalidValue, 3),
    ("A: 1\n\0\n", .invalidValue, 5),
    ("A: 1\n \u{1a}\n", .invalidValue, 6),
    ("Caf\u{e9}: 1\n", .invalidValue, 3),
  ])
  func `what is no control file is refused at its byte`(
    _ text: String, _ code: MalformedInput.Code, _ offset: Int
  ) {
    #expect(throws: MalformedInput(code, at: offset)) { try ControlFile(parsing: Array(text.utf8)) }
  }

  @Test func `text that is not UTF-8 is refused`() {
    #expect(throws: MalformedInput(.invalidValue, at: 5)) {
      try ControlFile(parsing: Array("A: 1\nB: ".utf8) + [0xe9, 10])
    }
  }

  @Test func `a package has exactly one paragraph`() {
    #expect(throws: MalformedInput(.trailingData, at: 7)) {
      try ControlParagraph(parsing: Array("A: 1\n\n\nB: 2\n".utf8))
    }
    #expect(throws: MalformedInput(.missingMember, at: 0)) {
      try ControlParagraph(parsing: Array("\n".utf8))
    }
  }

  @Test func `truncation at every byte is an error or a shorter file`() throws {
    let text = Array("Package: a\nDescription: b\n c\n .\n d\n\nPackage: e\n".utf8)
    for count in 0..<text.count {
      do throws(MalformedInput) {
        let file = try ControlFile(parsing: Array(text.prefix(count)))
        #expect(count == 0 || text[count - 1] == 10)
        #expect(try ControlFile(parsing: file.serialized()) == file)
      } catch {
        #expect(error.code == .truncated || error.code == .invalidValue)
        #expect(error.offset <= count)
      }
    }
  }

  @Test func `any bytes give an error or come back the same`() throws {
    let seed: UInt64 = 0xdeb822
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("AB:. \t\n\n#\r\u{e9}".utf8)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...16, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      guard let file = try? ControlFile(parsing: bytes) else { continue }
      #expect(try ControlFile(parsing: file.serialized()) == file, "seed \(seed): \(bytes)")
    }
  }

  @Test(arguments: [
    ("", "a", 0), ("A:", "a", 1), ("A b", "a", 1), ("#A", "a", 0), ("A", "a\rb", 1),
    ("A", "a\u{0}", 1), ("A", "\u{7f}", 0),
  ])
  func `a field that could not be read back is not made`(
    _ name: String, _ value: String, _ offset: Int
  ) {
    #expect(throws: MalformedInput(.invalidValue, at: offset)) {
      try ControlField(name: name, value: value)
    }
  }

  @Test func `values lose blanks nobody sees`() throws {
    let field = try ControlField(name: "A", value: " b  \n  c\t\n\n. \n")
    #expect(field.value == "b\n  c\n\n.\n")
    #expect(String(decoding: field.serialized(), as: UTF8.self) == "A: b\n   c\n .\n ..\n .\n")
    #expect(try ControlParagraph(parsing: field.serialized()).fields == [field])
  }

  @Test(arguments: [
    ("", "", []), ("\n\n", "", []), ("one", "one", []), ("  one \r\ntwo\r\n", "one", ["two"]),
    ("\none\n\n  code\n\n\nend\n\n", "one", ["  code", "", "", "end"]),
  ])
  func `descriptions split into synopsis and text`(
    _ text: String, _ synopsis: String, _ extended: [String]
  ) {
    #expect(
      DebianDescription(text) == DebianDescription(synopsis: synopsis, extended: extended))
  }
}
