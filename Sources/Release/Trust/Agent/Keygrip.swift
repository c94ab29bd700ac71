internal import Bytes
public import Cryptography

/// The name by which gpg-agent knows a key: SHA-1 over its numbers, whatever format it came in.
///
/// - SeeAlso: libgcrypt `cipher/rsa.c` and `cipher/ecc.c`, `compute_keygrip`.
public struct Keygrip: Hashable, Sendable, CustomStringConvertible {
  /// 20 bytes.
  public let bytes: [UInt8]

  /// The keygrip of a key.
  public init(_ key: PublicKey) throws(CryptographyError) {
    let hashed: [UInt8]
    switch key.components {
    case .rsa(let modulus, _):
      // As a signed number: a zero stands before a set high bit.
      hashed = (modulus.first.map { $0 >= 0x80 } == true ? [0] : []) + modulus
    case .ed25519(let point): hashed = Self.hashed(Self.ed25519, point)
    case .ecdsa(let curve, let point): hashed = Self.hashed(Self.parameters(of: curve), point)
    }
    bytes = try digest(.sha1, of: hashed)
  }

  /// Reads one from 40 hexadecimal digits.
  public init?(_ text: String) {
    guard text.utf8.count == 40, let bytes = Bytes.bytes(hexadecimal: text.lowercased()) else {
      return nil
    }
    self.bytes = bytes
  }

  /// In capitals, as GnuPG prints it.
  public var description: String { hexadecimal(bytes).uppercased() }

  /// `(1:p32:…)(1:a…)(1:b…)(1:g…)(1:n…)(1:q…)`: the curve's numbers, then the public point.
  private static func hashed(_ parameters: [String], _ point: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for (name, text) in zip("pabgn", parameters) {
      let value = Bytes.bytes(hexadecimal: text) ?? []
      result += Array("(1:\(name)\(value.count):".utf8) + value + [UInt8(ascii: ")")]
    }
    return result + Array("(1:q\(point.count):".utf8) + point + [UInt8(ascii: ")")]
  }

  /// p, a, b, the base point and its order, in hexadecimal (FIPS 186-4 §D.1.2).
  private static func parameters(of curve: PublicKey.Curve) -> [String] {
    switch curve {
    case .p256: p256
    case .p384: p384
    case .p521: p521
    }
  }

  /// P-256.
  private static let p256 = [
    "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
    "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f"
      + "9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
  ]

  /// P-384.
  private static let p384 = [
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff00000000"
      + "00000000ffffffff",
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff00000000"
      + "00000000fffffffc",
    "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d"
      + "2a85c8edd3ec2aef",
    "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf5529"
      + "6c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8"
      + "c00a60b1ce1d7e819d7a431d7c90ea0e5f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77a"
      + "ecec196accc52973",
  ]

  /// P-521.
  private static let p521 = [
    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      + "ffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      + "fffffffffffffffffffffffffffffffffffffffffffffffffffc",
    "51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e93"
      + "7b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
    "0400c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77ef"
      + "e75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66011839296a789a3bc0045c8a5f"
      + "b42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c70"
      + "86a272c24088be94769fd16650",
    "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f"
      + "966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
  ]

  /// Ed25519 (RFC 8032 §5.1) as libgcrypt writes it: a and d by their absolute values.
  private static let ed25519 = [
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
    "01",
    "2dfc9311d490018c7338bf8688861767ff8ff5b2bebe27548a14b235eca6874a",
    "04216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a66666666666666"
      + "66666666666666666666666666666666666666666666666658",
    "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed",
  ]
}
