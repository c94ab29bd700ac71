internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import ELF
internal import Stages
internal import Workspace

/// The largest kernel module that is read.
let moduleLimit = 512 << 20

/// Signs a kernel module in place, as the kernel's `scripts/sign-file` does.
///
/// The signature is built around what the signer returns, so the key may lie anywhere. A signature
/// that is there is replaced when it is by the same certificate, which changes nothing, and
/// else refused.
func signModule(
  _ file: InputFile, with signer: any RawSigner, _ request: SignRequest
) throws -> SignedOutput {
  guard let path = request.form.certificate else {
    throw Diagnostic(
      "sign.no-certificate", "a module's signature names its signer by an X.509 certificate",
      hint: "give the one of the key with --module-certificate", exit: .usage)
  }
  try requireReplaceable(file)
  let certificates = try loadCertificates([path])
  guard certificates.count == 1, let certificate = certificates.first else {
    throw Diagnostic(
      "sign.several-certificates", "'\(path)' holds \(certificates.count) certificates",
      hint: "give the signer's alone", exit: .usage)
  }
  try requireMatch(certificate, signer, path)
  let bytes = try file.contents(limit: moduleLimit)
  let content = try unsignedModule(bytes, file.path, certificate)
  let algorithm = try request.form.digestAlgorithm() ?? .sha512
  let signature = try CMSSignature.sign(
    try digest(algorithm, of: content), algorithm, with: signer, certificate: certificate)
  let verdict = unsafe try CMSSignature.verdict(
    signature, over: content.span.bytes, certificates: [certificate])
  guard verdict == .good(0) else { throw Diagnostic.unproven(file.path) }
  return SignedOutput(
    name: baseName(file.path), bytes: content + ModuleSignatureTrailer.appended(signature),
    permissions: file.facts.permissions)
}

/// The certificate must be the signing key's, and the key one that kernels know.
private func requireMatch(
  _ certificate: X509Certificate, _ signer: any RawSigner, _ path: String
) throws {
  guard try certificate.publicKey().isSame(as: signer.publicKey) else {
    throw Diagnostic(
      "sign.other-certificate", "the certificate in '\(path)' is not the signing key's",
      hint: "have one made for this key, or sign with the key it is for", exit: .notPermitted)
  }
  if case .ed25519 = signer.publicKey.components {
    throw Diagnostic(
      "sign.not-for-kernels", "kernels do not verify Ed25519 signatures of modules",
      hint: "use an RSA key, or ECDSA for kernels from 5.14", exit: .notPermitted)
  }
}

/// The module that is signed, which must be one.
private func unsignedModule(
  _ bytes: [UInt8], _ path: String, _ certificate: X509Certificate
) throws -> [UInt8] {
  let content: [UInt8]
  do throws(MalformedInput) {
    var end = bytes.count
    if let trailer = try ModuleSignatureTrailer(
      tail: Array(bytes.suffix(ModuleSignatureTrailer.count)), of: bytes.count)
    {
      end = trailer.contentCount
      let old = Array(bytes[trailer.signature])
      let verdict: CMSSignature.Verdict?
      do throws(CryptographyError) {
        verdict = unsafe try CMSSignature.verdict(
          old, over: bytes.span.bytes.extracting(0..<end), certificates: [certificate])
      } catch { verdict = nil }
      guard verdict == .good(0) else {
        throw MalformedInput(.trailingData, at: end, field: "another module signature")
      }
    }
    content = Array(bytes[..<end])
    var reader = unsafe ByteReader(content.span.bytes)
    let module = try ELFFile(parsing: &reader)
    guard module.header.type == .relocatable else {
      throw MalformedInput(.invalidValue, at: 16, field: "e_type")
    }
  } catch {
    throw Diagnostic(
      "sign.not-a-module", "'\(path)' is no kernel module to be signed: \(error)",
      hint: "name an unsigned module; 'pkg strip --drop-module-signature' takes a signature off")
  }
  return content
}

/// The X.509 certificates of some files.
func loadCertificates(_ paths: [String]) throws(Diagnostic) -> [X509Certificate] {
  var certificates: [X509Certificate] = []
  for path in paths {
    let bytes = try InputFile(path).contents(limit: 16 << 20)
    do throws(CryptographyError) { certificates += try X509Certificate.all(in: bytes) } catch {
      throw Diagnostic(
        "trust.unreadable-certificate",
        "'\(path)' is no file of X.509 certificates: \(error.operation) \(error.reason)",
        hint: "give them in PEM, or one in DER")
    }
  }
  return certificates
}
