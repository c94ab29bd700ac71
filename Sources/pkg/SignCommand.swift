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

      A package is verified before it is signed, and replaced at once, or not at all. One that \
      carries a good signature of the same key already is left as it is; one that somebody else \
      signed is refused unless --replace drops the other signature, or --rpm-v6 --add signs beside \
      it. What fails for one file does not keep the others from being signed.

      --detach-sigheader keeps the signatures of an RPM in a file, and --attach puts them into the \
      same package built again, which is then the signed one to the byte.
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The secret key: a file, or where else it lies.",
      discussion: """
        An OpenPGP, minisign, PKCS#8 or PKCS#12 file, gpg-agent:FINGERPRINT, pkcs11:... (RFC 7512), \
        provider:NAME:URI (OpenSSL) or exec:PROGRAM.
        """), completion: .file())
  var key: String?

  @OptionGroup var access: SigningKeyOptions

  @OptionGroup(title: "Before anything is signed") var terms: SigningTermsOptions

  @OptionGroup(title: "What to make") var form: SignatureFormOptions

  @OptionGroup(title: "Packages") var packages: PackageSigningOptions

  @OptionGroup var jobs: JobsOption

  @Argument(help: "The files to sign.", completion: .file())
  var files: [String]

  func execute() throws -> ExitStatus? {
    switch try packages.keyless(files, isSigning: key != nil, terms: terms.terms) {
    case .attach(let request):
      try requireNothingOfKeys()
      return try attachSignatures(request).printed()
    case .detach(let request):
      try requireNothingOfKeys()
      try detachSignatures(request)
      return nil
    case nil: break
    }
    guard let key else { preconditionFailure("signing has a key") }
    var signing = SignRequest(
      files: files, key: key, access: try access.access(), packages: packages.request,
      terms: terms.terms, jobs: jobs.count, environment: environmentVariables())
    signing.form = form.form
    let request = signing
    return try finished { try await sign(request) }.printed()
  }

  /// Without a key, what is about making signatures would be passed over in silence.
  private func requireNothingOfKeys() throws {
    guard form.form == SignatureForm(), try access.access() == KeyAccess() else {
      throw ValidationError(
        "without --key no signature is made: leave out what is about kinds of them and keys")
    }
  }
}
