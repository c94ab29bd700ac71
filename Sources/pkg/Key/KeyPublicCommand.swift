internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg key public`.
struct KeyPublicCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "public",
    abstract: "Print a signing key's public half for SSH, minisign, or in PEM.")

  @Option(
    name: .long,
    help: "ssh (a line for allowed_signers), minisign (a .pub file) or pem (for DSSE envelopes).",
    completion: .list(PublicKeyForm.allCases.map(\.rawValue)),
    transform: { try oneOf(PublicKeyForm.self, $0) })
  var form: PublicKeyForm

  @Argument(help: "An OpenPGP key file, public or secret.", completion: .file())
  var file: String

  func execute() throws -> ExitStatus? {
    try Console.write(try publicKey(of: file, as: form))
    return nil
  }
}
