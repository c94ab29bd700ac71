internal import Bytes
internal import Cryptography

/// How the private numbers lie in the file (RFC 9580 §5.5.3).
enum KeyProtection: Sendable {
  /// In the clear, with a 16-bit sum behind.
  case none(SecretBytes)
  /// Under a passphrase.
  case encrypted(EncryptedNumbers)
  /// Not at all: the key is offline, or on a card.
  case absent
  case unsupported(UnsupportedProtection)

  /// Reads what follows the public part, `publicPart`, in a secret key packet of `type`.
  init(
    parsing reader: inout ByteReader, of type: PacketType, after publicPart: [UInt8]
  ) throws(MalformedInput) {
    self = try Self.read(&reader, KeyContents(type: type, publicPart: publicPart))
    try reader.skip(reader.remaining)
  }

  private static func read(
    _ reader: inout ByteReader, _ contents: KeyContents
  ) throws(MalformedInput) -> KeyProtection {
    let usage = try reader.byte(field: "S2K usage")
    guard usage != 0 else { return .none(SecretBytes(copying: reader.rest)) }
    guard usage >= 253 else { return .unsupported(.ancient) }
    let algorithm = SymmetricAlgorithm(rawValue: try reader.byte(field: "cipher"))
    let modeIdentifier = usage == 253 ? try reader.byte(field: "AEAD mode") : 0
    let specifier = try StringToKey(parsing: &reader)
    switch specifier {
    case .absent: return .absent
    case .argon2: return .unsupported(.argon2)
    case .unsupported(let type): return .unsupported(.stringToKey(type))
    case .simple(let hash), .salted(let hash, _), .iterated(let hash, _, _):
      guard hash.digest != nil else { return .unsupported(.hash(hash)) }
    }
    guard let cipher = algorithm.cipher, usage != 253 || algorithm.isAES else {
      return .unsupported(.cipher(algorithm.rawValue))
    }
    let use: EncryptedNumbers.Usage
    if usage == 253 {
      guard let mode = AuthenticatedCipher.Mode(identifier: modeIdentifier) else {
        return .unsupported(modeIdentifier == 1 ? .eax : .mode(modeIdentifier))
      }
      use = .authenticated(mode, nonce: try reader.array(mode.nonceSize, field: "nonce"), contents)
    } else {
      let vector = try reader.array(cipher.blockSize, field: "initialisation vector")
      use = usage == 254 ? .hash(vector: vector) : .sum(vector: vector)
    }
    return .encrypted(
      EncryptedNumbers(
        usage: use, algorithm: algorithm, cipher: cipher, specifier: specifier,
        bytes: [UInt8](copying: reader.rest)))
  }
}
