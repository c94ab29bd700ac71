internal import Attestation
internal import Audit
internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Minisign
internal import SSH
internal import Stages
internal import Workspace

/// Signs a payload in a DSSE envelope.
///
/// Without `--payload-type` it must be an in-toto statement.
func signEnvelope(
  _ file: InputFile, with signer: any RawSigner, _ request: SignRequest
) throws -> SignedOutput {
  let payload = try file.contents(limit: textLimit)
  let type = request.form.payloadType ?? StatementHeader.payloadType
  let isStatement = type == StatementHeader.payloadType
  if isStatement {
    do throws(MalformedInput) { _ = try StatementHeader(parsing: payload) } catch {
      throw Diagnostic(
        "sign.not-a-statement", "'\(file.path)' is not an in-toto statement: \(error)",
        hint: "say what it is with --payload-type", exit: .badInput)
    }
  }
  var envelope = DSSEEnvelope(payloadType: type, payload: payload)
  try envelope.sign(with: signer)
  let bytes = envelope.serialized()
  let (audit, _) = try auditEnvelopes(
    bytes, name: file.path, keys: [NamedKey(key: signer.publicKey, name: "")])
  guard audit.isProven else { throw Diagnostic.unproven(file.path) }
  return SignedOutput(
    name: envelopeName(of: baseName(file.path), isStatement: isStatement), bytes: bytes)
}

/// `hello.intoto.jsonl` for the statement `hello.json` or `hello.intoto.json`.
private func envelopeName(of name: String, isStatement: Bool) -> String {
  guard isStatement else { return "\(name).dsse.json" }
  for suffix in [".intoto.json", ".json"] where name.hasSuffix(suffix) {
    return "\(name.dropLast(suffix.utf8.count)).intoto.jsonl"
  }
  return "\(name).intoto.jsonl"
}

/// Signs a file as `ssh-keygen -Y sign` does.
func signSSH(
  _ file: InputFile, with signer: any RawSigner, _ request: SignRequest
) throws -> SignedOutput {
  let form = request.form
  let hash: SSHSignature.Hash
  switch try form.digestAlgorithm() {
  case nil, .sha512: hash = .sha512
  case .sha256: hash = .sha256
  default:
    throw Diagnostic(
      "sign.unknown-digest", "SSH signatures are under sha256 or sha512", hint: "choose one",
      exit: .usage)
  }
  guard !form.namespace.isEmpty, form.namespace.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
  else {
    throw Diagnostic(
      "sign.bad-namespace", "'\(form.namespace)' is no namespace",
      hint: "use letters, digits and '@', such as file", exit: .usage)
  }
  let stream = try DigestStream(hash.digest)
  unsafe try feed(file) { (bytes) throws(CryptographyError) in unsafe try stream.update(bytes) }
  let signature = try SSHSignature(
    signing: try stream.current(), hash, namespace: form.namespace, with: signer)
  let bytes = signature.serialized()
  guard try SSHSignature(file: bytes).verifies(digest: try stream.current()) else {
    throw Diagnostic.unproven(file.path)
  }
  return SignedOutput(name: "\(baseName(file.path)).sig", bytes: bytes)
}

/// Signs a file as minisign does.
func signMinisign(
  _ file: InputFile, with signer: any RawSigner, key: MinisignPublicKey, _ request: SignRequest
) throws -> SignedOutput {
  let name = baseName(file.path)
  var comment = "file:\(name)\thashed"
  if let text = request.environment["SOURCE_DATE_EPOCH"], !text.isEmpty {
    comment = "timestamp:\(try sourceDateEpoch(text))\t\(comment)"
  }
  if let asked = request.form.trustedComment { comment = asked }
  guard comment.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 || $0 == "\t" })
  else {
    throw Diagnostic(
      "sign.bad-comment", "the trusted comment has control characters", hint: "keep it on one line",
      exit: .usage)
  }
  let stream = try DigestStream.blake2b()
  unsafe try feed(file) { (bytes) throws(CryptographyError) in unsafe try stream.update(bytes) }
  let digest = try stream.current()
  let signature = try MinisignSignature(
    signing: digest, key: key, trustedComment: comment, with: signer)
  let bytes = signature.serialized()
  let verdict = try MinisignSignature(file: bytes).verdict(digest: digest, keys: [key])
  guard verdict == .good(0) else { throw Diagnostic.unproven(file.path) }
  return SignedOutput(name: "\(name).minisig", bytes: bytes)
}

/// minisign's description of a key that is not minisign's.
func minisignKey(_ signer: any RawSigner) throws(Diagnostic) -> MinisignPublicKey {
  do throws(CryptographyError) { return try MinisignPublicKey(signer.publicKey) } catch {
    throw Diagnostic(
      "sign.not-ed25519", "minisign signs with Ed25519 keys only", hint: "use such a key",
      exit: .notPermitted)
  }
}

/// Hands out a file's bytes in pieces.
private func feed(
  _ file: InputFile, _ take: (UnsafeRawBufferPointer) throws(CryptographyError) -> Void
) throws {
  do throws(WindowFailure<CryptographyError>) {
    try unsafe file.forEachWindow(in: 0..<file.count) { bytes throws(CryptographyError) in
      unsafe try take(bytes)
    }
  } catch {
    switch error {
    case .source(let error): throw error
    case .body(let error): throw error
    }
  }
}
