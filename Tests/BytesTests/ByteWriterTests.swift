import Bytes
import Testing

struct ByteWriterTests {
  @Test func integersInBothOrders() {
    var big = ByteWriter(.big)
    var little = ByteWriter(.little)
    for value: UInt32 in [0x0102_0304, 0xffff_fffe] {
      big.integer(value)
      little.integer(value)
    }
    big.integer(Int16(-2))
    little.integer(Int16(-2))
    #expect(big.bytes == [1, 2, 3, 4, 255, 255, 255, 254, 255, 254])
    #expect(little.bytes == [4, 3, 2, 1, 254, 255, 255, 255, 254, 255])
    #expect(big.count == 10)
  }

  @Test(arguments: 0..<17) func alignment(count: Int) {
    var writer = ByteWriter(.big)
    writer.raw([UInt8](repeating: 9, count: count))
    writer.align(to: 8)
    #expect(writer.count % 8 == 0 && writer.count - count < 8)
    #expect(writer.bytes.dropFirst(count).allSatisfy { $0 == 0 })
  }

  @Test func overwritesInPlace() {
    var writer = ByteWriter(.big)
    writer.raw([1, 2, 3, 4, 5])
    writer.overwrite(UInt16(0xabcd), at: 0)
    writer.overwrite(UInt16(0xabcd), at: 3)
    #expect(writer.bytes == [0xab, 0xcd, 3, 0xab, 0xcd])
  }

  @Test func overwritingPastTheEndIsABug() async {
    await #expect(processExitsWith: .failure) {
      var writer = ByteWriter(.big)
      writer.raw([1, 2, 3])
      writer.overwrite(UInt16(1), at: 2)
    }
  }

  @Test(arguments: [ByteOrder.big, .little]) func whatIsWrittenReadsBack(order: ByteOrder) throws {
    let values: [UInt64] = [0, 1, 0x8000_0000_0000_0000, .max, 0x0123_4567_89ab_cdef]
    var writer = ByteWriter(order)
    for value in values {
      writer.integer(value)
      writer.integer(UInt8(truncatingIfNeeded: value))
    }
    let bytes = writer.bytes
    var reader = ByteReader(bytes.span.bytes)
    for value in values {
      let long = try reader.integer(UInt64.self, order)
      let short = try reader.byte()
      #expect(long == value && short == UInt8(truncatingIfNeeded: value))
    }
    #expect(reader.remaining == 0)
  }
}

struct HexadecimalTests {
  @Test func knownTexts() {
    #expect(hexadecimal([UInt8]()) == "")
    #expect(hexadecimal([0, 9, 10, 15, 16, 0xa5, 255]) == "00090a0f10a5ff")
    #expect(hexadecimal([1, 2, 3][1...].map { UInt8($0) }[...]) == "0203")
    #expect(bytes(hexadecimal: "") == [])
    #expect(bytes(hexadecimal: "00090A0f10a5Ff") == [0, 9, 10, 15, 16, 0xa5, 255])
  }

  @Test(arguments: ["0", "abc", "0g", "g0", " 0", "0x", "+1", "-1", "０１", "ä", "00\n", "/0", ":0"])
  func anythingElseIsRefused(text: String) { #expect(bytes(hexadecimal: text) == nil) }

  @Test func everyByteReadsBack() {
    let all = Array(UInt8.min ... .max)
    #expect(bytes(hexadecimal: hexadecimal(all)) == all)
    #expect(bytes(hexadecimal: hexadecimal(all).uppercased()) == all)
  }
}
