public import Bytes
internal import Cryptography

/// A signature packet's body, of version 3, 4 or 6 (RFC 9580 §5.2).
public struct OpenPGPSignature: Hashable, Sendable {
  /// 3, which is read to say what it is and never believed; 4, which is written; 6.
  public let version: UInt8
  public let type: SignatureType
  public let algorithm: PublicKeyAlgorithm
  public let hash: HashAlgorithm
  /// Statements the signature covers; in version 3 the time alone.
  public let hashed: [Subpacket]
  /// Statements anybody may have added or removed; in version 3 the key id alone.
  public let unhashed: [Subpacket]
  /// The first two bytes of the digest.
  public let left16: [UInt8]
  /// Random bytes hashed before the document, in version 6; else empty.
  public let salt: [UInt8]
  /// The signature's numbers: r and s, or one for RSA; empty for an algorithm that has none, and
  /// for one not known here.
  public let numbers: [MultiPrecisionInteger]
  private let hashedArea: [UInt8]
  private let unhashedArea: [UInt8]
  private let material: [UInt8]

  init(
    head: SignatureHead, unhashed: [Subpacket], left16: [UInt8], numbers: [MultiPrecisionInteger]
  ) {
    version = head.version
    type = head.type
    algorithm = head.algorithm
    hash = head.hash
    hashed = head.hashed
    hashedArea = head.hashedArea
    self.unhashed = unhashed
    unhashedArea = unhashed.flatMap { $0.serialized() }
    self.left16 = left16
    salt = []
    self.numbers = numbers
    material = numbers.flatMap { $0.serialized() }
  }

  /// Reads a body to the end of `reader`.
  ///
  /// - Throws: `MalformedInput.Code.unsupported` at the version for any but 3, 4 and 6.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    version = try reader.byte(field: "signature version")
    guard [3, 4, 6].contains(version) else {
      throw MalformedInput(.unsupported, at: start, field: "signature version")
    }
    if version == 3 {
      guard try reader.byte(field: "hashed length") == 5 else {
        throw MalformedInput(.invalidValue, at: start + 1, field: "hashed length")
      }
      type = SignatureType(rawValue: try reader.byte(field: "signature type"))
      hashed = [Subpacket(.creationTime, try reader.array(4, field: "creation time"))]
      unhashed = [Subpacket(.issuerKeyID, try reader.array(8, field: "key id"))]
      (hashedArea, unhashedArea) = ([], [])
      algorithm = PublicKeyAlgorithm(rawValue: try reader.byte(field: "public-key algorithm"))
      hash = HashAlgorithm(rawValue: try reader.byte(field: "hash algorithm"))
    } else {
      type = SignatureType(rawValue: try reader.byte(field: "signature type"))
      algorithm = PublicKeyAlgorithm(rawValue: try reader.byte(field: "public-key algorithm"))
      hash = HashAlgorithm(rawValue: try reader.byte(field: "hash algorithm"))
      (hashedArea, hashed) = try Self.area(&reader, version, field: "hashed subpackets")
      (unhashedArea, unhashed) = try Self.area(&reader, version, field: "unhashed subpackets")
    }
    left16 = try reader.array(2, field: "left 16 bits of the digest")
    salt = version == 6 ? try Self.salt(&reader, hash) : []
    material = [UInt8](copying: reader.rest)
    var numbers: [MultiPrecisionInteger] = []
    switch algorithm {
    case .rsa, .rsaSignOnly:
      numbers = [try MultiPrecisionInteger(parsing: &reader, field: "RSA signature")]
    case .eddsa, .ecdsa, .dsa:
      for field in ["signature r", "signature s"] {
        numbers.append(try MultiPrecisionInteger(parsing: &reader, field: field))
      }
    case .ed25519: try reader.skip(64, field: "Ed25519 signature")
    case .ed448: try reader.skip(Ed448.signatureSize, field: "Ed448 signature")
    default: try reader.skip(reader.remaining)
    }
    self.numbers = numbers
    guard reader.remaining == 0 else {
      throw MalformedInput(.trailingData, at: reader.position, field: "signature")
    }
  }

  private static func area(
    _ reader: inout ByteReader, _ version: UInt8, field: String
  ) throws(MalformedInput) -> ([UInt8], [Subpacket]) {
    let start = reader.position
    let size =
      version == 6
      ? Int(exactly: try reader.integer(UInt32.self, .big, field: field))
      : Int(try reader.integer(UInt16.self, .big, field: field))
    guard let size else { throw MalformedInput(.invalidValue, at: start, field: field) }
    var part = try reader.slice(size, field: field)
    let bytes = [UInt8](copying: part.rest)
    var subpackets: [Subpacket] = []
    while part.remaining > 0 { subpackets.append(try Subpacket(parsing: &part)) }
    return (bytes, subpackets)
  }

  /// Reads the salt, whose size the hash decides: half the digest's (RFC 9580 §9.5).
  private static func salt(
    _ reader: inout ByteReader, _ hash: HashAlgorithm
  ) throws(MalformedInput) -> [UInt8] {
    let start = reader.position
    let count = Int(try reader.byte(field: "salt size"))
    if let digest = hash.digest, !hash.isWeak, count != digest.byteCount / 2 {
      throw MalformedInput(.invalidValue, at: start, field: "salt size")
    }
    return try reader.array(count, field: "salt")
  }

  public func serialized() -> [UInt8] {
    var writer = ByteWriter(.big)
    if version == 3 {
      writer.raw([3, 5, type.rawValue])
      writer.raw((hashed + unhashed).flatMap(\.contents))
      writer.raw([algorithm.rawValue, hash.rawValue])
    } else {
      writer.raw(SignatureHead(self, hashedArea).body)
      if version == 6 {
        writer.integer(UInt32(clamping: unhashedArea.count))
      } else {
        writer.integer(UInt16(clamping: unhashedArea.count))
      }
      writer.raw(unhashedArea)
    }
    writer.raw(left16)
    if version == 6 { writer.raw([UInt8(clamping: salt.count)] + salt) }
    writer.raw(material)
    return writer.bytes
  }

  /// The signature as a packet.
  public var packet: Packet { Packet(.signature, serialized()) }

  /// What is hashed after the signed document.
  var trailer: [UInt8] { SignatureHead(self, hashedArea).trailer }

  /// The signature in libcrypto's layout for `key`; `nil` when it cannot be this key's.
  ///
  /// Keys of version 6 make signatures of version 6, and no others do (RFC 9580 §5.2.2).
  func rawSignature(for key: PublicKeyPacket) -> [UInt8]? {
    guard key.algorithm == algorithm, (key.version == 6) == (version == 6) else { return nil }
    switch key.material {
    case .rsa(let modulus, _):
      return numbers.count == 1 ? numbers[0].padded(to: modulus.bytes.count) : nil
    case .ed25519: return algorithm == .ed25519 ? material : pair(of: 32)
    case .ed448: return material
    case .ecdsa(let curve, _): return pair(of: curve.coordinateSize)
    case .other: return nil
    }
  }

  private func pair(of size: Int) -> [UInt8]? {
    guard numbers.count == 2, let r = numbers[0].padded(to: size),
      let s = numbers[1].padded(to: size)
    else { return nil }
    return r + s
  }
}
