public import Cryptography
public import Diagnostics
public import OpenPGP

/// A primary key ready to make statements about itself, whatever holds of it as a signer: a key
/// that has expired can still be revoked.
public struct PrimaryKey: Sendable {
  public let certificate: Certificate
  public let signer: Signer

  private init(certificate: Certificate, signer: Signer) {
    self.certificate = certificate
    self.signer = signer
  }

  /// Loads the primary key of a file of one secret key.
  ///
  /// `passphrase` is asked only when it is protected, and answers `nil` when there is none.
  ///
  /// - Throws: `Diagnostic` with a code `key.…`; `key.primary-needed` when the private part of the
  ///   primary key is not in the file.
  public static func load(
    file: SecretBytes, name: String, passphrase: () throws(Diagnostic) -> SecretBytes?
  ) throws(Diagnostic) -> PrimaryKey {
    let key = try onlyKey(in: file, name)
    guard key.primaryKey.hasSecret else {
      throw Diagnostic(
        "key.primary-needed", "key file '\(name)' lacks the private part of its primary key",
        hint: "give the file that has it, or a revocation made earlier with --with",
        exit: .notPermitted)
    }
    let given = key.primaryKey.needsPassphrase ? try passphrase() : nil
    if key.primaryKey.needsPassphrase, given == nil { throw passphraseNeeded(name) }
    do throws(OpenPGPError) {
      return PrimaryKey(
        certificate: key.certificate, signer: try key.primaryKey.unlock(passphrase: given))
    } catch { throw diagnostic(error, name) }
  }

  /// The primary key of a certificate, whose private half lies elsewhere; `name` is what the user
  /// called it.
  ///
  /// - Throws: `Diagnostic` `key.certificate-mismatch` when it is another key's.
  public init(
    of certificate: Certificate, _ raw: any RawSigner, name: String
  ) throws(Diagnostic) {
    do throws(OpenPGPError) { signer = try Signer(certificate.primary, raw) } catch {
      throw SigningKey.mismatch(certificate, name: name)
    }
    self.certificate = certificate
  }
}
