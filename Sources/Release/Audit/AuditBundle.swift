public import Bytes
internal import Cryptography
internal import Diagnostics
public import Sigstore

/// Verifies a file against a Sigstore bundle.
///
/// `verification` says who must have signed; `nil` when nobody is trusted in this form.
public func auditBundle(
  _ source: any ByteSource, name: String, bundle json: [UInt8],
  _ verification: SigstoreVerification?
) throws -> PackageAudit {
  var audit = PackageAudit(name: name, kind: .file)
  guard let verification else {
    audit.record(
      OtherSignature(place: "sigstore", signer: "", problem: "no root is trusted to judge it by"),
      isUnknown: true)
    return audit
  }
  let bundle: SigstoreBundle
  do throws(MalformedInput) { bundle = try SigstoreBundle(parsing: json) } catch {
    let reason: SigstoreRefusal.Reason = error.code == .unsupported ? .unsupported : .malformed
    audit.record(SigstoreRefusal(reason, "the bundle cannot be judged: \(error)"))
    return audit
  }
  let whole = try DigestStream(.sha256)
  let other = bundle.digestAlgorithm == .sha256 ? nil : try DigestStream(bundle.digestAlgorithm)
  var scan = SourceScan()
  unsafe scan.send(0..<source.count) {
    unsafe try whole.update($0)
    unsafe try other?.update($0)
  }
  try scan.run(over: source)
  audit.sha256 = try whole.current()
  switch verification.verdict(on: bundle, fileDigest: try other?.current() ?? audit.sha256) {
  case .refused(let refusal): audit.record(refusal)
  case .proven(let proof):
    let time = CivilTime(secondsSinceEpoch: proof.time).rfc3339
    audit.record(
      OtherSignature(
        place: "sigstore", signer: proof.identity,
        name: "(\(proof.issuer)), at \(time), entry \(proof.logIndex)"
          + (proof.predicateType.map { ", of a statement: \(printable($0))" } ?? "")))
  }
  return audit
}

extension PackageAudit {
  /// Records a bundle that proves nothing, under the reason's own code.
  mutating func record(_ refusal: SigstoreRefusal) {
    let words = printable(refusal.words)
    otherSignatures.append(OtherSignature(place: "sigstore", signer: "", problem: words))
    findings.append(
      Diagnostic(
        refusal.reason.rawValue, "'sigstore': \(words)", hint: refusal.reason.hint,
        exit: .findings))
  }
}

extension SigstoreRefusal.Reason {
  /// What to do about it.
  fileprivate var hint: String {
    switch self {
    case .unsupported: "have it made anew as a bundle of version 0.3"
    case .unknownLog, .badTimestamp, .untrustedCertificate, .authorityExpired:
      "get the trusted root of the instance that it was signed with, and a current one"
    case .timeToCome: "set the clock, or judge at a later time"
    case .wrongIdentity, .wrongIssuer: "trust nobody else without knowing who that is"
    case .malformed, .noTime, .badPromise, .notIncluded, .badCheckpoint, .certificateExpired,
      .wrongPurpose, .noCertificateTimestamp, .badCertificateTimestamp, .otherFile, .badSignature,
      .entryDiffers:
      "get the file and its bundle again from where they were published"
    }
  }
}
