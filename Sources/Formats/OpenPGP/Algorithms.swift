public import Cryptography

/// A public-key algorithm (RFC 9580 §9.1).
public struct PublicKeyAlgorithm: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let rsa = PublicKeyAlgorithm(rawValue: 1)
  public static let rsaEncryptOnly = PublicKeyAlgorithm(rawValue: 2)
  public static let rsaSignOnly = PublicKeyAlgorithm(rawValue: 3)
  public static let elgamal = PublicKeyAlgorithm(rawValue: 16)
  public static let dsa = PublicKeyAlgorithm(rawValue: 17)
  public static let ecdh = PublicKeyAlgorithm(rawValue: 18)
  public static let ecdsa = PublicKeyAlgorithm(rawValue: 19)
  /// EdDSALegacy: Ed25519 as GnuPG and every RPM know it.
  public static let eddsa = PublicKeyAlgorithm(rawValue: 22)
  public static let x25519 = PublicKeyAlgorithm(rawValue: 25)
  public static let x448 = PublicKeyAlgorithm(rawValue: 26)
  public static let ed25519 = PublicKeyAlgorithm(rawValue: 27)
  public static let ed448 = PublicKeyAlgorithm(rawValue: 28)
}

extension PublicKeyAlgorithm: CustomStringConvertible {
  public var description: String {
    switch self {
    case .rsa: "RSA"
    case .dsa: "DSA"
    case .ecdh: "ECDH"
    case .ecdsa: "ECDSA"
    case .eddsa: "Ed25519"
    case .ed25519: "Ed25519 (algorithm 27)"
    case .x25519: "X25519"
    case .x448: "X448"
    case .ed448: "Ed448"
    default: "public-key algorithm \(rawValue)"
    }
  }
}

/// A hash algorithm (RFC 9580 §9.5).
public struct HashAlgorithm: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let md5 = HashAlgorithm(rawValue: 1)
  public static let sha1 = HashAlgorithm(rawValue: 2)
  public static let ripemd160 = HashAlgorithm(rawValue: 3)
  public static let sha256 = HashAlgorithm(rawValue: 8)
  public static let sha384 = HashAlgorithm(rawValue: 9)
  public static let sha512 = HashAlgorithm(rawValue: 10)

  public init(_ digest: DigestAlgorithm) {
    self =
      switch digest {
      case .md5: .md5
      case .sha1: .sha1
      case .sha256: .sha256
      case .sha384: .sha384
      case .sha512: .sha512
      }
  }

  /// libcrypto's digest; `nil` for one this room does not use.
  public var digest: DigestAlgorithm? {
    switch self {
    case .md5: .md5
    case .sha1: .sha1
    case .sha256: .sha256
    case .sha384: .sha384
    case .sha512: .sha512
    default: nil
    }
  }

  /// Whether collisions can be found, so that a signature over it proves nothing.
  public var isWeak: Bool { [.md5, .sha1, .ripemd160].contains(self) }
}

extension HashAlgorithm: CustomStringConvertible {
  public var description: String {
    switch self {
    case .md5: "MD5"
    case .sha1: "SHA-1"
    case .ripemd160: "RIPEMD-160"
    case .sha256: "SHA-256"
    case .sha384: "SHA-384"
    case .sha512: "SHA-512"
    default: "hash algorithm \(rawValue)"
    }
  }
}

/// What a signature says about what it signs (RFC 9580 §5.2.1).
public struct SignatureType: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let binary = SignatureType(rawValue: 0x00)
  public static let text = SignatureType(rawValue: 0x01)
  public static let genericCertification = SignatureType(rawValue: 0x10)
  public static let positiveCertification = SignatureType(rawValue: 0x13)
  public static let subkeyBinding = SignatureType(rawValue: 0x18)
  public static let primaryKeyBinding = SignatureType(rawValue: 0x19)
  public static let directKey = SignatureType(rawValue: 0x1f)
  public static let keyRevocation = SignatureType(rawValue: 0x20)
  public static let subkeyRevocation = SignatureType(rawValue: 0x28)
  public static let certificationRevocation = SignatureType(rawValue: 0x30)

  /// One of the four that bind a user id to a key.
  public var isCertification: Bool { (0x10...0x13).contains(rawValue) }
}
