internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

extension KeyCommand {
  /// `pkg key revoke`.
  struct RevokeCommand: PackageCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke",
      abstract: "End a key: write its certificate with a revocation, to be published.",
      discussion: """
        Signs the revocation with the secret key's primary key; with --with, puts one made earlier \
        on a certificate, which takes no secret. What a key is proven, by a \
        timestamp, to have signed before it was superseded or retired stays good; revoked for \
        another reason, it never was. rpm before 4.19 and \
        debsig-verify heed no revocation: take the key off their keyrings, too.
        """)

    @Option(
      name: .long, help: "Why: unspecified, superseded, compromised or retired.")
    var reason = "unspecified"

    @Option(name: .long, help: "What people shall read beside the reason.")
    var message = ""

    @Option(
      name: .customLong("with"), help: "Use this certificate of revocation.", completion: .file())
    var revocation: String?

    @Flag(name: .long, help: "Write only the certificate of revocation, to be kept.")
    var revocationOnly = false

    @Option(name: .shortAndLong, help: "Where the result goes.", completion: .file())
    var out: String

    @OptionGroup var access: SigningKeyOptions

    @Argument(
      help: "The secret key, as 'pkg sign' takes it; with --with the certificate.",
      completion: .file())
    var file: String

    func validate() throws {
      if revocation != nil, access.certificate != nil {
        throw ValidationError("--with makes no revocation: no --certificate.")
      }
      if revocation != nil, revocationOnly || reason != "unspecified" || !message.isEmpty {
        throw ValidationError(
          "--with takes the revocation as it is: no --reason, --message or --revocation-only.")
      }
    }

    func execute() throws -> ExitStatus? {
      let answer = try revokeKey(
        KeyRevokeRequest(
          file: file, revocation: revocation, reason: reason, words: message, output: out,
          isRevocationOnly: revocationOnly, access: try access.access(),
          environment: environmentVariables()))
      let status = answer.warnings.printed()
      try Console.write(answer.text)
      return status
    }
  }
}
