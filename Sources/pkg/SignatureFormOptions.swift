internal import ArgumentParser
import Pipeline

/// What kind of signature to make.
struct SignatureFormOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "What to make: auto, package, armored (FILE.asc), binary (FILE.sig), cleartext (FILE.asc), "
        + "release (InRelease, Release.gpg), repomd (repomd.xml.asc), dsse, ssh (FILE.sig), "
        + "minisign (FILE.minisig) or module.", valueName: "kind"),
    completion: .list(SignatureForm.Kind.allCases.map(\.rawValue)),
    transform: { try oneOf(SignatureForm.Kind.self, $0) })
  var kind = SignatureForm.Kind.auto

  @Option(
    name: .long,
    help: ArgumentHelp("sha256, sha384 or sha512, for signatures beside files.", valueName: "hash"))
  var digest: String?

  @Option(
    name: .long,
    help: ArgumentHelp("What an SSH signature is for (default: file).", valueName: "namespace"))
  var namespace: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What a DSSE payload is; without it, an in-toto statement.", valueName: "type"))
  var payloadType: String?

  @Option(
    name: .long,
    help: ArgumentHelp("The text minisign signs with the file.", valueName: "text"))
  var trustedComment: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The X.509 certificate of a kernel module's signer.", valueName: "file"),
    completion: .file())
  var moduleCertificate: String?

  func validate() throws {
    let needed: [(String, Bool, SignatureForm.Kind)] = [
      ("--namespace", namespace != nil, .ssh), ("--payload-type", payloadType != nil, .dsse),
      ("--trusted-comment", trustedComment != nil, .minisign),
      ("--module-certificate", moduleCertificate != nil, .module),
    ]
    for (option, isGiven, other) in needed where isGiven && kind != other {
      throw ValidationError("\(option) is for --kind \(other.rawValue)")
    }
  }

  var form: SignatureForm {
    var form = SignatureForm()
    form.kind = kind
    form.digest = digest
    if let namespace { form.namespace = namespace }
    form.payloadType = payloadType
    form.trustedComment = trustedComment
    form.certificate = moduleCertificate
    return form
  }
}

/// One of the names of a closed set.
func oneOf<T: RawRepresentable<String> & CaseIterable>(
  _: T.Type, _ text: String
) throws -> T {
  guard let value = T(rawValue: text) else {
    let known = T.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("'\(text)' is none of \(known)")
  }
  return value
}
