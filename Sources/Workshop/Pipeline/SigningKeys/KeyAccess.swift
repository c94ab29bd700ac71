/// How a signing key is reached, beside its name.
public struct KeyAccess: Hashable, Sendable {
  /// The OpenPGP certificate of a key that is not an OpenPGP key file.
  public var certificate: String?
  public var passphrase: PassphraseSource
  /// Whether a key file that others can read or replace is used all the same.
  public var allowsInsecureFiles: Bool

  public init(
    certificate: String? = nil, passphrase: PassphraseSource = .environment,
    allowsInsecureFiles: Bool = false
  ) {
    self.certificate = certificate
    self.passphrase = passphrase
    self.allowsInsecureFiles = allowsInsecureFiles
  }
}
