internal import ArgumentParser
import Pipeline

/// Where the passphrase of a signing key comes from.
///
/// Never an option's value: command lines are there for everybody to read.
struct PassphraseOptions: ParsableArguments {
  @Option(
    name: .long, help: "Read the key's passphrase from this file.", completion: .file())
  var passphraseFile: String?

  @Option(name: .long, help: "Read the key's passphrase from this file descriptor.")
  var passphraseFd: Int32?

  func validate() throws {
    if passphraseFile != nil, passphraseFd != nil {
      throw ValidationError("Give the passphrase once: --passphrase-file or --passphrase-fd.")
    }
  }

  func source() throws -> PassphraseSource {
    if let passphraseFile { return .file(passphraseFile) }
    if let passphraseFd { return .descriptor(passphraseFd) }
    return .environment
  }
}
