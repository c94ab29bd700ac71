internal import Audit
internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import ELF
internal import OpenPGP
internal import Workspace

/// Verifies files that are no packages, by what they are and what lies beside them.
struct FileVerifier: Sendable {
  let trusted: TrustedKeys
  let exceptions: VerifyExceptions

  /// Verifies one file.
  ///
  /// `file` is all that is looked at of the file itself; `path` says what lies beside it.
  func audit(_ path: String, _ file: any ByteSource) throws -> PackageAudit {
    let start = try file.bytes(in: 0..<min(64, file.count))
    // `pkg verify out/*` names the signatures too: each stands for what it signs.
    if let signed = try signedFile(of: path) {
      let bytes = try file.bytes(in: 0..<min(file.count, textLimit))
      var audit = try self.audit(
        signed, InputFile(signed), by: Signature(path: path, bytes: bytes))
      try judgeContents(of: signed, InputFile(signed), &audit)
      audit.name = path
      return audit
    }
    if start.starts(with: CleartextMessage.head.utf8) { return try auditMessage(path, file) }
    if path.hasSuffix(".intoto.jsonl") { return try auditStatements(path, file) }
    if path.hasSuffix(Self.envelopeSuffix) { return try auditEnvelope(path, file) }
    if let module = try auditModule(path, file) { return module }
    if let audit = try auditBeside(path, file) { return audit }
    return try auditAsListed(path, file)
  }

  /// What detached signatures are called, in the order they are looked for.
  static let suffixes = [".asc", ".sig", ".minisig"]

  /// What Sigstore bundles are called.
  static let bundleSuffix = ".sigstore.json"
  static let allSuffixes = suffixes + [bundleSuffix]

  /// Whether there is a detached signature or bundle of the file, for whomever it counts.
  func hasSignature(beside path: String) throws -> Bool {
    let suffixes = Self.allSuffixes + (baseName(path) == "Release" ? [".gpg"] : [])
    return try suffixes.contains { try FileFacts.of(path + $0) != nil }
  }

  /// The signatures beside a file that can be judged; the first, when none can.
  ///
  /// Beside a good one, strangers' are only told of, in whatever file they lie.
  func auditBeside(_ path: String, _ file: any ByteSource) throws -> PackageAudit? {
    var names = Self.suffixes.map { path + $0 }
    if baseName(path) == "Release" { names.insert("\(path).gpg", at: 0) }
    var signatures: [Signature] = []
    for name in names where try FileFacts.of(name) != nil {
      signatures.append(
        Signature(path: name, bytes: try InputFile(name).contents(limit: textLimit)))
    }
    let judged = signatures.filter(hasTrust)
    guard let first = judged.first ?? signatures.first else { return nil }
    var audit = try self.audit(path, file, by: first)
    for other in judged.dropFirst() { audit.add(try self.audit(path, file, by: other)) }
    if audit.hasGoodSignature { audit.passOverStrangers() }
    try judgeContents(of: path, file, &audit)
    return audit
  }

  /// Verifies `InRelease`, or any other text with its signature below.
  private func auditMessage(_ path: String, _ file: any ByteSource) throws -> PackageAudit {
    let bytes = try file.bytes(in: 0..<min(file.count, textLimit + 1))
    guard bytes.count <= textLimit else {
      var audit = PackageAudit(name: path, kind: .file)
      audit.doubt("verify.malformed-signature", "the signed message is larger than 64 MiB")
      return audit
    }
    var (audit, text) = try self.audit(message: bytes, path, name: path)
    guard let text else { return audit }
    switch baseName(path) {
    case "InRelease":
      try audit.check(auditRelease(text, &audit, at: trusted.time), besides: path)
    case "SHA256SUMS.asc": try audit.checkSums(text, besides: path)
    default: break
    }
    return audit
  }

  /// Judges what a signed file says, once its signature was.
  func judgeContents(
    of path: String, _ file: any ByteSource, _ audit: inout PackageAudit
  ) throws {
    let name = baseName(path)
    guard ["Release", "SHA256SUMS", "repomd.xml"].contains(name) else { return }
    guard file.count <= textLimit else {
      audit.doubt("verify.malformed-checksums", "'\(name)' is larger than 64 MiB")
      return
    }
    let text = try file.bytes(in: 0..<file.count)
    switch name {
    case "Release":
      try audit.check(auditRelease(text, &audit, at: trusted.time), besides: path)
    case "repomd.xml": try audit.check(auditRepositoryIndex(text, &audit), besides: path)
    default: try audit.checkSums(text, besides: path)
    }
  }

  /// Verifies a kernel module by the signature at its end; `nil` when it has none.
  private func auditModule(_ path: String, _ file: any ByteSource) throws -> PackageAudit? {
    let tail = try file.bytes(
      in: max(0, file.count - ModuleSignatureTrailer.count)..<file.count)
    var audit = PackageAudit(name: path, kind: .file)
    let trailer: ModuleSignatureTrailer
    do throws(MalformedInput) {
      guard let found = try ModuleSignatureTrailer(tail: tail, of: file.count) else { return nil }
      trailer = found
    } catch {
      audit.doubt("verify.malformed-signature", "the module's signature is malformed: \(error)")
      return audit
    }
    guard file.count <= moduleLimit, trailer.signature.count <= 1 << 20 else {
      audit.doubt("verify.malformed-signature", "the module or its signature is too large")
      return audit
    }
    let bytes = try file.bytes(in: 0..<file.count)
    audit.sha256 = try digest(.sha256, of: bytes)
    let verdict = unsafe try CMSSignature.verdict(
      Array(bytes[trailer.signature]),
      over: bytes.span.bytes.extracting(0..<trailer.contentCount),
      certificates: trusted.moduleCertificates)
    var found = OtherSignature(place: "module", signer: "PKCS#7")
    switch verdict {
    case .good(let index):
      let certificate = trusted.moduleCertificates[index]
      found.signer = try certificate.publicKey().identifier()
      found.name = certificate.subject
    case .unknownSigner: found.problem = "made by none of the certificates given"
    case .badSignature: found.problem = "the signature does not match the bytes"
    case .weakDigest: found.problem = "its digest proves nothing"
    case .malformed: found.problem = "it is not one PKCS#7 signature"
    }
    audit.record(found, isUnknown: verdict == .unknownSigner)
    return audit
  }
}
