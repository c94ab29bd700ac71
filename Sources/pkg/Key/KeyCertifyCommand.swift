internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg key certify`.
struct KeyCertifyCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract: "Make an OpenPGP certificate around a key that lies elsewhere.",
    discussion: """
      The key is said to be made at SOURCE_DATE_EPOCH, or now; its fingerprint depends on that.
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The secret key: a file that is no OpenPGP one, or where else it lies.",
      discussion: """
        A PKCS#8 or PKCS#12 file, gpg-agent:KEYGRIP, pkcs11:... (RFC 7512), provider:NAME:URI \
        (OpenSSL) or exec:PROGRAM.
        """), completion: .file())
  var key: String

  @Option(name: .long, help: "Whose key it is: 'Name <address>'.")
  var userID: String

  @Option(name: .long, help: "Where the certificate goes.", completion: .file())
  var out: String

  @Option(
    name: .long, help: "Also write a certificate of revocation there, to be kept apart.",
    completion: .file())
  var revocation: String?

  @OptionGroup var access: KeyOptions

  func execute() throws -> ExitStatus? {
    let answer = try certifyKey(
      CertifyRequest(
        key: key, access: try access.access(), userID: userID, output: out,
        revocation: revocation, environment: environmentVariables()))
    let status = answer.warnings.printed()
    try Console.write(answer.text)
    return status
  }
}
