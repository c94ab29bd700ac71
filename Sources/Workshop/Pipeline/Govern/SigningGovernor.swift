internal import Attestation
internal import Audit
internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import OpenPGP
internal import Platform
internal import Recipe
internal import Trust
internal import Workspace

/// Lets a file be signed, or not, and writes down what was.
///
/// A signature that cannot be logged is not made public: ``record(_:sha256:as:)`` comes before the
/// rename, so that a crash between the two leaves an entry and never an unlogged signature.
struct SigningGovernor: Sendable {
  private let policy: LoadedPolicy?
  private let approvals: [DSSEEnvelope]
  private let log: String?
  /// The releases that are signed for, by name.
  private let targets: [String]
  /// The releases that rules name, by what the policy calls them.
  private let releases: [String: String]

  /// Who makes a signature, where the private half lies, and the time that is stated.
  struct Maker: Sendable {
    var certificate: Fingerprint
    var backend: String
    var created: UInt32
  }

  /// What is known of a file that may be signed.
  struct Permit: Sendable {
    fileprivate var maker: Maker
    fileprivate var name: String
    fileprivate var kind: PackageAudit.Kind
    fileprivate var before: [UInt8]
    fileprivate var decision: LogEntry.Decision?
  }

  /// Reads the policy and the approvals that `terms` name.
  init(_ terms: SigningTerms) throws {
    log = terms.log
    policy = try terms.policy.map {
      try LoadedPolicy($0, keyring: try loadKeyrings(terms.keyrings))
    }
    approvals = try terms.approvals.flatMap { try loadEnvelopes($0) }
    targets = try namedReleases(terms.targets, in: terms.targetsFile).map(\.name)
    var releases: [String: String] = [:]
    let table = try Pipeline.releases(in: terms.targetsFile)
    for target in policy?.policy.rules.flatMap(\.targets) ?? [] {
      do throws(Diagnostic) {
        releases[target.value] = try table.release(named: target.value, exit: .badInput).name
      } catch {
        var problem = error
        problem.location = target.location
        throw problem
      }
    }
    self.releases = releases
  }

  /// A rule for some releases lets nothing be signed for others, nor for who knows which.
  private func requireTargets(_ rule: TrustPolicy.Rule) throws(Diagnostic) {
    guard !rule.targets.isEmpty else { return }
    let allowed = Set(rule.targets.compactMap { releases[$0.value] })
    let others = targets.filter { !allowed.contains($0) }
    guard others.isEmpty, !targets.isEmpty else {
      throw Diagnostic(
        "policy.other-target",
        targets.isEmpty
          ? "'\(rule.name)' lets sign for some releases, and none is named"
          : "'\(rule.name)' does not let sign for \(others.joined(separator: ", "))",
        hint: "it is for \(rule.targets.map(\.value).joined(separator: ", ")): name those with "
          + "--target", exit: .notPermitted)
    }
  }

  /// Whether `file` may be signed by `key` now, its signature stating the time `created`.
  ///
  /// `nil` when neither a policy nor a log asks.
  ///
  /// - Throws: `Diagnostic` `policy.no-rule`, `policy.may-not-sign`, `policy.outside-hours`,
  ///   `policy.other-target`, `policy.too-few-approvals`.
  func permit(
    _ file: InputFile, _ kind: PackageAudit.Kind, by key: LoadedKey, created: UInt32
  ) throws -> Permit? {
    let fingerprint = key.key.certificate.primary.fingerprint
    return try permit(
      file, kind,
      by: Maker(certificate: fingerprint, backend: key.backend.rawValue, created: created))
  }

  /// Whether `file` may have the good signatures of `audit`, which were made elsewhere.
  ///
  /// One permit for each key; every other signature is refused.
  ///
  /// - Throws: `Diagnostic` as ``permit(_:_:by:created:)``; `policy.may-not-sign`.
  func permits(attaching audit: PackageAudit, to file: InputFile) throws -> [Permit] {
    guard policy != nil || log != nil else { return [] }
    var permits: [Permit] = []
    for signature in audit.signatures {
      guard case .good(let fingerprint, _, let created, _) = signature.verdict else {
        throw Diagnostic(
          "policy.may-not-sign",
          "the signature '\(signature.place)' of '\(file.path)' is by nobody in the keyring",
          hint: "give the certificate with --keyring", exit: .notPermitted)
      }
      let maker = Maker(certificate: fingerprint, backend: "attached", created: created)
      if let permit = try permit(file, audit.kind, by: maker),
        !permits.contains(where: { $0.maker.certificate == fingerprint })
      {
        permits.append(permit)
      }
    }
    return permits
  }

