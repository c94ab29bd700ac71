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

  /// Reads what follows the public part in a secret key packet; `offset` is where it lies.
  init(
    parsing secret: SecretBytes, at offset: Int, _ contents: KeyContents
  ) throws(MalformedInput) {
    let bytes = secret.span
    var reader = unsafe ByteReader(bytes.bytes, base: offset)
    let usage = try reader.byte(field: "S2K usage")
    self =
      try usage == 0
      ? .none(secret[1..<secret.count]) : Self.protected(usage, &reader, contents)
  }

  /// Reads what follows the usage; the numbers are under a passphrase and no more secret than that.
  private static func protected(
    _ usage: UInt8, _ reader: inout ByteReader, _ contents: KeyContents
  ) throws(MalformedInput) -> KeyProtection {
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
