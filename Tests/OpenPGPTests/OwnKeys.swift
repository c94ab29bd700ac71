import Cryptography
import OpenPGP

/// Keys this room makes, once for all tests.
enum OwnKeys {
  static let created: UInt32 = 1_577_836_800
  static let ed25519 = Result { try make(.ed25519) }
  static let rsa3072 = Result { try make(.rsa3072) }
  static let p256 = Result { try make(.p256) }
  static let p384 = Result { try make(.p384) }
  static let p521 = Result { try make(.p521, passphrase: GnuPG.passphrase) }
  static let sealed = Result { try make(.ed25519, passphrase: GnuPG.passphrase) }

  private static func make(
    _ algorithm: TransferableSecretKey.Algorithm, passphrase: String? = nil
  ) throws -> TransferableSecretKey {
    try .generate(
      algorithm: algorithm, userID: "Maker <maker@example.invalid>", created: created,
      passphrase: passphrase.map { SecretBytes($0) })
  }

  static func key(_ algorithm: TransferableSecretKey.Algorithm) throws -> TransferableSecretKey {
    switch algorithm {
    case .ed25519: try ed25519.get()
    case .p256: try p256.get()
    case .p384: try p384.get()
    case .p521: try p521.get()
    case .rsa3072, .rsa4096: try rsa3072.get()
    }
  }

  static func signer(_ algorithm: TransferableSecretKey.Algorithm) throws -> Signer {
    try key(algorithm).secrets[0].unlock(
      passphrase: algorithm == .p521 ? SecretBytes(GnuPG.passphrase) : nil)
  }
}
