internal import Audit
internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Minisign
internal import OpenPGP
internal import Stages
internal import Trust
internal import Workspace

/// A file that signing makes, verified already.
struct SignedOutput {
  var name: String
  var bytes: [UInt8]
  var permissions: UInt16 = 0o644
}

/// Signs a file in the form asked for; returns what is to be published.
///
/// `permit` is asked before each signature, with the time it will state, and throws to refuse.
func signFile(
  _ file: InputFile, as kind: SignatureForm.Kind, key: LoadedKey, _ request: SignRequest,
  permit: (UInt32) throws -> Void
) throws -> [SignedOutput] {
  let raw = key.key.signer.raw
  // These state no time: it is now that they may be made or not.
  if kind.isForBareKeys { try permit(currentTime()) }
  switch kind {
  case .auto, .package:
    throw Diagnostic(
      "sign.not-a-package", "'\(file.path)' is neither an RPM nor a DEB",
      hint: "choose another --kind, or leave it out", exit: .usage)
  case .armored, .binary:
    return try signDetached(file, as: kind, key: key, request, permit: permit)
  case .cleartext: return try signCleartext(file, key: key, request, permit: permit)
  case .release: return try signRelease(file, key: key, request, permit: permit)
  case .repomd: return try signRepositoryIndex(file, key: key, request, permit: permit)
  case .dsse, .ssh, .minisign, .module:
    return [try signOther(file, as: kind, with: raw, request)]
  }
}

/// Makes a signature that names its key itself; `minisign` is minisign's name for the key, where
/// there is one.
func signOther(
  _ file: InputFile, as kind: SignatureForm.Kind, with raw: any RawSigner,
  minisign: MinisignPublicKey? = nil, _ request: SignRequest
) throws -> SignedOutput {
  switch kind {
  case .dsse: return try signEnvelope(file, with: raw, request)
  case .ssh: return try signSSH(file, with: raw, request)
  case .minisign:
    return try signMinisign(file, with: raw, key: try minisign ?? minisignKey(raw), request)
  case .module: return try signModule(file, with: raw, request)
  default: preconditionFailure("an OpenPGP signature has a certificate")
  }
}

/// The largest text that is signed inside a message, or read to be understood.
let textLimit = 64 << 20

private func signDetached(
  _ file: InputFile, as kind: SignatureForm.Kind, key: LoadedKey, _ request: SignRequest,
  permit: (UInt32) throws -> Void
) throws -> [SignedOutput] {
  let signer = try key.signer(at: try signatureTime(request, own: nil, file.path))
  try permit(signer.created)
  let packet = try detachedSignature(over: file, by: signer, request.form)
  let name = baseName(file.path)
  return [
    kind == .armored
      ? SignedOutput(name: "\(name).asc", bytes: Armor(.signature, packet).serialized())
      : SignedOutput(name: "\(name).sig", bytes: packet)
  ]
}

/// A detached OpenPGP signature packet, proven with the signer's certificate.
func detachedSignature(
  over source: any ByteSource, by signer: ArtefactSigner, _ form: SignatureForm
) throws -> [UInt8] {
  let builder = try SignatureBuilder(
    signer: signer.signer, hash: try form.digestAlgorithm(),
    created: signer.created)
  do throws(WindowFailure<OpenPGPError>) {
    try unsafe source.forEachWindow(in: 0..<source.count) { bytes throws(OpenPGPError) in
      unsafe try builder.update(bytes)
    }
  } catch {
    switch error {
    case .source(let error): throw error
    case .body(let error): throw error
    }
  }
  let packet = try builder.finish()
  let audit = try auditFile(
    source, name: "", signature: packet, keyring: [signer.certificate], at: signer.created)
  guard audit.isProven else { throw Diagnostic.unproven("") }
  return packet
}

/// A cleartext message, proven with the signer's certificate to hold the text.
func signedMessage(
  _ text: [UInt8], by signer: ArtefactSigner, _ form: SignatureForm, _ path: String
) throws -> [UInt8] {
  let message = try CleartextMessage.signed(
    text, signer: signer.signer, hash: try form.digestAlgorithm(),
    created: signer.created)
  let (audit, signed) = try auditMessage(
    message, name: path, keyring: [signer.certificate], at: signer.created)
  guard audit.isProven, signed == CleartextMessage.canonicalText(of: text) else {
    throw Diagnostic.unproven(path)
  }
  return message
}

private func signCleartext(
  _ file: InputFile, key: LoadedKey, _ request: SignRequest, permit: (UInt32) throws -> Void
) throws -> [SignedOutput] {
  let text = try file.contents(limit: textLimit)
  guard String(validating: text, as: UTF8.self) != nil, !text.contains(0) else {
    throw Diagnostic(
      "sign.not-text", "'\(file.path)' is not text, and a message would change it",
      hint: "use --kind armored", exit: .badInput)
  }
  let signer = try key.signer(at: try signatureTime(request, own: nil, file.path))
  try permit(signer.created)
  let message = try signedMessage(text, by: signer, request.form, file.path)
  return [SignedOutput(name: "\(baseName(file.path)).asc", bytes: message)]
}

/// Refuses outputs beside `path` that are inputs.
func requireOther(
  _ outputs: [SignedOutput], beside path: String, than inputs: [String]
) throws(Diagnostic) {
  let directory = directoryName(path)
  try requireOther(outputs.map { "\(directory)/\($0.name)" }, than: inputs)
}

/// Writes small files beside another, all or none.
func publish(_ outputs: [SignedOutput], beside path: String) throws(Diagnostic) {
  let staged = try StagedOutput(directory: directoryName(path), creating: false)
  for output in outputs {
    try staged.add(output.bytes, named: output.name, permissions: output.permissions)
  }
  _ = try staged.publish()
}
