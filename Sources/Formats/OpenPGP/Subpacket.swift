public import Bytes

/// One statement inside a signature (RFC 9580 §5.2.3.7).
public struct Subpacket: Hashable, Sendable {
  /// What is stated.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let creationTime = Kind(rawValue: 2)
    public static let expirationTime = Kind(rawValue: 3)
    public static let exportable = Kind(rawValue: 4)
    public static let revocable = Kind(rawValue: 7)
    public static let keyExpirationTime = Kind(rawValue: 9)
    public static let preferredCiphers = Kind(rawValue: 11)
    public static let issuerKeyID = Kind(rawValue: 16)
    public static let notation = Kind(rawValue: 20)
    public static let preferredHashes = Kind(rawValue: 21)
    public static let preferredCompression = Kind(rawValue: 22)
    public static let keyServerPreferences = Kind(rawValue: 23)
    public static let preferredKeyServer = Kind(rawValue: 24)
    public static let primaryUserID = Kind(rawValue: 25)
    public static let policyURI = Kind(rawValue: 26)
    public static let keyFlags = Kind(rawValue: 27)
    public static let signerUserID = Kind(rawValue: 28)
    public static let revocationReason = Kind(rawValue: 29)
    public static let features = Kind(rawValue: 30)
    public static let embeddedSignature = Kind(rawValue: 32)
    public static let issuerFingerprint = Kind(rawValue: 33)
    public static let preferredAEAD = Kind(rawValue: 34)

    /// Those whose meaning is honoured, or may be passed over even when marked critical.
    static let understood: Set<Kind> = [
      .creationTime, .expirationTime, .exportable, .revocable, .keyExpirationTime,
      .preferredCiphers, .issuerKeyID, .preferredHashes, .preferredCompression,
      .keyServerPreferences, .preferredKeyServer, .primaryUserID, .policyURI, .keyFlags,
      .signerUserID, .revocationReason, .features, .embeddedSignature, .issuerFingerprint,
      .preferredAEAD,
    ]
  }

  public var kind: Kind
  /// Whether a reader that does not understand it must reject the signature.
  public var isCritical: Bool
  public var contents: [UInt8]

  public init(_ kind: Kind, _ contents: [UInt8], isCritical: Bool = false) {
    self.kind = kind
    self.isCritical = isCritical
    self.contents = contents
  }

  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    let first = try reader.byte(field: "subpacket length")
    let length: Int
    switch first {
    case 0..<192: length = Int(first)
    case 192..<255:
      length = (Int(first) - 192) << 8 + Int(try reader.byte(field: "subpacket length")) + 192
    default: length = Int(try reader.integer(UInt32.self, .big, field: "subpacket length"))
    }
    guard length > 0 else {
      throw MalformedInput(.invalidValue, at: start, field: "subpacket length")
    }
    let type = try reader.byte(field: "subpacket type")
    kind = Kind(rawValue: type & 0x7f)
    isCritical = type & 0x80 != 0
    contents = try reader.array(length - 1, field: "subpacket")
  }

  /// The subpacket with the shortest length.
  ///
  /// - Precondition: it is shorter than 64 KiB, as the area it goes into is.
  public func serialized() -> [UInt8] {
    let length = contents.count + 1
    precondition(length <= 0xffff, "a subpacket fits the area it goes into")
    var writer = ByteWriter(.big)
    switch length {
    case 0..<192: writer.integer(UInt8(length))
    case 192..<16320:
      writer.integer(UInt8((length - 192) >> 8 + 192))
      writer.integer(UInt8((length - 192) & 0xff))
    default:
      writer.integer(UInt8(255))
      writer.integer(UInt32(length))
    }
    writer.integer(kind.rawValue | (isCritical ? 0x80 : 0))
    writer.raw(contents)
    return writer.bytes
  }

  /// A subpacket holding one 32-bit number, such as a time.
  static func number(_ kind: Kind, _ value: UInt32) -> Subpacket {
    var writer = ByteWriter(.big)
    writer.integer(value)
    return Subpacket(kind, writer.bytes)
  }

  /// The 32-bit number it holds; `nil` when it does not hold just that.
  var number: UInt32? {
    contents.count == 4 ? contents.reduce(0) { $0 << 8 | UInt32($1) } : nil
  }
}
