internal import Diagnostics
internal import Trust

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

  /// The files that reaching the key `name` reads.
  func inputs(for name: String) throws(Diagnostic) -> [String] {
    var paths = [certificate].compactMap(\.self)
    if case .file(let path) = try KeyReference(name) { paths.append(path) }
    if case .file(let path) = passphrase { paths.append(path) }
    return paths
  }
}
