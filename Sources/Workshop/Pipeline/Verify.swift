internal import Audit
internal import Bytes
public import Diagnostics
internal import OpenPGP
internal import Trust
internal import Workspace

/// What `pkg verify` is asked.
public struct VerifyRequest: Sendable {
  public var files: [String]
  /// Files of trusted certificates.
  public var keyrings: [String]
  /// A policy file that decides instead of the keyrings, which then only bring certificates.
  public var policy: String?
  /// Files of approvals, beside those that lie beside the files.
  public var approvals: [String] = []
  /// Releases or verifiers whose verdicts are to be predicted, by name.
  public var predicted: [String]
  /// A file with more releases.
  public var targetsFile: String?
  /// The roles a DEB must have good signatures of.
  public var roles: [SigningRole]
  /// How many files are worked on at once; never shows in the output.
  public var jobs: Int
  /// Who else is trusted.
  public var trust: TrustSources
  /// What is let pass; nothing together with a policy.
  public var exceptions = VerifyExceptions()

  public init(
    files: [String], keyrings: [String], policy: String? = nil, predicted: [String] = [],
    targetsFile: String? = nil, roles: [SigningRole] = [.origin], jobs: Int = 1,
    trust: TrustSources = TrustSources()
  ) {
    self.files = files
    self.keyrings = keyrings
    self.policy = policy
    self.predicted = predicted
    self.targetsFile = targetsFile
    self.roles = roles
    self.jobs = jobs
    self.trust = trust
  }
}

/// What became of every file.
public struct VerifyReport: Sendable {
  public let report: Report
  /// What does not hold, each naming its file; warnings about the keyrings too.
  public let diagnostics: [Diagnostic]
  /// What to exit with; `nil` when nothing is left to doubt.
  public let status: ExitStatus?
}

/// Verifies finished artefacts; judgements are returned, only what cannot be looked at throws.
public func verify(_ request: VerifyRequest) async throws -> VerifyReport {
  let verifier = try Verifier(request)
  let audits = try await concurrentMap(request.files, width: request.jobs) { path in
    Result { try verifier.audit(path, try InputFile(path)) }
  }
  // The first failure is that of the first file, whichever came to an end first.
  return try verifier.report(try audits.map { (try $0.get(), []) })
}

/// Verifies finished artefacts, and runs the programs of those that are proven.
///
/// What is verified and run is a copy that nobody else can reach, so that a file exchanged between
/// the two is of no use to anyone.
public func verify(_ request: VerifyRequest, running run: RunRequest) async throws -> VerifyReport {
  let verifier = try Verifier(request)
  let runner = try ProgramRunner(run)
  var results: [(PackageAudit, [ProgramReport])] = []
  for path in request.files {
    let copy = try runner.copy(of: try InputFile(path))
    let audit = try verifier.audit(path, copy)
    // A signature stands for the file beside it; its own bytes nobody has vouched for.
    let isVouchedFor = audit.isProven && signedName(of: path) == nil
    results.append((audit, isVouchedFor ? try await runner.run(copy, of: audit) : []))
  }
  try runner.finish()
  var missing = Set(run.programs).subtracting(runner.found).sorted()
  if runner.found.isEmpty, missing.isEmpty { missing = ["any of the files"] }
  let isProven = results.allSatisfy(\.0.isProven)
  return try verifier.report(
    results,
    more: !isProven
      ? []
      : missing.map { name in
        Diagnostic(
          "run.no-program",
          run.programs.isEmpty
            ? "there is no ELF program in \(name)"
            : "'\(name)' is no ELF program of any of the files",
          hint: "programs are run that have an execute permission and are no libraries",
          exit: .findings)
      })
}

/// What one call of `pkg verify` judges by.
private struct Verifier: Sendable {
  private var keyring = Keyring()
  private let roles: [SigningRole]
  private let policy: PolicyVerification?
  private let judges: PredictedJudges
  private let files: FileVerifier
  private let exceptions: VerifyExceptions

