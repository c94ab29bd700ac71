internal import Audit
internal import Bytes
internal import Cryptography
internal import Debian
internal import Diagnostics
internal import OpenPGP
internal import RPM
internal import Stages
internal import Trust
internal import Workspace

/// In what role somebody signs a DEB, as debsigs names it.
public enum SigningRole: String, CaseIterable, Sendable {
  case origin, maint, archive

  var member: DebianSignature.Role {
    switch self {
    case .origin: .origin
    case .maint: .maintainer
    case .archive: .archive
    }
  }
}

/// What `pkg sign` is asked about packages.
public struct PackageSigning: Hashable, Sendable {
  /// Which signatures an RPM gets beside the one over its header.
  public var hasPackageSignature: Bool
  public var hasOpenPGPEntry: Bool
  /// Whether signatures of other keys are dropped.
  public var isReplacing: Bool
  /// Files of certificates whose signatures stay beside the new one.
  public var keptKeyrings: [String]
  /// The role a DEB is signed in.
  public var role: SigningRole
  /// Where an RPM's signature header is written, the package staying as it is.
  public var detached: String?

  public init(
    hasPackageSignature: Bool = false, hasOpenPGPEntry: Bool = false, isReplacing: Bool = false,
    keptKeyrings: [String] = [], role: SigningRole = .origin, detached: String? = nil
  ) {
    self.hasPackageSignature = hasPackageSignature
    self.hasOpenPGPEntry = hasOpenPGPEntry
    self.isReplacing = isReplacing
    self.keptKeyrings = keptKeyrings
    self.role = role
    self.detached = detached
  }

  /// Read from ``keptKeyrings``.
  var others: [Certificate] = []

  var forms: RPMSignatureForms {
    RPMSignatureForms(
      package: hasPackageSignature, openPGP: hasOpenPGPEntry, isReplacing: isReplacing,
      others: others)
  }
}

/// Signs an RPM in place: read once, and replaced by a file that was verified as it was written.
///
/// A target whose rpm does not believe the header's digest of the payload gets a signature over both.
func signRPM(
  _ file: InputFile, key: LoadedKey, for targets: SigningTargets, _ request: SignRequest,
  _ governor: SigningGovernor, _ queue: PublishQueue
) throws -> SignedFile {
  if let detached = request.packages.detached {
    try requireOther(detached, than: request.inputs)
    try request.terms.requireLogSpared(by: [detached])
  } else {
    try requireReplaceable(file)
  }
  let package = try readRPM(file, file.path)
  let own = package.header.integer(.buildTime).flatMap { Int64(exactly: $0) }
  let signer = try key.signer(at: try signatureTime(request, own: own, file.path))
  var forms = request.packages.forms
  if !targets.releases.needingPackageSignature.isEmpty { forms.package = true }
  let signing = try RPMSigning(
    package, name: file.path, by: signer, forms: forms, at: currentTime())
  // What has every signature asked for is not signed again, and nobody need allow that.
  let permit =
    signing.isComplete
    ? nil : try governor.permit(file, .rpm, by: key, created: signer.created)
  let output = try StagedOutput(
    directory: directoryName(request.packages.detached ?? file.path), creating: false)
  let result = try signing.run(file) {
    let scratch = try output.scratch(for: baseName(file.path))
    if request.packages.detached == nil { scratch.expect(file.count) }
    return scratch
  }
  if let path = request.packages.detached {
    let signed = try result.map { try readRPM($0, file.path) } ?? package
    let notes = try targets.requireReadable(signed)
    let detached = RPMDetachedSignatures(of: signed)
    if result != nil {
      try governor.record(
        permit, sha256: try digest(.sha256, of: detached.serialized()), as: baseName(path))
    }
    try publish(detached.serialized(), at: path)
    return SignedFile(notes: notes)
  }
  guard let result else { return SignedFile(notes: [unchanged(file.path)]) }
  let signed = try readRPM(result, file.path)
  let notes = try targets.requireReadable(signed)
  if let permit { try governor.record(permit, sha256: try sha256(of: result)) }
  output.add(result, permissions: file.facts.permissions)
  let findings = signed.checkLayout().map { finding in
    var finding = finding
    finding.message = "\(file.path): \(finding.message)"
    return finding
  }
  return SignedFile(notes: notes + findings, publication: queue.add(output))
}

/// Signs a DEB in place.
func signDebian(
  _ file: InputFile, key: LoadedKey, _ request: SignRequest, _ governor: SigningGovernor,
  _ queue: PublishQueue
) throws -> SignedFile {
  try requireReplaceable(file)
  let role = request.packages.role.member
  let package: DebianPackage
  do throws(WindowFailure<MalformedInput>) { package = try DebianPackage.read(from: file) } catch {
    switch error {
    case .source(let error): throw error
    case .body(let error): throw Diagnostic.unsound(file.path, "\(error)")
    }
  }
  let date = Int64(package.version.header.modified)
  let signer = try key.signer(at: try signatureTime(request, own: date, file.path))
  let contents = try auditDebian(
    file, name: file.path, keyring: [signer.certificate], at: currentTime(), depth: .contents)
  if let first = contents.damage.first { throw Diagnostic.unsound(file.path, first.message) }
  if !request.packages.isReplacing,
    let old = contents.signatures.first(where: { $0.place == role.rawValue })
  {
    switch old.verdict {
    case .good: return SignedFile(notes: [unchanged(file.path)])
    case .bad(let reason):
      throw Diagnostic.alreadySigned(file.path, old.place, "\(reason)")
    }
  }
  let permit = try governor.permit(file, .deb, by: key, created: signer.created)
  let output = try StagedOutput(directory: directoryName(file.path), creating: false)
  let result = try output.scratch(for: baseName(file.path))
  try Stages.signDebian(package, in: file, by: signer, role: role, date: date, into: result)
  let audit = try auditDebian(
    result, name: file.path, keyring: [signer.certificate], at: signer.created, depth: .package)
  guard
    audit.signatures.contains(where: { $0.place == role.rawValue && $0.verdict.isGood })
  else { throw Diagnostic.unproven(file.path) }
  try governor.record(permit, sha256: audit.sha256)
  output.add(result, permissions: file.facts.permissions)
  return SignedFile(publication: queue.add(output))
}

/// Reads a package that is to be signed, or was.
func readRPM(_ source: some ByteSource, _ path: String) throws -> RPMPackage {
  do throws(RPMReadFailure) { return try RPMPackage.read(from: source) } catch {
    if case .source(let failure) = error { throw failure }
    var problem = error.diagnostic
    problem.message = "'\(path)': \(problem.message)"
    throw problem
  }
}

/// A file of several names cannot be replaced under all of them at once.
func requireReplaceable(_ file: InputFile) throws(Diagnostic) {
  guard file.facts.linkCount == 1 else {
    throw Diagnostic(
      "sign.hard-link",
      "'\(file.path)' has \(file.facts.linkCount) names, of which one would be signed",
      hint: "sign a copy, and link that", exit: .cannotCreate)
  }
}

func unchanged(_ path: String) -> Diagnostic {
  Diagnostic(
    "sign.unchanged", "'\(path)' carries a good signature of this key already", severity: .note)
}
