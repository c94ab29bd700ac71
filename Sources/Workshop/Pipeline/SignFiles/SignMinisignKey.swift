internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Minisign
internal import Workspace

/// Signs with a secret key file of minisign's own, if the request's key is one.
///
/// Returns whether it was.
func signWithMinisignKey(_ request: SignRequest) throws -> Bool {
  guard request.form.kind == .minisign, try FileFacts.of(request.key)?.kind == .file else {
    return false
  }
  let file = try InputFile(request.key)
  // Protected with a passphrase, or else as public as its file: the text is no more secret.
  guard file.count <= 4096 else { return false }
  let text = try file.contents(limit: 4096)
  guard MinisignSecretKey.isOne(text) else { return false }
  guard request.terms.policy == nil, request.terms.log == nil else {
    throw Diagnostic(
      "sign.ungoverned-key",
      "policies and logs know OpenPGP keys, and '\(request.key)' is minisign's",
      hint: "sign with an Ed25519 OpenPGP key", exit: .notPermitted)
  }
  guard file.facts.permissions & 0o077 == 0 else {
    throw Diagnostic(
      "key.file-open", "key file '\(request.key)' may be read by others",
      hint: "chmod 600 \(request.key)", exit: .notPermitted)
  }
  let secret: MinisignSecretKey
  do throws(MalformedInput) { secret = try MinisignSecretKey(file: text) } catch {
    throw Diagnostic(
      "key.unreadable", "'\(request.key)' is not a minisign secret key: \(error)",
      hint: "give the file 'minisign -G' wrote", exit: .badInput)
  }
  let (key, signer) = try opened(secret, request)
  for path in request.files {
    let output = try signMinisign(try InputFile(path), with: signer, key: key, request)
    try requireOther([output], beside: path, than: request.inputs)
    try publish([output], beside: path)
  }
  return true
}

private func opened(
  _ secret: MinisignSecretKey, _ request: SignRequest
) throws(Diagnostic) -> (MinisignPublicKey, PrivateKey) {
  let passphrase =
    secret.needsPassphrase ? try Passphrases(request.access.passphrase).passphrase() : nil
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
