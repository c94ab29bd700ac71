internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg key`: OpenPGP keys.
struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Make, show and judge OpenPGP keys.",
    subcommands: [
      GenerateCommand.self, ShowCommand.self, KeyCheckCommand.self, KeyCertifyCommand.self,
      ExportCommand.self, RevokeCommand.self, RotateCommand.self,
    ])

  /// `pkg key generate`.
  struct GenerateCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate",
      abstract: "Write a new key: PREFIX.sec.asc, PREFIX.pub.asc and PREFIX.rev.asc.",
      discussion: """
        PREFIX.sec.asc and PREFIX.rev.asc, which revokes the key should it be lost or in other \
        hands, can be read by their owner only; keep them apart.
        """)

    @Option(name: .long, help: "rsa4096, rsa3072, ed25519, p256, p384 or p521.")
    var algorithm = "rsa4096"

    @Option(name: .long, help: "Whose key it is: 'Name <address>'.")
    var userID: String

    @Option(
      name: .customLong("expires-in"), help: "After how many days it expires; never, unless told.")
    var days: Int?

    @Option(name: .long, help: "Where the three files go, without their suffixes.")
    var out: String

    @OptionGroup var passphrase: PassphraseOptions

    func execute() throws -> ExitStatus? {
      let answer = try generateKey(
        KeyRequest(
          algorithm: algorithm, userID: userID, days: days, prefix: out,
          passphrase: try passphrase.source(),
          environment: environmentVariables()))
      let status = answer.warnings.printed()
      try Console.write(answer.text)
      return status
    }
  }

  /// `pkg key show`.
  struct ShowCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print the fingerprint and the properties of keys.")

    @Option(name: .long, help: "How to print it: text or json.")
    var format: ReportFormat = .text

    @Argument(help: "A key file, armored or binary.", completion: .file())
    var file: String

    func execute() throws -> ExitStatus? {
      let report = try showKey(file)
      try Console.write(format == .json ? report.json() : report.text)
      return nil
    }
  }
}
