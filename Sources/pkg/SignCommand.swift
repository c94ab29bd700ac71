internal import ArgumentParser
import Diagnostics
import Pipeline
import Workspace

/// `pkg sign`: signs finished artefacts.
struct SignCommand: PackageCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign", abstract: "Sign packages and other files.",
    discussion: """
      An RPM is signed in its header, a DEB as a _gpgorigin member, both in place; a Debian \
      archive's Release gets InRelease and Release.gpg beside it, any other file a detached, \
      armored FILE.asc. --kind makes something else. A signature states the time of \
      SOURCE_DATE_EPOCH, or else the package's or Release's own; any other file has none, so set \
      it. SSH signatures, DSSE envelopes and modules state no time.
      """)

  @Option(
    name: .long, help: "The secret key, an OpenPGP file, or one of minisign's.", completion: .file()
  )
  var key: String

  @OptionGroup var passphrase: PassphraseOptions

  @OptionGroup(title: "Before anything is signed") var terms: SigningTermsOptions

  @OptionGroup(title: "What to make") var form: SignatureFormOptions

  @Argument(help: "The files to sign.", completion: .file())
  var files: [String]

  func execute() throws -> ExitStatus? {
    var request = SignRequest(
      files: files, key: key, passphrase: try passphrase.source(),
      environment: environmentVariables())
    request.form = form.form
    request.terms = terms.terms
    return try sign(request).printed()
  }
}
