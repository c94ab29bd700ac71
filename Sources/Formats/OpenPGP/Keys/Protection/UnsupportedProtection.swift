/// A way to protect private numbers that is not read here.
public enum UnsupportedProtection: Hashable, Sendable {
  /// S2K type 4.
  case argon2
  /// AEAD mode 1, which libcrypto does not have.
  case eax
  /// An AEAD mode by its number.
  case mode(UInt8)
  /// A cipher by its number; in an AEAD mode one that is not AES.
  case cipher(UInt8)
  /// An S2K type by its number.
  case stringToKey(UInt8)
  /// The passphrase is hashed by this.
  case hash(HashAlgorithm)
  /// The passphrase is hashed once with MD5, as before OpenPGP.
  case ancient

  /// What the owner of the key can do about it.
  public var cure: String {
    let again =
      "take the passphrase off with the tool that made the key, or protect it there with AES and an "
      + "iterated S2K, as 'gpg --export-secret-keys' does"
    switch self {
    case .argon2:
      return "libcrypto has Argon2 from OpenSSL 3.2 on, and pkg does not use it; \(again)"
    case .eax: return "libcrypto has no EAX; \(again)"
    default: return again
    }
  }
}

extension UnsupportedProtection: CustomStringConvertible {
  public var description: String {
    switch self {
    case .argon2: "a key protected with Argon2"
    case .eax: "a key protected with EAX"
    case .mode(let mode): "a key protected with AEAD mode \(mode)"
    case .cipher(let cipher): "a key protected with \(SymmetricAlgorithm(rawValue: cipher))"
    case .stringToKey(let type): "a key protected with S2K type \(type)"
    case .hash(let hash): "a key protected with a passphrase hashed by \(hash)"
    case .ancient: "a key protected as before OpenPGP (RFC 2440 §5.5.3)"
    }
  }
}
