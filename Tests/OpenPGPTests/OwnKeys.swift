import Cryptography
import OpenPGP

/// Keys this room makes, once for all tests.
enum OwnKeys {
  static let created: UInt32 = 1_577_836_800
  static let ed25519 = Result { try make(.ed25519) }
  static let rsa3072 = Result { try make(.rsa3072) }
  static let sealed = Result { try make(.ed25519, passphrase: GnuPG.passphrase) }

  private static func make(
    _ algorithm: TransferableSecretKey.Algorithm, passphrase: String? = nil
  ) throws -> TransferableSecretKey {
    try .generate(
      algorithm: algorithm, userID: "Maker <maker@example.invalid>", created: created,
      passphrase: passphrase.map { SecretBytes($0) })
  }

  static func key(_ algorithm: TransferableSecretKey.Algorithm) throws -> TransferableSecretKey {
    try algorithm == .ed25519 ? ed25519.get() : rsa3072.get()
  }

  static func signer(_ algorithm: TransferableSecretKey.Algorithm) throws -> Signer {
    try key(algorithm).secrets[0].unlock(passphrase: nil)
  }
}
