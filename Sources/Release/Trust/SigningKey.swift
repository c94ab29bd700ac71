public import Cryptography
public import Diagnostics
internal import Bytes
public import OpenPGP

/// A private key out of a key file, ready to sign, with the certificate that others verify by.
public struct SigningKey: Sendable {
  /// What the user ids of published throw-away keys say of themselves.
  public static let exampleMarker = "THROW-AWAY"

  /// The whole certificate the key belongs to.
  public let certificate: Certificate
  /// The primary user id.
  public let userID: String
  /// When the key stops being valid, in seconds since the epoch; `nil` for never.
  public let expires: UInt64?
  /// The private half, wherever it lies.
  public let signer: Signer

  public var publicKey: PublicKeyPacket { signer.publicKey }

  /// Whether this is a published example key, which proves nothing about who signed.
  public var isExampleKey: Bool { certificate.isExample }

  /// Loads the key of a file that may sign at `time`, in seconds since the epoch.
  ///
  /// `file` is the file's contents, armored or binary; `name` is what the user called it. `passphrase` is
  /// asked only when the key is protected, and answers `nil` when there is none.
  ///
  /// - Throws: `Diagnostic` with a code `key.…`; see `Documentation/Errors.md`.
  public static func load(
    file: SecretBytes, name: String, at time: UInt32,
    passphrase: () throws(Diagnostic) -> SecretBytes?
  ) throws(Diagnostic) -> SigningKey {
    let secretKey = try onlyKey(in: file, name)
    let certificate = secretKey.certificate
    let standing = certificate.standing(at: time)
    guard let secret = secretKey.signingKeys(at: time).first else {
      throw refusal(of: secretKey, standing, name)
    }
    let given = secret.needsPassphrase ? try passphrase() : nil
    if secret.needsPassphrase, given == nil { throw passphraseNeeded(name) }
    let signer: Signer
    do throws(OpenPGPError) {
      signer = try secret.unlock(passphrase: given)
    } catch { throw diagnostic(error, name) }
    let fingerprint = secret.publicKey.fingerprint
    return SigningKey(
      certificate: certificate, userID: standing.userID,
      expires: standing.keys.first { $0.fingerprint == fingerprint }?.expires, signer: signer)
  }
}

extension SigningKey {
  /// Whether the one secret key of a file is a published example key.
  ///
  /// - Throws: `Diagnostic` as ``load(file:name:at:passphrase:)`` does.
  public static func isExample(file: SecretBytes, name: String) throws(Diagnostic) -> Bool {
    try onlyKey(in: file, name).certificate.userIDs.contains {
      $0.text.contains(exampleMarker)
    }
  }
}

func passphraseNeeded(_ name: String) -> Diagnostic {
  Diagnostic(
    "key.passphrase-needed", "key file '\(name)' is protected with a passphrase",
    hint: "set PKG_PASSPHRASE or give --passphrase-file", exit: .notPermitted)
}

/// Reads the one secret key of a file.
func onlyKey(
  in file: SecretBytes, _ name: String
) throws(Diagnostic) -> TransferableSecretKey {
  let secrets: [TransferableSecretKey]
  do throws(MalformedInput) {
    var found: [TransferableSecretKey] = []
    for packets in try KeyFile.packets(parsing: file)
    where packets.first?.type == .secretKey {
      found.append(try TransferableSecretKey(packets))
    }
    secrets = found
  } catch { throw unreadable(error, name) }
  guard let only = secrets.first else {
    throw Diagnostic(
      "key.no-secret", "key file '\(name)' holds public keys only",
      hint: "give the file with the private key, such as PREFIX.sec.asc", exit: .badInput)
  }
  guard secrets.count == 1 else {
    throw Diagnostic(
      "key.several", "key file '\(name)' holds \(secrets.count) secret keys",
      hint: "export the one to sign with into a file of its own", exit: .badInput)
  }
  return only
}
