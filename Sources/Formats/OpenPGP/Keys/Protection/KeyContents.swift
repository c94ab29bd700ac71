internal import Cryptography

/// What an authenticated mode binds private numbers to: the packet they lie in, and its public
/// part (RFC 9580 §5.5.3).
struct KeyContents: Hashable, Sendable {
  let type: PacketType
  let publicPart: [UInt8]

  /// The packet's type as the new format writes it, which is hashed whatever the format is.
  private var head: UInt8 { 0xc0 | type.rawValue }

  /// What is authenticated beside the numbers.
  var associated: [UInt8] { [head] + publicPart }

  /// The cipher's key, from the key the passphrase stands for.
  func key(
    from secret: SecretBytes, _ algorithm: SymmetricAlgorithm, _ mode: AuthenticatedCipher.Mode
  ) throws(CryptographyError) -> SecretBytes {
    let version = publicPart.first ?? 0
    return try secret.derived(
      info: [head, version, algorithm.rawValue, mode.identifier], length: secret.count)
  }
}

extension AuthenticatedCipher.Mode {
  /// Its number in RFC 9580 §9.6.
  var identifier: UInt8 { self == .ocb ? 2 : 3 }

  init?(identifier: UInt8) {
    guard let mode = Self.allCases.first(where: { $0.identifier == identifier }) else { return nil }
    self = mode
  }
}
