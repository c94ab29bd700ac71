import Bytes
import Testing

/// Numbers of 7 bits a byte.
struct LEB128Tests {
  /// The examples of DWARF 5, figures 7.1 and 7.2, and the ends of the range.
  @Test(
    arguments: [
      ([0x02], 2), ([0x7f], 127), ([0x80, 0x01], 128), ([0x81, 0x01], 129), ([0xb9, 0x64], 12857),
      ([0x80, 0x00], 0), ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], .max),
      ([0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], 1),
    ] as [([UInt8], UInt64)])
  func unsigned(_ bytes: [UInt8], _ expected: UInt64) throws {
    var reader = ByteReader(bytes.span.bytes)
    #expect(try reader.unsignedLEB128() == expected)
    #expect(reader.remaining == 0)
  }

  @Test(
    arguments: [
      ([0x02], 2), ([0x7e], -2), ([0xff, 0x00], 127), ([0x81, 0x7f], -127), ([0x80, 0x01], 128),
      ([0x80, 0x7f], -128), ([0x81, 0x01], 129), ([0xff, 0x7e], -129),
      ([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], .min),
      ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00], .max),
    ] as [([UInt8], Int64)])
  func signed(_ bytes: [UInt8], _ expected: Int64) throws {
    var reader = ByteReader(bytes.span.bytes)
    #expect(try reader.signedLEB128() == expected)
    #expect(reader.remaining == 0)
  }

  @Test func whatDoesNotFitLeavesTheReaderInPlace() throws {
    let large = [UInt8](repeating: 0x80, count: 9) + [2]
    let endless = [UInt8](repeating: 0x80, count: 4096)
    for (bytes, code) in [
      (large, MalformedInput.Code.overflow), (endless, .overflow), ([0x80], .truncated),
    ] {
      var reader = ByteReader(bytes.span.bytes, base: 7)
      let error = #expect(throws: MalformedInput.self) { try reader.unsignedLEB128(field: "f") }
      #expect(error?.code == code && reader.position == 7)
    }
    var reader = ByteReader(endless.span.bytes, base: 7)
    let error = #expect(throws: MalformedInput.self) { try reader.signedLEB128(field: "f") }
    #expect(error?.code == .overflow && error?.offset == 7 && reader.position == 7)
  }
}
