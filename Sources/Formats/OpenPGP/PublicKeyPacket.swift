public import Bytes
public import Cryptography

/// A public key or subkey of version 4 or 6 (RFC 9580 §5.5.2).
public struct PublicKeyPacket: Hashable, Sendable {
  /// The numbers the key is made of.
  public enum Material: Hashable, Sendable {
    case rsa(modulus: MultiPrecisionInteger, exponent: MultiPrecisionInteger)
    /// Ed25519: the encoded point, 32 bytes.
    case ed25519([UInt8])
    /// Ed448: the encoded point, 57 bytes. Its signatures are verified; none is made.
    case ed448([UInt8])
    /// ECDSA: the uncompressed point, `04 | X | Y`.
    case ecdsa(PublicKey.Curve, point: [UInt8])
    /// A key that is not for signing, or whose signatures this room does not verify.
    case other
  }

  /// 4 or 6.
  public let version: UInt8
  /// Seconds since the epoch.
  public let created: UInt32
  public let algorithm: PublicKeyAlgorithm
  public let material: Material
  public let fingerprint: Fingerprint
  /// The packet's body as it was read; the fingerprint is over these bytes.
  public let body: [UInt8]

  public var keyID: KeyID { fingerprint.keyID }

  /// Reads a body, or the public part at the start of a secret key's body.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    let whole = reader.rest
    version = try Self.version(&reader)
    created = try reader.integer(UInt32.self, .big, field: "creation time")
    algorithm = PublicKeyAlgorithm(rawValue: try reader.byte(field: "public-key algorithm"))
    material = try Self.material(&reader, version, algorithm)
    // What follows may be secret: it is not copied.
    body = [UInt8](copying: whole.extracting(first: reader.position - start))
    guard body.count <= 0xffff else {
      throw MalformedInput(.invalidValue, at: start, field: "key length")
    }
    fingerprint = try Self.fingerprint(of: body, version, at: start)
  }

  private static func version(_ reader: inout ByteReader) throws(MalformedInput) -> UInt8 {
    let start = reader.position
    let version = try reader.byte(field: "key version")
    guard version == 4 || version == 6 else {
      throw MalformedInput(.unsupported, at: start, field: "key version")
    }
    return version
  }

  /// How many bytes of a secret key's body are its public part; of one of an unknown kind only the
  /// head, by which it is refused.
  static func publicSize(parsing whole: ByteReader) throws(MalformedInput) -> Int {
    var reader = whole
    let start = reader.position
    do throws(MalformedInput) {
      let version = try version(&reader)
      try reader.skip(4, field: "creation time")
      let algorithm = PublicKeyAlgorithm(rawValue: try reader.byte(field: "public-key algorithm"))
      if version == 6 {
        let size = Int(try reader.integer(UInt32.self, .big, field: "key material"))
        try reader.skip(size, field: "key material")
      } else {
        _ = try Material(parsing: &reader, algorithm)
      }
      return reader.position - start
    } catch {
      guard error.code == .unsupported else { throw error }
      return min(6, whole.remaining)
    }
  }

  /// Reads the numbers; in version 6 their size stands before them, and must be right.
  private static func material(
    _ reader: inout ByteReader, _ version: UInt8, _ algorithm: PublicKeyAlgorithm
  ) throws(MalformedInput) -> Material {
    guard version == 6 else { return try Material(parsing: &reader, algorithm) }
    let size = Int(try reader.integer(UInt32.self, .big, field: "key material"))
    var part = try reader.slice(size, field: "key material")
    let material = try Material(parsing: &part, algorithm)
    guard part.remaining == 0 else {
      throw MalformedInput(.trailingData, at: part.position, field: "key material")
    }
    // Version 6 has no use for the algorithm's older form (RFC 9580 §9.1).
    return algorithm == .eddsa ? .other : material
  }

  /// Reads the public part of a key's or subkey's packet to its end.
  public init(_ packet: Packet) throws(MalformedInput) {
    var reader = unsafe ByteReader(packet.body.span.bytes, base: packet.offset)
    try self.init(parsing: &reader)
    guard reader.remaining == 0 else {
      throw MalformedInput(.trailingData, at: reader.position, field: "public key")
    }
  }

  /// Describes a key made by, or lying in, libcrypto or a token.
  public init(_ key: PublicKey, created: UInt32) throws(MalformedInput) {
    var writer = ByteWriter(.big)
    writer.integer(UInt8(4))
    writer.integer(created)
    switch key.components {
    case .rsa(let modulus, let exponent):
      writer.integer(PublicKeyAlgorithm.rsa.rawValue)
      writer.raw(MultiPrecisionInteger(modulus).serialized())
      writer.raw(MultiPrecisionInteger(exponent).serialized())
    case .ed25519(let point):
      writer.integer(PublicKeyAlgorithm.eddsa.rawValue)
      writer.raw([UInt8(CurveName.ed25519.count)] + CurveName.ed25519)
      writer.raw(MultiPrecisionInteger([0x40] + point).serialized())
    case .ecdsa(let curve, let point):
      writer.integer(PublicKeyAlgorithm.ecdsa.rawValue)
      let name = CurveName.name(of: curve)
      writer.raw([UInt8(name.count)] + name)
      writer.raw(MultiPrecisionInteger(point).serialized())
    }
    try self.init(Packet(.publicKey, writer.bytes))
  }

  public func serialized() -> [UInt8] { body }

  /// What of the key is hashed under a signature about it: `99 | length | body`, in version 6
  /// `9B | length | body` with a length of 32 bits.
  var hashedForm: [UInt8] { Self.hashedForm(of: body, version) }

  private static func hashedForm(of body: [UInt8], _ version: UInt8) -> [UInt8] {
    var writer = ByteWriter(.big)
    if version == 6 {
      writer.integer(UInt8(0x9b))
      writer.integer(UInt32(clamping: body.count))
    } else {
      writer.integer(UInt8(0x99))
      writer.integer(UInt16(clamping: body.count))
    }
    writer.raw(body)
    return writer.bytes
  }

  private static func fingerprint(
    of body: [UInt8], _ version: UInt8, at offset: Int
  ) throws(MalformedInput) -> Fingerprint {
    let form = hashedForm(of: body, version)
    // A libcrypto that lacks SHA-1 cannot name a version 4 key.
    guard let digest = try? digest(version == 6 ? .sha256 : .sha1, of: form) else {
      throw MalformedInput(.unsupported, at: offset, field: "fingerprint")
    }
    return Fingerprint(digest)
  }
}
