public import Bytes
public import Cryptography

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

  /// Whether a private part follows the public one.
  var isSecret: Bool { self == .secretKey || self == .secretSubkey }
}

/// One packet: a type and its body (RFC 9580 §4).
///
/// Equality ignores ``offset``.
public struct Packet: Hashable, Sendable {
  public var type: PacketType
  /// The body; of a secret key the public part only, as far as it can be told apart.
  public var body: [UInt8]
  /// What of a secret key's body follows its public part, protected or not.
  public let secret: SecretBytes?
  /// Where the body lay in the input it was read from, so that errors inside it can say where.
  public var offset: Int

  public init(_ type: PacketType, _ body: [UInt8], offset: Int = 0) {
    self.init(type, body, secret: nil, offset: offset)
  }

  init(_ type: PacketType, _ body: [UInt8], secret: SecretBytes?, offset: Int = 0) {
    self.type = type
    self.body = body
    self.secret = secret
    self.offset = offset
  }

  /// A secret key's packet from its whole body.
  ///
  /// - Throws: `MalformedInput` for a public part that is malformed; one of an unknown kind counts
  ///   as empty but for the head that says so.
  init(_ type: PacketType, secretBody: SecretBytes, offset: Int = 0) throws(MalformedInput) {
    let bytes = secretBody.span
    let size = try PublicKeyPacket.publicSize(
      parsing: unsafe ByteReader(bytes.bytes, base: offset))
    self.init(
      type, unsafe [UInt8](copying: bytes.extracting(first: size).bytes),
      secret: secretBody[size..<secretBody.count], offset: offset)
  }

  /// Reads one packet of the old or the new format.
  ///
  /// Lengths that are not known in advance, partial or indeterminate ones, are refused: only
  /// packets of data may have them, and keys and signatures are none. So is a secret key, which is
  /// read out of memory of its own: see ``all(parsing:)``.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    let (type, length) = try Self.head(&reader)
    guard !type.isSecret else {
      throw MalformedInput(.unsupported, at: start, field: "secret key")
    }
    let offset = reader.position
    self.init(type, try reader.array(length, field: "packet body"), offset: offset)
  }

  /// All packets of a key file, armor taken off; private parts stay where they lie.
  public static func all(parsing file: SecretBytes) throws(MalformedInput) -> [Packet] {
    let bytes = file.span
    var reader = unsafe ByteReader(bytes.bytes)
    var packets: [Packet] = []
    while reader.remaining > 0 {
      let (type, length) = try head(&reader)
      let start = reader.position
      guard type.isSecret else {
        packets.append(
          Packet(type, try reader.array(length, field: "packet body"), offset: start))
        continue
      }
      try reader.skip(length, field: "packet body")
      packets.append(try Packet(type, secretBody: file[start..<start + length], offset: start))
    }
    return packets
  }

  private static func head(
    _ reader: inout ByteReader
  ) throws(MalformedInput) -> (type: PacketType, length: Int) {
    let start = reader.position
    let head = try reader.byte(field: "packet type")
    guard head & 0x80 != 0 else {
      throw MalformedInput(.badMagic, at: start, field: "packet type")
    }
    let type: PacketType
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
    return (type, length)
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

  /// The packet in the old format with the shortest length; types past 15 exist in the new only.
  ///
  /// The old format is the one GnuPG writes and the one old rpm versions were tested with.
  ///
  /// - Precondition: the body is shorter than 4 GiB, and none of it is secret.
  public func serialized() -> [UInt8] {
    precondition(secret == nil, "a secret key is written into memory of its own")
    return head + body
  }

  /// Packets in the same format one after the other, secret or not.
  static func serialized(_ packets: [Packet]) -> SecretBytes {
    let count = packets.reduce(0) { $0 + $1.head.count + $1.body.count + ($1.secret?.count ?? 0) }
    return SecretBytes(upTo: count) { output in
      for packet in packets {
        output.append(packet.head.span)
        output.append(packet.body.span)
        if let secret = packet.secret { output.append(secret.span) }
      }
    }
  }

  /// Type and length.
  private var head: [UInt8] {
    var writer = ByteWriter(.big)
    let count = body.count + (secret?.count ?? 0)
    precondition(count <= Int(UInt32.max), "a packet's length fits 32 bits")
    let length = UInt32(count)
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
    return writer.bytes
  }

  public static func == (a: Self, b: Self) -> Bool {
    guard a.type == b.type, a.body == b.body else { return false }
    return switch (a.secret, b.secret) {
    case (let one?, let other?): one.equals(other)
    case (nil, nil): true
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    hasher.combine(body)
  }
}