  private func permit(
    _ file: InputFile, _ kind: PackageAudit.Kind, by maker: Maker
  ) throws -> Permit? {
    guard policy != nil || log != nil else { return nil }
    let before = try sha256(of: file)
    var permit = Permit(
      maker: maker, name: file.path, kind: kind, before: before, decision: nil)
    guard let policy else { return permit }
    let now = currentTime()
    let subject = try policySubject(of: file, at: file.path, kind)
    let rule = try policy.policy.requireRule(
      for: subject, signedBy: maker.certificate, created: maker.created, at: now)
    var approvers: [String] = []
    try requireTargets(rule)
    if let quorum = rule.approvals, rule.approvalMoments.contains(.sign) {
      let count = try policy.policy.approvals(
        of: before, by: quorum, in: approvals, certificates: policy.certificates, at: now)
      approvers = count.approvers
      guard approvers.count >= quorum.threshold else {
        throw Diagnostic(
          "policy.too-few-approvals",
          "'\(rule.name)' asks for \(quorum.threshold) approvals of '\(file.path)', and there are "
            + "\(approvers.count)\(count.passedOver.isEmpty ? "" : "; ")"
            + count.passedOver.joined(separator: "; "),
          hint: "ask \(quorum.keys.joined(separator: ", ")) to run: pkg approve \(file.path) "
            + "--key KEY --expires TIME, and give the files with --approval",
          exit: .notPermitted)
      }
    }
    permit.decision = LogEntry.Decision(
      policy: policy.digest, rule: rule.name, approvals: approvers)
    return permit
  }

  /// Writes a signature to the log, before anybody sees it.
  ///
  /// `sha256` is of what is about to be published, `output` its name where it is not the file's.
  func record(_ permit: Permit?, sha256: [UInt8], as output: String? = nil) throws {
    guard let permit, let log else { return }
    let file = try AppendedFile(log)
    let last = try file.lastLine(limit: LogEntry.longest)
    if let last { try requireEntry(last, log) }
    let entry = LogEntry(
      time: CivilTime(secondsSinceEpoch: Int64(currentTime())).rfc3339, actor: currentActor(),
      key: "\(permit.maker.certificate)", backend: permit.maker.backend, kind: permit.kind.rawValue,
      artefact: .init(
        name: permit.name, before: hexadecimal(permit.before), after: hexadecimal(sha256),
        output: output),
      decision: permit.decision,
      prev: try last.map { hexadecimal(try digest(.sha256, of: $0)) } ?? LogEntry.beginning)
    let line = entry.serialized()
    guard line.count < LogEntry.longest else {
      throw Diagnostic(
        "log.line-too-long", "the entry for '\(permit.name)' would be longer than a line may be",
        hint: "use shorter paths", exit: .inputOutput)
    }
    try file.append(line: line)
  }

  /// A file that ends in something else is no log of ours: nothing is added to it.
  private func requireEntry(_ line: [UInt8], _ log: String) throws(Diagnostic) {
    do throws(MalformedInput) { _ = try LogEntry(parsing: line) } catch {
      throw Diagnostic(
        "log.malformed", "the last line of '\(log)' is no entry: \(error)",
        hint: "run 'pkg log verify \(log)'; to begin anew, name a file that does not exist",
        exit: .inputOutput)
    }
  }
}

/// The DSSE envelopes of a file, one to a line.
func loadEnvelopes(_ path: String) throws -> [DSSEEnvelope] {
  let bytes = try InputFile(path).contents(limit: 16 << 20)
  do throws(MalformedInput) { return try DSSEEnvelope.lines(parsing: bytes) } catch {
    throw Diagnostic(
      "approval.malformed", "'\(path)' holds no DSSE envelope: \(error)",
      hint: "give a file that 'pkg approve' wrote")
  }
}