  init(_ request: VerifyRequest) throws {
    precondition(
      request.policy == nil || request.exceptions.isEmpty, "a policy makes no exceptions")
    exceptions = request.exceptions
    judges = try PredictedJudges(request.predicted, targetsFile: request.targetsFile)
    let given = try loadKeyrings(request.keyrings)
    keyring = given
    roles = request.roles
    let loaded = try request.policy.map { try LoadedPolicy($0, keyring: given) }
    if let loaded {
      keyring = Keyring(
        loaded.certificates.values.flatMap(\.self), warnings: keyring.warnings + loaded.warnings)
    }
    var trusted = try TrustedKeys(request.trust, keyring: keyring.certificates)
    keyring.warnings += trusted.warnings
    try loaded?.extend(&trusted)
    let files = FileVerifier(trusted: trusted, exceptions: request.exceptions)
    let approvals = try request.approvals.flatMap { try loadEnvelopes($0) }
    policy = loaded.map { PolicyVerification(loaded: $0, files: files, approvals: approvals) }
    self.files = files
  }

  /// Verifies one file, whose bytes are `file`, by what the first of them say it is.
  func audit(_ path: String, _ file: any ByteSource) throws -> PackageAudit {
    let trusted = keyring.certificates
    var audit: PackageAudit
    switch try kind(of: file) {
    case .rpm:
      let (proof, stamp) = try proof(path, file)
      audit = proof.added(
        to: try auditRPM(
          file, name: path, keyring: trusted, at: files.trusted.time,
          tolerance: exceptions.tolerance, depth: .contents, stamp: stamp))
    case .deb:
      let (proof, stamp) = try proof(path, file)
      audit = proof.added(
        to: try auditDebian(
          file, name: path, keyring: trusted, at: files.trusted.time,
          tolerance: exceptions.tolerance, depth: .contents, stamp: stamp))
    case .file: audit = try files.audit(path, file)
    }
    try files.addBundle(of: path, file, to: &audit)
    try policy?.addSignatures(to: &audit, path, file)
    if try files.hasSignature(beside: path) { audit.hasUncountedSignature = true }
    audit.requireSignature(
      roles: roles.map(\.rawValue), admittingUnsigned: exceptions.unsigned)
    audit.predictions = try judges.predictions(
      of: file, at: path, audit.kind, keyring: trusted, time: files.trusted.time)
    try policy?.apply(to: &audit, path, file)
    return audit
  }

  /// What a timestamp beside a package proves of its first signature.
  private func proof(
    _ path: String, _ file: any ByteSource
  ) throws -> (FileVerifier.TimeProof, SignatureStamp?) {
    // A package that cannot be read, or is not signed, is judged without it.
    guard try FileFacts.of("\(path).tsr") != nil, let packet = try? packageSignature(file) else {
      return (FileVerifier.TimeProof(), nil)
    }
    let proof = try files.timestamp(of: path, over: packet)
    return (proof, proof.stamp(of: packet))
  }

  func report(
    _ results: [(audit: PackageAudit, runs: [ProgramReport])], more: [Diagnostic] = []
  ) throws -> VerifyReport {
    let findings = results.flatMap { audit, _ in
      audit.findings.map { finding in
        var finding = finding
        finding.message = "\(audit.name): \(finding.message)"
        return finding
      }
    }
    let runFindings = results.flatMap(\.runs).flatMap(\.findings) + more
    let doubtful = results.map(\.audit).filter { !$0.isProven }
    return VerifyReport(
      report: Report(
        text: results.map { text(of: $0) + $1.map(\.text).joined() }.joined(),
        value: try results.map { try VerifiedFile($0, $1) }),
      diagnostics: keyring.warnings + findings + runFindings,
      status: doubtful.isEmpty
        ? runFindings.worst
        : doubtful.allSatisfy(\.isSoundButUnsigned) ? .undecided : .findings)
  }
}

extension [Diagnostic] {
  /// The answer "no" before a tool that is missing, and that before anything else.
  fileprivate var worst: ExitStatus? {
    let all = filter { $0.severity == .error }.map(\.exit)
    return [.findings, .unavailable].first { all.contains($0) } ?? all.first
  }
}

/// What a file's first bytes say it is.
func kind(of file: any ByteSource) throws(SourceFailure) -> PackageAudit.Kind {
  let start = try file.bytes(in: 0..<min(21, file.count))
  if start.starts(with: [0xed, 0xab, 0xee, 0xdb]) { return .rpm }
  // Members out of order are still meant for a package.
  let members = ["debian-binary", "control.tar", "data.tar", "_gpg"]
  return members.contains { start.starts(with: "!<arch>\n\($0)".utf8) } ? .deb : .file
}
