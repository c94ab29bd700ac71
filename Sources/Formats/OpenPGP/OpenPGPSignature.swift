public import Bytes
internal import Cryptography

/// A version 4 signature packet's body (RFC 9580 §5.2.3).
public struct OpenPGPSignature: Hashable, Sendable {
  public let type: SignatureType
  public let algorithm: PublicKeyAlgorithm
  public let hash: HashAlgorithm
  /// Statements the signature covers.
  public let hashed: [Subpacket]
  /// Statements anybody may have added or removed.
  public let unhashed: [Subpacket]
  /// The first two bytes of the digest.
  public let left16: [UInt8]
  /// The signature's numbers: r and s, or one for RSA; empty for an algorithm not known here.
  public let numbers: [MultiPrecisionInteger]
  private let hashedArea: [UInt8]
  private let unhashedArea: [UInt8]
  private let material: [UInt8]

  init(
    head: SignatureHead, unhashed: [Subpacket], left16: [UInt8], numbers: [MultiPrecisionInteger]
  ) {
    type = head.type
    algorithm = head.algorithm
    hash = head.hash
    hashed = head.hashed
    hashedArea = head.hashedArea
    self.unhashed = unhashed
    unhashedArea = unhashed.flatMap { $0.serialized() }
    self.left16 = left16
    self.numbers = numbers
    material = numbers.flatMap { $0.serialized() }
  }

  /// Reads a body to the end of `reader`.
  ///
  /// - Throws: `MalformedInput.Code.unsupported` at the version for any but 4.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    guard try reader.byte(field: "signature version") == 4 else {
      throw MalformedInput(.unsupported, at: start, field: "signature version")
    }
    type = SignatureType(rawValue: try reader.byte(field: "signature type"))
    algorithm = PublicKeyAlgorithm(rawValue: try reader.byte(field: "public-key algorithm"))
    hash = HashAlgorithm(rawValue: try reader.byte(field: "hash algorithm"))
    (hashedArea, hashed) = try Self.area(&reader, field: "hashed subpackets")
    (unhashedArea, unhashed) = try Self.area(&reader, field: "unhashed subpackets")
    left16 = try reader.array(2, field: "left 16 bits of the digest")
    material = [UInt8](copying: reader.rest)
    var numbers: [MultiPrecisionInteger] = []
    switch algorithm {
    case .rsa, .rsaSignOnly:
      numbers = [try MultiPrecisionInteger(parsing: &reader, field: "RSA signature")]
    case .eddsa, .ecdsa, .dsa:
      for field in ["signature r", "signature s"] {
        numbers.append(try MultiPrecisionInteger(parsing: &reader, field: field))
      }
    default: try reader.skip(reader.remaining)
    }
    self.numbers = numbers
    guard reader.remaining == 0 else {
      throw MalformedInput(.trailingData, at: reader.position, field: "signature")
    }
  }

  private static func area(
    _ reader: inout ByteReader, field: String
  ) throws(MalformedInput) -> ([UInt8], [Subpacket]) {
    let count = try reader.integer(UInt16.self, .big, field: field)
    var part = try reader.slice(Int(count), field: field)
    let bytes = [UInt8](copying: part.rest)
    var subpackets: [Subpacket] = []
    while part.remaining > 0 { subpackets.append(try Subpacket(parsing: &part)) }
    return (bytes, subpackets)
  }

  public func serialized() -> [UInt8] {
    var writer = ByteWriter(.big)
    writer.raw(SignatureHead(self, hashedArea).body)
    writer.integer(UInt16(unhashedArea.count))
    writer.raw(unhashedArea)
    writer.raw(left16)
    writer.raw(material)
    return writer.bytes
  }

  /// The signature as a packet.
  public var packet: Packet { Packet(.signature, serialized()) }

  /// What is hashed after the signed document.
  var trailer: [UInt8] { SignatureHead(self, hashedArea).trailer }

  /// The signature in libcrypto's layout for `key`; `nil` when it cannot be this key's.
  func rawSignature(for key: PublicKeyPacket) -> [UInt8]? {
    guard key.algorithm == algorithm else { return nil }
    switch key.material {
    case .rsa(let modulus, _):
      return numbers.count == 1 ? numbers[0].padded(to: modulus.bytes.count) : nil
    case .ed25519: return pair(of: 32)
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

/// The part of a signature that is itself signed.
struct SignatureHead {
  let type: SignatureType
  let algorithm: PublicKeyAlgorithm
  let hash: HashAlgorithm
  let hashed: [Subpacket]
  let hashedArea: [UInt8]

  init(
    type: SignatureType, algorithm: PublicKeyAlgorithm, hash: HashAlgorithm, hashed: [Subpacket]
  ) {
    self.type = type
    self.algorithm = algorithm
    self.hash = hash
    self.hashed = hashed
    hashedArea = hashed.flatMap { $0.serialized() }
  }

  init(_ signature: OpenPGPSignature, _ hashedArea: [UInt8]) {
    type = signature.type
    algorithm = signature.algorithm
    hash = signature.hash
    hashed = signature.hashed
    self.hashedArea = hashedArea
  }

  var body: [UInt8] {
    [
      4, type.rawValue, algorithm.rawValue, hash.rawValue, UInt8(hashedArea.count >> 8),
      UInt8(hashedArea.count & 0xff),
    ] + hashedArea
  }

  var trailer: [UInt8] {
    var writer = ByteWriter(.big)
    writer.raw(body)
    writer.raw([4, 0xff])
    writer.integer(UInt32(6 + hashedArea.count))
    return writer.bytes
  }
}
