import Bytes
import Debian
import Diagnostics
import TestSupport
import Testing

@Suite struct ArHeaderTests {
  static let text = "control.tar.gz  1700000000  0     0     100644  123       `\n"

  @Test func `a header is the bytes dpkg-deb writes`() throws {
    let header = ArHeader(name: "control.tar.gz", size: 123, modified: 1_700_000_000)
    #expect(String(decoding: try header.serialized(), as: UTF8.self) == Self.text)
    #expect(try Self.parse(Self.text) == header)
    #expect(header.padding == [10])
  }

  @Test func `the slash of GNU ar is dropped`() throws {
    let text = "debian-binary/  0           0     0     644     4         `\n"
    let header = try Self.parse(text)
    #expect(header.name == "debian-binary")
    #expect(header.mode == 0o644)
    #expect(header.padding == [])
  }

  @Test(arguments: [
    ("                ", 0, 0), ("/               ", 0, 0), ("//              ", 0, 0),
    ("#1/20           ", 0, 0), ("a b             ", 0, 0), (" a              ", 0, 0),
    ("sixteen.letters.", 0, 0), ("a\0              ", 0, 0),
    ("            ", 16, 16), (" 1          ", 16, 16), ("-1          ", 16, 16),
    ("1 2         ", 16, 17), ("12345678901x", 16, 27), ("      ", 28, 28), ("x     ", 28, 28),
    ("+0    ", 34, 34), ("100648  ", 40, 45), ("        ", 40, 40),
    ("          ", 48, 48), ("-1        ", 48, 48), ("1e3       ", 48, 49), ("0x10      ", 48, 49),
    ("1\t        ", 48, 49), ("` ", 58, 58), ("\n`", 58, 58),
  ])
  func `fields are printable and strict`(_ field: String, _ start: Int, _ offset: Int) throws {
    var bytes = Array(Self.text.utf8)
    bytes.replaceSubrange(start..<start + field.utf8.count, with: field.utf8)
    #expect(bytes.count == ArHeader.byteCount)
    let error = try #require(throws: MalformedInput.self) {
      try Self.parse(String(decoding: bytes, as: UTF8.self), base: 1000)
    }
    #expect(error.offset == 1000 + offset)
    #expect(error.field?.hasPrefix("ar_") == true)
  }

  @Test func `the largest numbers are read and written`() throws {
    var header = ArHeader(
      name: "fifteen.letters", size: ArHeader.largestMember, modified: 999_999_999_999)
    header.owner = 999_999
    header.group = 999_999
    header.mode = 0o7777_7777
    let bytes = try header.serialized()
    #expect(try Self.parse(String(decoding: bytes, as: UTF8.self)) == header)
  }

  @Test func `what does not fit is refused`() {
    func code(_ change: (inout ArHeader) -> Void) -> String? {
      var header = ArHeader(name: "a", size: 0, modified: 0)
      change(&header)
      return #expect(throws: Diagnostic.self) { try header.serialized() }?.code
    }
    #expect(code { $0.size = ArHeader.largestMember + 1 } == "debian.member-too-large")
    #expect(code { $0.size = -1 } == "debian.bad-member")
    #expect(code { $0.modified = 1_000_000_000_000 } == "debian.bad-member")
    #expect(code { $0.modified = -1 } == "debian.bad-member")
    #expect(code { $0.owner = 1_000_000 } == "debian.bad-member")
    #expect(code { $0.name = "" } == "debian.bad-member")
    #expect(code { $0.name = "sixteen.letters." } == "debian.bad-member")
    #expect(code { $0.name = "a/b" } == "debian.bad-member")
    #expect(code { $0.name = "a b" } == "debian.bad-member")
  }

  @Test func `truncation at every byte is an error`() {
    for count in 0..<ArHeader.byteCount {
      #expect(throws: MalformedInput(.truncated, at: count)) {
        try Self.parse(String(Self.text.prefix(count)))
      }
    }
  }

  static func parse(_ text: String, base: Int = 0) throws -> ArHeader {
    let bytes = Array(text.utf8)
    var reader = ByteReader(bytes.span.bytes, base: base)
    return try ArHeader(parsing: &reader)
  }
}
