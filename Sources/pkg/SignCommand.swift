internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg sign`: signs finished artefacts.
struct SignCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign", abstract: "Sign packages and other files.",
    discussion: """
      An RPM is signed in its header, a DEB as a _gpgorigin member, both in place; any other \
      file gets a detached, armored FILE.asc.
      """)

  @Option(name: .long, help: "The secret key, an OpenPGP file.", completion: .file())
  var key: String

  @OptionGroup var passphrase: PassphraseOptions

  @Argument(help: "The files to sign.", completion: .file())
  var files: [String]

  func execute() throws -> ExitStatus? {
    try sign(
      SignRequest(
        files: files, key: key, passphrase: try passphrase.source(),
        environment: environmentVariables())
    ).printed()
  }
}

/// `pkg verify`: proves that artefacts are what a trusted key says they are.
struct VerifyCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Verify packages and signed files against trusted keys.",
    discussion: """
      Exits 0 only if every file is proven: layout, every digest, and a good signature by a key \
      of the keyring. Unsigned is a doubt, and any doubt exits 1. A file that is no package is \
      verified against FILE.asc; SHA256SUMS also against the files it lists.
      """)

  @Option(
    name: .long, help: "Trusted OpenPGP certificates. May be repeated.", completion: .file())
  var keyring: [String]

  @Option(name: .long, help: "How to print the verdicts: text or json.")
  var format: ReportFormat = .text

  @Argument(help: "The files to verify.", completion: .file())
  var files: [String]

  func execute() throws -> ExitStatus? {
    let report = try verify(VerifyRequest(files: files, keyrings: keyring))
    _ = report.diagnostics.printed()
    Console.write(format == .json ? try report.report.json() : report.report.text)
    return report.isProven ? nil : .findings
  }
}
