internal import Cryptography

/// A cipher (RFC 9580 §9.3).
struct SymmetricAlgorithm: RawRepresentable, Hashable, Sendable {
  let rawValue: UInt8

  static let aes256 = SymmetricAlgorithm(rawValue: 9)

  /// libcrypto's cipher; `nil` for those its default provider lacks: IDEA, CAST5, Blowfish,
  /// Twofish.
  var cipher: BlockCipher? {
    switch rawValue {
    case 2: .tripleDES
    case 7: .aes128
    case 8: .aes192
    case 9: .aes256
    case 11: .camellia128
    case 12: .camellia192
    case 13: .camellia256
    default: nil
    }
  }

  /// Whether it is AES, the one cipher libcrypto authenticates with.
  var isAES: Bool { (7...9).contains(rawValue) }
}

extension SymmetricAlgorithm: CustomStringConvertible {
  var description: String {
    switch rawValue {
    case 1: "IDEA"
    case 2: "TripleDES"
    case 3: "CAST5"
    case 4: "Blowfish"
    case 7: "AES-128"
    case 8: "AES-192"
    case 9: "AES-256"
    case 10: "Twofish"
    case 11: "Camellia-128"
    case 12: "Camellia-192"
    case 13: "Camellia-256"
    default: "cipher \(rawValue)"
    }
  }
}
