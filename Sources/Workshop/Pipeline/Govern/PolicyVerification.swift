internal import Attestation
internal import Audit
internal import Bytes
internal import Cryptography
internal import Debian
internal import Diagnostics
internal import RPM
internal import Recipe
internal import Trust
internal import Workspace

/// A policy, and what has to be at hand to judge a finished artefact by it.
struct PolicyVerification: Sendable {
  let loaded: LoadedPolicy
  let files: FileVerifier
  /// Approvals given by name, beside those that lie where `pkg approve` puts them.
  let approvals: [DSSEEnvelope]

  /// Adds the signatures that lie beside an artefact: a policy counts keys, in whatever form.
  func addSignatures(to audit: inout PackageAudit, _ path: String, _ file: any ByteSource) throws {
    if audit.kind != .file, let beside = try files.auditBeside(path, file) { audit.add(beside) }
    let subject = try policySubject(of: file, at: path, audit.kind)
    guard let rule = subject.flatMap({ loaded.policy.rule(for: $0) }), !rule.statements.isEmpty
    else { return }
    let (place, artefact) = try signedArtefact(path, file)
    try files.addStatements(about: artefact, beside: place, to: &audit)
  }

  /// Judges an audited artefact by the rule for it.
  func apply(to audit: inout PackageAudit, _ path: String, _ file: any ByteSource) throws {
    let subject = try policySubject(of: file, at: path, audit.kind)
    let rule = subject.flatMap { loaded.policy.rule(for: $0) }
    var decision = loaded.policy.decision(
      on: subject, votes: loaded.votes(for: audit), at: files.trusted.time)
    if let rule, let quorum = rule.approvals, rule.approvalMoments.contains(.verify) {
      let (place, artefact) = try signedArtefact(path, file)
      decision.findings += try missingApprovals(
        of: place, artefact, audit.kind, by: quorum, rule: rule.name)
    }
    audit.apply(decision)
  }

  /// What is judged: a detached signature stands for the file it is of.
  private func signedArtefact(
    _ path: String, _ file: any ByteSource
  ) throws -> (String, any ByteSource) {
    guard let signed = try signedFile(of: path) else { return (path, file) }
    return (signed, try InputFile(signed))
  }

  /// Says who has not approved; nothing when enough have.
  ///
  /// An approval is of the file as it is, or as it was before it was signed.
  private func missingApprovals(
    of path: String, _ file: any ByteSource, _ kind: PackageAudit.Kind,
    by quorum: TrustPolicy.Quorum, rule: String
  ) throws -> [Diagnostic] {
    var envelopes = approvals
    for name in quorum.keys {
      guard let key = loaded.policy[name] else { continue }
      let place = approvalPath(of: path, by: key.fingerprint)
      if try FileFacts.of(place) != nil { envelopes += try loadEnvelopes(place) }
    }
    var digests = [try sha256(of: file)]
    if let bare = try unsignedSHA256(of: file, kind) { digests.append(bare) }
    let counts = try digests.map {
      try loaded.policy.approvals(
        of: $0, by: quorum, in: envelopes, certificates: loaded.certificates,
        at: files.trusted.time)
    }
    let approvers = Set(counts.flatMap(\.approvers))
    guard approvers.count < quorum.threshold else { return [] }
    let passedOver = counts.first?.passedOver ?? []
    return [
      Diagnostic(
        "policy.too-few-approvals",
        "'\(rule)' asks for \(quorum.threshold) approvals, and there are \(approvers.count)"
          + passedOver.map { "; \($0)" }.joined(),
        hint: "ask \(quorum.keys.joined(separator: ", ")) for theirs, and give the files with "
          + "--approval", exit: .findings)
    ]
  }
}

/// Where `pkg approve` puts an approval unless told otherwise: who approved is in the name, so that
/// it is never taken for something else.
func approvalPath(of file: String, by fingerprint: String) -> String {
  "\(file).\(fingerprint.suffix(16).lowercased()).approval.jsonl"
}

/// The SHA-256 of a package as it was before it was signed in place; `nil` where that is not known.
private func unsignedSHA256(
  of file: any ByteSource, _ kind: PackageAudit.Kind
) throws -> [UInt8]? {
  let stream = try DigestStream(.sha256)
  let range: Range<Int>
  switch kind {
  case .file: return nil
  case .rpm:
    // What cannot be read is refused elsewhere.
    guard let package = try? RPMPackage.read(from: file),
      let bare = try? package.resigned(with: RPMSignatureSet())
    else { return nil }
    try stream.update(bare.prologue)
    range = package.headerRange.lowerBound..<file.count
  case .deb:
    guard let package = try? DebianPackage.read(from: file) else { return nil }
    range = 0..<package.data.end
  }
  do throws(WindowFailure<CryptographyError>) {
    try unsafe file.forEachWindow(in: range) { bytes throws(CryptographyError) in
      unsafe try stream.update(bytes)
    }
  } catch {
    switch error {
    case .source(let error): throw error
    case .body(let error): throw error
    }
  }
  return try stream.current()
}

extension FileVerifier {
  /// Adds who signed statements about a file: those in `FILE.intoto.jsonl` whose subject it is.
  func addStatements(
    about file: any ByteSource, beside path: String, to audit: inout PackageAudit
  ) throws {
    let place = "\(path).intoto.jsonl"
    guard try FileFacts.of(place) != nil else { return }
    let digest = hexadecimal(try sha256(of: file))
    for envelope in try loadEnvelopes(place)
    where envelope.payloadType == StatementHeader.payloadType {
      let header: StatementHeader
      do throws(MalformedInput) { header = try StatementHeader(parsing: envelope.payload) } catch {
        audit.doubt("verify.malformed-statement", "'\(place)': a statement is malformed: \(error)")
        continue
      }
      guard header.subjects.contains(where: { $0.sha256 == digest }) else { continue }
      let signed = try auditEnvelopes(
        envelope.serialized(), name: place, keys: trusted.envelopeKeys, isOne: true
      ).audit
      for var signature in signed.otherSignatures {
        signature.statement = header.predicateType
        audit.otherSignatures.append(signature)
      }
      audit.findings += signed.findings
    }
  }
}
