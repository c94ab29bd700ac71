internal import Audit
internal import Bytes
internal import Diagnostics
internal import RPM
internal import Recipe
internal import SBOM
internal import Stages

/// What reading a finished package back has proven of it.
struct ReadBackProof {
  /// Of the whole file, in hexadecimal.
  var sha256: String
  var sha512: String
  var invariants: BillOfMaterials.Artifact.InvariantDigests
}

/// Reads a finished package as a stranger would, before anybody else sees it.
///
/// Layout, digests and signature must hold, and the payload must be the very one
/// the pass made. Anything else is a fault of this program or of the disk.
func readBack(
  _ file: any ByteSource, name: String, format: PackageFormat, payloadSHA256: [UInt8],
  signer: ArtefactSigner?, forms: RPMSignatureForms, sha512: Bool, reading: RPMPayloadReading?
) throws -> ReadBackProof {
  let keyring = signer.map { [$0.certificate] } ?? []
  let time = signer?.created ?? 0
  let audit =
    switch format {
    case .rpm:
      try auditRPM(
        file, name: name, keyring: keyring, at: time, depth: .package, sha512: sha512,
        reading: reading)
    case .deb:
      try auditDebian(file, name: name, keyring: keyring, at: time, depth: .package, sha512: sha512)
    }
  let expected = signer == nil ? 0 : format == .rpm && forms.package ? 2 : 1
  let isSigned = audit.signatures.count == expected
  guard audit.payloadSHA256 == payloadSHA256, !audit.findings.hasErrors, isSigned else {
    let reason =
      audit.findings.first { $0.severity == .error }?.message
      ?? "its payload or signature is not the one that was made"
    throw Diagnostic(
      "build.read-back-failed", "'\(name)' does not verify: \(reason)",
      hint: "nothing was published; this is a fault of the disk or a bug in pkg",
      exit: .internalError)
  }
  let head = hexadecimal(audit.headSHA256)
  let payload = hexadecimal(audit.payloadSHA256)
  return ReadBackProof(
    sha256: hexadecimal(audit.sha256), sha512: hexadecimal(audit.sha512),
    invariants: format == .rpm
      ? .rpm(header: head, payload: payload) : .deb(control: head, data: payload))
}
