internal import Audit
internal import Bytes
internal import Cryptography
public import Diagnostics
internal import Attestation
internal import OpenPGP
internal import Trust
internal import Workspace

/// What `pkg approve` is asked.
public struct ApproveRequest: Sendable {
  public var files: [String]
  public var key: String
  public var access: KeyAccess
  /// When the approval lapses: RFC 3339 in UTC, or a date.
  public var expires: String
  /// Where the envelopes go; `nil` for a file of its own beside each approved one.
  public var output: String?

  public init(
    files: [String], key: String, access: KeyAccess, expires: String, output: String?
  ) {
    self.files = files
    self.key = key
    self.access = access
    self.expires = expires
    self.output = output
  }
}

/// What `pkg approve` did.
public struct ApproveReport: Sendable {
  /// The path written.
  public var published: String
  public var diagnostics: [Diagnostic]
}

/// States, signed, that files may be signed as they are now.
///
/// One statement names every file, so that a release is approved as one.
public func approve(_ request: ApproveRequest) throws -> ApproveReport {
  let text = request.expires.contains("T") ? request.expires : request.expires + "T00:00:00Z"
  guard let expires = CivilTime(rfc3339: text)?.secondsSinceEpoch else {
    throw Diagnostic(
      "approval.bad-expiry", "'\(request.expires)' is no moment",
      hint: "write it as '2027-01-31' or '2027-01-31T12:00:00Z'", exit: .usage)
  }
  guard expires > Int64(currentTime()) else {
    throw Diagnostic(
      "approval.bad-expiry", "'\(request.expires)' has passed: the approval would not count",
      hint: "give a later time", exit: .usage)
  }
  let key = try loadKey(request.key, access: request.access)
  let fingerprint = "\(key.key.certificate.primary.fingerprint)"
  let subjects = try request.files.map { path in
    StatementHeader.Subject(
      name: baseName(path),
      sha256: try sha256(of: try InputFile(path)))
  }
  let approval = Approval(subjects: subjects, approver: fingerprint, expires: expires)
  let envelope: DSSEEnvelope
  do throws(SigningFailure) {
    envelope = try approval.envelope(signedWith: key.key.signer.raw)
  } catch { throw OpenPGPError.signer(error) }
  let path = request.output ?? approvalPath(of: request.files[0], by: fingerprint)
  try requireOther(path, than: request.files + request.access.inputs(for: request.key))
  let published = try publish(envelope.serialized(), at: path)
  return ApproveReport(published: published, diagnostics: key.warnings)
}
