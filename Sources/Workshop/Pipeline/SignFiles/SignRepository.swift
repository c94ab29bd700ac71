internal import Audit
internal import Bytes
internal import Debian
internal import Diagnostics
internal import OpenPGP
internal import Stages
internal import Workspace

/// Signs a Debian archive's `Release`: `InRelease` and `Release.gpg` beside it.
///
/// It must be sound first: dates that hold, digests that prove something, and the listed files
/// that are there as listed. The signatures state the file's own date unless told otherwise.
func signRelease(
  _ file: InputFile, key: LoadedKey, _ request: SignRequest, permit: (UInt32) throws -> Void
) throws -> [SignedOutput] {
  let text = try file.contents(limit: textLimit)
  var audit = PackageAudit(name: file.path, kind: .file)
  let listed = auditRelease(text, &audit, at: currentTime())
  try audit.check(listed, besides: file.path)
  try requireSound(audit)
  let own: Int64?
  do throws(MalformedInput) { own = try ReleaseFile(parsing: text).date } catch { own = nil }
  let signer = try key.signer(at: try signatureTime(request, own: own, file.path))
  try permit(signer.created)
  let message = try signedMessage(text, by: signer, request.form, file.path)
  let packet = try detachedSignature(over: ArraySource(text), by: signer, request.form)
  return [
    SignedOutput(name: "InRelease", bytes: message),
    SignedOutput(name: "Release.gpg", bytes: Armor(.signature, packet).serialized()),
  ]
}

/// Signs an RPM repository's `repomd.xml`, once it and the listed files that are there are sound.
func signRepositoryIndex(
  _ file: InputFile, key: LoadedKey, _ request: SignRequest, permit: (UInt32) throws -> Void
) throws -> [SignedOutput] {
  let text = try file.contents(limit: textLimit)
  var audit = PackageAudit(name: file.path, kind: .file)
  let listed = auditRepositoryIndex(text, &audit)
  try audit.check(listed, besides: file.path)
  try requireSound(audit)
  let signer = try key.signer(at: try signatureTime(request, own: nil, file.path))
  try permit(signer.created)
  let packet = try detachedSignature(over: ArraySource(text), by: signer, request.form)
  return [
    SignedOutput(
      name: "\(baseName(file.path)).asc", bytes: Armor(.signature, packet).serialized())
  ]
}

/// Whether a file's name says that it lists others by their digests, as sha256sum does.
func isChecksumList(_ path: String) -> Bool { baseName(path) == "SHA256SUMS" }

/// Refuses a `SHA256SUMS` that is none, lists what lies elsewhere, or a file that is there and
/// differs; whatever the form of signature.
func requireSoundChecksums(_ file: InputFile) throws {
  guard isChecksumList(file.path) else { return }
  var audit = PackageAudit(name: file.path, kind: .file)
  try audit.checkSums(
    try file.contents(limit: textLimit), besides: file.path, isWhole: false)
  try requireSound(audit)
}

private func requireSound(_ audit: PackageAudit) throws(Diagnostic) {
  if let first = audit.findings.first(where: { $0.severity == .error }) {
    throw Diagnostic.unsound(audit.name, first.message)
  }
}
