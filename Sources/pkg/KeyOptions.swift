internal import ArgumentParser
import Pipeline

/// How a signing key is reached that may be no OpenPGP file.
struct SigningKeyOptions: ParsableArguments {
  @Option(
    name: .long, help: "The OpenPGP certificate of a key that is not an OpenPGP file.",
    completion: .file())
  var certificate: String?

  @OptionGroup var key: KeyOptions

  func access() throws -> KeyAccess { try key.access(certificate: certificate) }
}

/// How a signing key is reached.
struct KeyOptions: ParsableArguments {
  @OptionGroup var passphrase: PassphraseOptions

  @Flag(
    name: .long,
    help: "Use a key file although others can read it, or it lies among the sources.")
  var insecureKeyPermissions = false

  func access(certificate: String? = nil) throws -> KeyAccess {
    KeyAccess(
      certificate: certificate, passphrase: try passphrase.source(),
      allowsInsecureFiles: insecureKeyPermissions)
  }
}
