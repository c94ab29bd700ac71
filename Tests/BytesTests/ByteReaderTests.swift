import Bytes
import Testing

/// Runs `body` on a reader of `bytes`; returns what it throws, and where the cursor is left.
private func reading(
  _ bytes: [UInt8], base: Int = 0, _ body: (inout ByteReader) throws(MalformedInput) -> Void
) -> (failure: MalformedInput?, position: Int, remaining: Int) {
  var reader = ByteReader(bytes.span.bytes, base: base)
  var failure: MalformedInput?
  do throws(MalformedInput) { try body(&reader) } catch { failure = error }
  return (failure, reader.position, reader.remaining)
}

struct ByteReaderTests {
  private static let bytes: [UInt8] = [0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10, 0x80]

  @Test func integersInBothOrders() {
    let end = reading(Self.bytes) { reader throws(MalformedInput) in
      #expect(try reader.integer(UInt16.self, .big) == 0xfedc)
      #expect(try reader.integer(UInt16.self, .little) == 0x98ba)
      try reader.seek(to: 0)
      #expect(try reader.integer(UInt32.self, .big) == 0xfedc_ba98)
      // At an odd offset from here on.
      try reader.seek(to: 1)
      #expect(try reader.integer(UInt32.self, .little) == 0x7698_badc)
      try reader.seek(to: 1)
      #expect(try reader.integer(Int64.self, .big) == -0x2345_6789_abcd_ef80)
      try reader.seek(to: 1)
      #expect(try reader.integer(UInt64.self, .little) == 0x8010_3254_7698_badc)
      try reader.seek(to: 8)
      #expect(try reader.integer(Int8.self, .big) == -128)
      try reader.seek(to: 8)
      #expect(try reader.byte() == 128)
    }
    #expect(end.failure == nil)
    #expect(end.position == 9 && end.remaining == 0)
  }

  @Test(arguments: 0..<8) func truncatedIntegersMoveNothing(count: Int) {
    let end = reading(Array(Self.bytes.prefix(count)), base: 100) { reader throws(MalformedInput) in
      _ = try reader.integer(UInt64.self, .little, field: "e_shoff")
    }
    #expect(end.failure == MalformedInput(.truncated, at: 100))
    #expect(end.failure?.field == "e_shoff")
    #expect(end.position == 100 && end.remaining == count)
  }

  @Test(arguments: [-1, 6, Int.max, Int.min]) func impossibleCounts(count: Int) {
    let expected = MalformedInput(.truncated, at: 4)
    let array = reading(Self.bytes) { reader throws(MalformedInput) in
      try reader.skip(4)
      _ = try reader.array(count)
    }
    let skip = reading(Self.bytes) { reader throws(MalformedInput) in
      try reader.skip(4)
      try reader.skip(count)
    }
    let slice = reading(Self.bytes) { reader throws(MalformedInput) in
      try reader.skip(4)
      _ = try reader.slice(count).remaining
    }
    for end in [array, skip, slice] {
      #expect(end.failure == expected)
      #expect(end.position == 4)
    }
  }

  @Test func slicesKeepTheFilesOffsets() {
    let end = reading(Self.bytes, base: 1000) { reader throws(MalformedInput) in
      try reader.skip(2)
      var part = try reader.slice(4)
      #expect(part.position == 1002 && part.remaining == 4)
      try part.skip(3)
      #expect(reader.position == 1006)
      _ = try part.integer(UInt16.self, .big)
    }
    #expect(end.failure == MalformedInput(.truncated, at: 1005))
    #expect(end.position == 1006 && end.remaining == 3)
  }

  @Test func emptySliceAndArrayAtTheEnd() {
    let end = reading(Self.bytes) { reader throws(MalformedInput) in
      try reader.skip(9)
      #expect(try reader.array(0) == [])
      #expect(try reader.slice(0).remaining == 0)
      #expect(reader.rest.byteCount == 0)
      try reader.skip(0)
    }
    #expect(end.failure == nil && end.position == 9)
  }

  @Test func theRestIsNotConsumed() {
    let end = reading(Self.bytes) { reader throws(MalformedInput) in
      try reader.skip(7)
      #expect([UInt8](copying: reader.rest) == [0x10, 0x80])
      #expect([UInt8](copying: reader.rest) == [0x10, 0x80])
    }
    #expect(end.position == 7)
  }

  @Test func textUpToItsNUL() {
    let end = reading(Array("one\0\0two".utf8)) { reader throws(MalformedInput) in
      #expect(try reader.nulTerminated() == Array("one".utf8))
      #expect(try reader.nulTerminated() == [])
      _ = try reader.nulTerminated(field: "name")
    }
    #expect(end.failure == MalformedInput(.truncated, at: 5))
    #expect(end.position == 5)
  }

  @Test(arguments: [0, 99, 110, UInt64(Int.max), UInt64(Int.max) + 1, .max])
  func seeksOutside(offset: UInt64) {
    let end = reading(Self.bytes, base: 100) { reader throws(MalformedInput) in
      try reader.skip(1)
      try reader.seek(to: offset, field: "sh_offset")
    }
    #expect(end.failure == MalformedInput(.outOfBounds, at: 101))
    #expect(end.position == 101)
  }

  @Test(arguments: [UInt64(100), 105, 109]) func seeksInside(offset: UInt64) {
    let end = reading(Self.bytes, base: 100) { reader throws(MalformedInput) in
      try reader.skip(3)
      try reader.seek(to: offset)
    }
    #expect(end.failure == nil)
    #expect(end.position == Int(offset) && end.remaining == 109 - Int(offset))
  }
}

struct MalformedInputTests {
  @Test func equalityIgnoresTheField() {
    let a = MalformedInput(.overflow, at: 7, field: "a")
    let b = MalformedInput(.overflow, at: 7, field: "b")
    #expect(a == b && a.hashValue == b.hashValue)
    #expect(a != MalformedInput(.overflow, at: 8, field: "a"))
    #expect(a != MalformedInput(.truncated, at: 7, field: "a"))
  }

  @Test func saysWhatAndWhere() {
    #expect(
      MalformedInput(.badMagic, at: 255, field: "e_ident").description
        == "bad-magic in e_ident at offset 0xff")
    #expect(MalformedInput(.truncated, at: 0).description == "truncated at offset 0x0")
  }
}
