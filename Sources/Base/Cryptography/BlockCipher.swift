/// A block cipher that OpenPGP names and libcrypto's default provider has.
public enum BlockCipher: Sendable, CaseIterable {
  case aes128, aes192, aes256
  case camellia128, camellia192, camellia256
  /// DES three times, with three keys.
  case tripleDES

  /// The size of a key, in bytes.
  public var keySize: Int {
    switch self {
    case .aes128, .camellia128: 16
    case .aes192, .camellia192, .tripleDES: 24
    case .aes256, .camellia256: 32
    }
  }

  /// The size of a block, in bytes.
  public var blockSize: Int { self == .tripleDES ? 8 : 16 }

  /// libcrypto's name, to which a mode is appended.
  var libraryName: String {
    switch self {
    case .aes128: "AES-128"
    case .aes192: "AES-192"
    case .aes256: "AES-256"
    case .camellia128: "CAMELLIA-128"
    case .camellia192: "CAMELLIA-192"
    case .camellia256: "CAMELLIA-256"
    case .tripleDES: "DES-EDE3"
    }
  }
}
