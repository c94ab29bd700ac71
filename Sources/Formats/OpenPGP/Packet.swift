public import Bytes

/// What a packet holds (RFC 9580 §5).
public struct PacketType: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let signature = PacketType(rawValue: 2)
  public static let secretKey = PacketType(rawValue: 5)
  public static let publicKey = PacketType(rawValue: 6)
  public static let secretSubkey = PacketType(rawValue: 7)
  public static let marker = PacketType(rawValue: 10)
  public static let trust = PacketType(rawValue: 12)
  public static let userID = PacketType(rawValue: 13)
  public static let publicSubkey = PacketType(rawValue: 14)
  public static let userAttribute = PacketType(rawValue: 17)
  public static let padding = PacketType(rawValue: 21)
}

/// One packet: a type and its body (RFC 9580 §4).
///
/// Equality ignores ``offset``.
public struct Packet: Hashable, Sendable {
  public var type: PacketType
  public var body: [UInt8]
  /// Where the body lay in the input it was read from, so that errors inside it can say where.
  public var offset: Int

  public init(_ type: PacketType, _ body: [UInt8], offset: Int = 0) {
    self.type = type
    self.body = body
    self.offset = offset
  }

  /// Reads one packet of the old or the new format.
  ///
  /// Lengths that are not known in advance, partial or indeterminate ones, are refused: only
  /// packets of data may have them, and keys and signatures are none.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    let head = try reader.byte(field: "packet type")
    guard head & 0x80 != 0 else {
      throw MalformedInput(.badMagic, at: start, field: "packet type")
    }
    let length: Int
    if head & 0x40 != 0 {
      type = PacketType(rawValue: head & 0x3f)
      length = try Self.newLength(&reader)
    } else {
      type = PacketType(rawValue: head >> 2 & 0x0f)
      length =
        switch head & 3 {
        case 0: Int(try reader.byte(field: "packet length"))
        case 1: Int(try reader.integer(UInt16.self, .big, field: "packet length"))
        case 2: Int(try reader.integer(UInt32.self, .big, field: "packet length"))
        default: throw MalformedInput(.unsupported, at: start, field: "packet length")
        }
    }
    guard type.rawValue != 0 else {
      throw MalformedInput(.invalidValue, at: start, field: "packet type")
    }
    offset = reader.position
    body = try reader.array(length, field: "packet body")
  }

  private static func newLength(_ reader: inout ByteReader) throws(MalformedInput) -> Int {
    let start = reader.position
    let first = try reader.byte(field: "packet length")
    switch first {
    case 0..<192: return Int(first)
    case 192..<224:
      return (Int(first) - 192) << 8 + Int(try reader.byte(field: "packet length")) + 192
    case 255: return Int(try reader.integer(UInt32.self, .big, field: "packet length"))
    default: throw MalformedInput(.unsupported, at: start, field: "packet length")
    }
  }

  /// All packets up to the end of the input.
  public static func all(parsing reader: inout ByteReader) throws(MalformedInput) -> [Packet] {
    var packets: [Packet] = []
    while reader.remaining > 0 { packets.append(try Packet(parsing: &reader)) }
    return packets
  }

  /// The packet in the old format with the shortest length; types past 15 exist in the new only.
  ///
  /// The old format is the one GnuPG writes and the one old rpm versions were tested with.
  ///
  /// - Precondition: the body is shorter than 4 GiB.
  public func serialized() -> [UInt8] {
    var writer = ByteWriter(.big)
    precondition(body.count <= Int(UInt32.max), "a packet's length fits 32 bits")
    let length = UInt32(body.count)
    if type.rawValue > 15 {
      writer.integer(0xc0 | type.rawValue)
      writer.integer(UInt8(0xff))
      writer.integer(length)
    } else if length < 0x100 {
      writer.integer(0x80 | type.rawValue << 2)
      writer.integer(UInt8(length))
    } else if length < 0x1_0000 {
      writer.integer(0x81 | type.rawValue << 2)
      writer.integer(UInt16(length))
    } else {
      writer.integer(0x82 | type.rawValue << 2)
      writer.integer(length)
    }
    writer.raw(body)
    return writer.bytes
  }

  public static func == (a: Self, b: Self) -> Bool { a.type == b.type && a.body == b.body }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    hasher.combine(body)
  }
}
