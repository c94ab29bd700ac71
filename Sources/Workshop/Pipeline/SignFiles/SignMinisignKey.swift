internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Minisign
internal import Trust
internal import Workspace

/// Signs with a secret key file of minisign's own, if the request's key is one.
///
/// Returns what its owner should know; `nil` when it is not one.
func signWithMinisignKey(_ request: SignRequest) throws -> [Diagnostic]? {
  guard request.form.kind == .minisign, case .file(let path) = try KeyReference(request.key),
    try FileFacts.of(path)?.kind == .file
  else { return nil }
  let file = try SafeKeyFile(path, access: request.access)
  guard file.file.count <= 4096 else { return nil }
  // Protected with a passphrase, or else as public as its file: the text is no more secret.
  let text = try file.file.contents(limit: 4096)
  guard MinisignSecretKey.isOne(text) else { return nil }
  guard request.terms.policy == nil, request.terms.log == nil else {
    throw Diagnostic(
      "sign.ungoverned-key",
      "policies and logs know OpenPGP keys, and '\(request.key)' is minisign's",
      hint: "sign with an Ed25519 OpenPGP key", exit: .notPermitted)
  }
  let warnings = try file.requireSafe()
  let secret: MinisignSecretKey
  do throws(MalformedInput) { secret = try MinisignSecretKey(file: text) } catch {
    throw Diagnostic(
      "key.unreadable", "'\(request.key)' is not a minisign secret key: \(error)",
      hint: "give the file 'minisign -G' wrote", exit: .badInput)
  }
  let passphrases = Passphrases(request.access.passphrase)
  let (key, signer) = try opened(secret, passphrases, request)
  for path in request.files {
    let output = try signMinisign(try InputFile(path), with: signer, key: key, request)
    try requireOther([output], beside: path, than: request.inputs)
    try publish([output], beside: path)
  }
  return warnings + passphrases.warnings
}

private func opened(
  _ secret: MinisignSecretKey, _ passphrases: Passphrases, _ request: SignRequest
) throws(Diagnostic) -> (MinisignPublicKey, PrivateKey) {
  let passphrase =
    secret.needsPassphrase
    ? try passphrases.passphrase(asking: passphraseQuestion(request.key)) : nil
  do throws(MinisignKeyError) { return try secret.unlock(passphrase: passphrase) } catch {
    switch error {
    case .passphraseNeeded:
      throw Diagnostic(
        "key.passphrase-needed", "key file '\(request.key)' is protected with a passphrase",
        hint: "set PKG_PASSPHRASE or give --passphrase-file", exit: .notPermitted)
    case .wrongPassphrase:
      throw Diagnostic(
        "key.wrong-passphrase", "the passphrase does not open key file '\(request.key)'",
        hint: "the passphrase is taken byte for byte, but for one line end at the end of a file",
        exit: .notPermitted)
    case .inconsistent:
      throw Diagnostic(
        "key.unreadable", "key file '\(request.key)' is damaged: its halves are of two keys",
        hint: "restore it from its backup", exit: .badInput)
    case .cryptography(let error):
      throw Diagnostic(
        "cryptography.failed", "libcrypto failed in \(error.operation): \(error.reason)",
        hint: "opening a minisign key takes 1 GiB of memory", exit: .unavailable)
    }
  }
}
