internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Minisign
internal import Trust
internal import Workspace

/// A key that is used without an OpenPGP certificate, because what it signs names the key itself.
private struct UncertifiedKey {
  var signer: any RawSigner
  /// With minisign's own number of the key, when it is out of a file of minisign's.
  var minisign: MinisignPublicKey?
  /// Whether an OpenPGP certificate could be given for it.
  var mayHaveCertificate = true
  var warnings: [Diagnostic]
}

/// Signs in a form that knows no certificates, if the request's key is no OpenPGP key and none is
/// given for it.
///
/// Returns what its owner should know; `nil` when there is a certificate.
func signWithBareKey(_ request: SignRequest) async throws -> [Diagnostic]? {
  let kind = request.form.kind
  guard kind.isForBareKeys, request.access.certificate == nil,
    let key = try bareKey(request)
  else { return nil }
  let terms = request.terms
  guard terms.policy == nil, terms.log == nil, terms.targets.isEmpty else {
    throw Diagnostic(
      "sign.ungoverned-key",
      "policies, logs and targets know OpenPGP keys, and '\(request.key)' is none",
      hint: key.mayHaveCertificate
        ? "give its OpenPGP certificate with --certificate"
        : "sign with an Ed25519 OpenPGP key", exit: .notPermitted)
  }
  return try await signAll(request.files, jobs: request.jobs, key.warnings) { path, _ in
    let file = try InputFile(path)
    try requireSound(file, try Pipeline.kind(of: file), request.form)
    let output = try signOther(
      file, as: kind, with: key.signer, minisign: key.minisign, request)
    if kind != .module { try requireReplaceable([output], beside: path, request) }
    try publish([output], beside: path)
    return SignedFile()
  }
}

extension SignatureForm.Kind {
  /// Whether such signatures name their key, and no certificate.
  var isForBareKeys: Bool { [.dsse, .ssh, .minisign, .module].contains(self) }
}

/// Opens the key; `nil` for an OpenPGP file, or none at all.
private func bareKey(_ request: SignRequest) throws -> UncertifiedKey? {
  let passphrases = Passphrases(request.access.passphrase)
  let opening = SignerOpening(
    name: request.key, reference: try KeyReference(request.key), passphrases: passphrases)
  guard case .file(let path) = opening.reference else {
    let signer = try opening.signer(for: nil, at: currentTime())
    return UncertifiedKey(signer: signer, warnings: passphrases.warnings)
  }
  guard try FileFacts.of(path)?.kind == .file else { return nil }
  let file = try SafeKeyFile(path, access: request.access)
  if request.form.kind == .minisign, MinisignSecretKey.isOne(file.bytes) {
    let warnings = try file.requireSafe()
    let (key, signer) = try opened(file, passphrases)
    return UncertifiedKey(
      signer: signer, minisign: key, mayHaveCertificate: false,
      warnings: warnings + passphrases.warnings)
  }
  guard file.isForeign else { return nil }
  let warnings = try file.requireSafe()
  let signer = try opening.container(file.bytes)
  return UncertifiedKey(signer: signer, warnings: warnings + passphrases.warnings)
}

/// Opens a file of minisign's.
private func opened(
  _ file: SafeKeyFile, _ passphrases: Passphrases
) throws(Diagnostic) -> (MinisignPublicKey, PrivateKey) {
  let path = file.file.path
  let secret: MinisignSecretKey
  do throws(MalformedInput) { secret = try MinisignSecretKey(file: file.bytes) } catch {
    throw Diagnostic(
      "key.unreadable", "'\(path)' is not a minisign secret key: \(error)",
      hint: "give the file 'minisign -G' wrote", exit: .badInput)
  }
  let passphrase =
    secret.needsPassphrase ? try passphrases.passphrase(asking: passphraseQuestion(path)) : nil
  do throws(MinisignKeyError) { return try secret.unlock(passphrase: passphrase) } catch {
    switch error {
    case .passphraseNeeded:
      throw Diagnostic(
        "key.passphrase-needed", "key file '\(path)' is protected with a passphrase",
        hint: "set PKG_PASSPHRASE or give --passphrase-file", exit: .notPermitted)
    case .wrongPassphrase:
      throw Diagnostic(
        "key.wrong-passphrase", "the passphrase does not open key file '\(path)'",
        hint: "the passphrase is taken byte for byte, but for one line end at the end of a file",
        exit: .notPermitted)
    case .inconsistent:
      throw Diagnostic(
        "key.unreadable", "key file '\(path)' is damaged: its halves are of two keys",
        hint: "restore it from its backup", exit: .badInput)
    case .cryptography(let error):
      throw Diagnostic(
        "cryptography.failed", "libcrypto failed in \(error.operation): \(error.reason)",
        hint: "opening a minisign key takes 1 GiB of memory", exit: .unavailable)
    }
  }
}
