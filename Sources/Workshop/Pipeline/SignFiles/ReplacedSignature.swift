internal import Attestation
internal import Bytes
internal import Diagnostics
internal import Minisign
internal import OpenPGP
internal import SSH
internal import Workspace

/// Refuses outputs beside `path` that are inputs, or that would take the place of anything but
/// signatures of the same key, unless told to replace what is there.
func requireReplaceable(
  _ outputs: [SignedOutput], beside path: String, _ request: SignRequest
) throws(Diagnostic) {
  try requireOther(outputs, beside: path, than: request.inputs)
  guard !request.packages.isReplacing else { return }
  let directory = directoryName(path)
  for output in outputs {
    let place = "\(directory)/\(output.name)"
    // What is no file is in the way of every output, and told there.
    guard try FileFacts.of(place, followingLinks: false)?.kind == .file else { continue }
    let old = try InputFile(place).contents(limit: signatureLimit)
    let signers = makers(of: old)
    if old == output.bytes || signers != nil && signers == makers(of: output.bytes) { continue }
    let what = signers.map { "a signature by \($0.sorted().joined(separator: ", "))" }
    throw Diagnostic(
      "sign.already-signed",
      "'\(place)' is there already, and is \(what ?? "no signature of this key")",
      hint: "give --replace to write over it, or move it away", exit: .notPermitted)
  }
}

/// An envelope of the largest text that is signed in one is no larger, in bytes.
private let signatureLimit = 2 * textLimit

/// Who the signatures in a file say to be by, by whatever the form names keys; `nil` for what is no
/// file of signatures.
private func makers(of file: [UInt8]) -> Set<String>? {
  if file.starts(with: "-----BEGIN SSH SIGNATURE-----".utf8) {
    return (try? SSHSignature(file: file).publicKey.fingerprint()).map { [$0] }
  }
  if file.starts(with: "untrusted comment:".utf8) {
    return (try? MinisignSignature(file: file)).map { [hexadecimal($0.keyID)] }
  }
  if file.first == UInt8(ascii: "{") {
    return (try? DSSEEnvelope.lines(parsing: file)).map {
      Set($0.flatMap(\.signatures).map(\.keyID))
    }
  }
  let signatures: SignatureSet?
  if file.starts(with: CleartextMessage.head.utf8) {
    signatures = try? CleartextMessage(parsing: file).signatures()
  } else {
    signatures = try? SignatureSet(file: file)
  }
  let names = signatures?.verifiers.map { $0.signature?.issuerKeyID.map { "\($0)" } } ?? []
  guard !names.isEmpty, !names.contains(nil) else { return nil }
  return Set(names.compactMap(\.self))
}
