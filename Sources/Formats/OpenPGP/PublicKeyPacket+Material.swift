internal import Bytes
public import Cryptography

/// Curves by their object identifiers (RFC 9580 §9.2).
enum CurveName {
  static let ed25519: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01]

  static func name(of curve: PublicKey.Curve) -> [UInt8] {
    switch curve {
    case .p256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]
    case .p384: [0x2b, 0x81, 0x04, 0x00, 0x22]
    case .p521: [0x2b, 0x81, 0x04, 0x00, 0x23]
    }
  }
}

extension PublicKeyPacket.Material {
  /// Reads the numbers of one algorithm (RFC 9580 §5.5.5), also of those only passed over.
  init(parsing reader: inout ByteReader, _ algorithm: PublicKeyAlgorithm) throws(MalformedInput) {
    switch algorithm {
    case .rsa, .rsaEncryptOnly, .rsaSignOnly:
      let modulus = try MultiPrecisionInteger(parsing: &reader, field: "RSA n")
      let exponent = try MultiPrecisionInteger(parsing: &reader, field: "RSA e")
      self = algorithm == .rsa ? .rsa(modulus: modulus, exponent: exponent) : .other
    case .eddsa, .ecdsa:
      let name = try Self.curve(&reader)
      let start = reader.position
      let point = try MultiPrecisionInteger(parsing: &reader, field: "public point")
      self = try Self.point(point.bytes, name, algorithm, at: start)
    case .ecdh:
      _ = try Self.curve(&reader)
      _ = try MultiPrecisionInteger(parsing: &reader, field: "public point")
      let count = try reader.byte(field: "KDF parameters")
      try reader.skip(Int(count), field: "KDF parameters")
      self = .other
    case .dsa:
      for name in ["DSA p", "DSA q", "DSA g", "DSA y"] {
        _ = try MultiPrecisionInteger(parsing: &reader, field: name)
      }
      self = .other
    case .elgamal:
      for name in ["Elgamal p", "Elgamal g", "Elgamal y"] {
        _ = try MultiPrecisionInteger(parsing: &reader, field: name)
      }
      self = .other
    case .ed25519: self = .ed25519(try reader.array(32, field: "public key"))
    case .x25519:
      try reader.skip(32, field: "public key")
      self = .other
    case .x448:
      try reader.skip(56, field: "public key")
      self = .other
    case .ed448: self = .ed448(try reader.array(Ed448.keySize, field: "public key"))
    default:
      throw MalformedInput(.unsupported, at: reader.position, field: "public-key algorithm")
    }
  }

  private static func curve(_ reader: inout ByteReader) throws(MalformedInput) -> [UInt8] {
    let start = reader.position
    let count = try reader.byte(field: "curve")
    guard count != 0, count != 0xff else {
      throw MalformedInput(.invalidValue, at: start, field: "curve")
    }
    return try reader.array(Int(count), field: "curve")
  }

  private static func point(
    _ point: [UInt8], _ name: [UInt8], _ algorithm: PublicKeyAlgorithm, at offset: Int
  ) throws(MalformedInput) -> Self {
    if algorithm == .eddsa {
      guard name == CurveName.ed25519 else { return .other }
      guard point.count == 33, point[0] == 0x40 else {
        throw MalformedInput(.invalidValue, at: offset, field: "public point")
      }
      return .ed25519(Array(point.dropFirst()))
    }
    guard let curve = PublicKey.Curve.allCases.first(where: { CurveName.name(of: $0) == name })
    else { return .other }
    guard point.count == 1 + 2 * curve.coordinateSize, point[0] == 4 else {
      throw MalformedInput(.invalidValue, at: offset, field: "public point")
    }
    return .ecdsa(curve, point: point)
  }
}

extension PublicKeyPacket {
  /// libcrypto's key of these numbers, for any format's signatures.
  ///
  /// - Throws: `OpenPGPError.unsupported` for a key that does not sign, or that signs OpenPGP's
  ///   documents only; `.cryptography` for numbers no such key has.
  public func verificationKey() throws(OpenPGPError) -> PublicKey {
    let components: PublicKey.Components
    switch material {
    case .rsa(let modulus, let exponent):
      components = .rsa(modulus: modulus.bytes, exponent: exponent.bytes)
    case .ed25519(let point): components = .ed25519(point)
    case .ecdsa(let curve, let point): components = .ecdsa(curve, point: point)
    case .ed448, .other: throw .unsupported("\(algorithm)")
    }
    return try crypto { () throws(CryptographyError) in try PublicKey(components) }
  }

  /// The algorithm with its size or curve, such as `RSA 3072`.
  public var kind: String {
    switch material {
    case .rsa: "RSA \(modulusBits ?? 0)"
    case .ecdsa(let curve, _): "ECDSA \(curve.rawValue)"
    case .ed25519, .ed448, .other: "\(algorithm)"
    }
  }

  /// What documents are hashed with when nothing else is asked for: SHA-256, or for a curve what is
  /// as strong as it is, as GnuPG demands.
  public var documentHash: DigestAlgorithm {
    switch material {
    case .ecdsa(.p384, _): .sha384
    case .ecdsa(.p521, _): .sha512
    default: .sha256
    }
  }

  /// The size of an RSA modulus in bits; `nil` for other keys.
  public var modulusBits: Int? {
    guard case .rsa(let modulus, _) = material else { return nil }
    return modulus.bitCount
  }
}
