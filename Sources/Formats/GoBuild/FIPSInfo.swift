public import Bytes
public import ELF

/// What the linker wrote for the frozen cryptographic module, `.go.fipsinfo`.
///
/// The runtime sums the four ranges and compares when FIPS mode is on; so nothing inside them
/// may be edited.
///
/// - SeeAlso: `cmd/link/internal/ld/fips140.go`, `crypto/internal/fips140/check`.
public struct FIPSInfo: Hashable, Sendable {
  /// The HMAC-SHA-256 over the ranges, 32 bytes; all zero when the linker could not make it.
  public var sum: [UInt8]
  /// The addresses of text, read-only data, data without and with pointers, in this order.
  public var ranges: [Range<UInt64>]

  private static let magic: [UInt8] = [0xff] + " Go fipsinfo ".utf8 + [0xff, 0]

  /// Reads the section of a program; `nil` when it has none.
  ///
  /// `bytes` is the whole file that `file` was read from. Of a program whose addresses the
  /// loader relocates, the ranges are those before it did: empty where the file has zeros.
  public init?(of file: ELFFile, in bytes: RawSpan) throws(MalformedInput) {
    guard let section = file.section(named: ".go.fipsinfo"),
      let range = file.readableRange(of: section)
    else { return nil }
    var input = ByteReader(bytes.extracting(range), base: range.lowerBound)
    guard try input.array(Self.magic.count, field: "magic") == Self.magic else {
      throw MalformedInput(.badMagic, at: range.lowerBound, field: "magic")
    }
    sum = try input.array(32, field: "sum")
    let order = file.header.byteOrder
    let width = file.header.class
    _ = try input.word(width, order, field: "self")
    ranges = []
    for _ in 0..<4 {
      let place = input.position
      let start = try input.word(width, order, field: "start")
      let end = try input.word(width, order, field: "end")
      guard start <= end else {
        throw MalformedInput(.invalidValue, at: place, field: "start")
      }
      ranges.append(start..<end)
    }
  }
}
