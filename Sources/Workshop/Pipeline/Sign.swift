internal import Audit
internal import Bytes
internal import Cryptography
internal import Debian
public import Diagnostics
internal import OpenPGP
internal import RPM
internal import Stages
internal import Workspace

/// What `pkg sign` is asked.
public struct SignRequest: Sendable {
  public var files: [String]
  public var key: String
  public var passphrase: PassphraseSource
  /// For `SOURCE_DATE_EPOCH`.
  public var environment: [String: String]
  /// What to make.
  public var form = SignatureForm()
  /// What must hold before anything is signed.
  public var terms = SigningTerms()

  public init(
    files: [String], key: String, passphrase: PassphraseSource, environment: [String: String]
  ) {
    self.files = files
    self.key = key
    self.passphrase = passphrase
    self.environment = environment
  }
}

/// Signs finished artefacts; returns warnings about the key.
///
/// Each is parsed and verified before it is signed, and its signature proven
/// before the file is replaced. The signature's time is `SOURCE_DATE_EPOCH`, or
/// the package's own; no clock is read for it.
public func sign(_ request: SignRequest) throws -> [Diagnostic] {
  if try signWithMinisignKey(request) { return [] }
  let passphrases = Passphrases(request.passphrase)
  let key = try loadKey(request.key, at: nil) { () throws(Diagnostic) in
    try passphrases.passphrase()
  }
  let targets = try SigningTargets(request.terms)
  let governor = try SigningGovernor(request.terms, key)
  var warnings = key.warnings
  for path in request.files {
    let file = try InputFile(path)
    let kind = try kind(of: file)
    warnings += try targets.requireTaken(kind, by: key.key).filter { !warnings.contains($0) }
    let form = request.form.kind(of: path, kind)
    switch (form, kind) {
    case (.package, .rpm): try signRPM(file, key: key, request, governor)
    case (.package, .deb): try signDebian(file, key: key, request, governor)
    default:
      var permit: SigningGovernor.Permit?
      let outputs = try signFile(file, as: form, key: key, request) { created in
        permit = try governor.permit(file, kind, created: created)
      }
      for output in outputs {
        try governor.record(
          permit, sha256: try digest(.sha256, of: output.bytes), as: output.name)
      }
      try publish(outputs, beside: file.path)
    }
  }
  return warnings
}

private func signRPM(
  _ file: InputFile, key: LoadedKey, _ request: SignRequest, _ governor: SigningGovernor
) throws {
  let package: RPMPackage
  do throws(RPMReadFailure) { package = try RPMPackage.read(from: file) } catch {
    throw error.diagnostic
  }
  let own = package.header.integer(.buildTime).flatMap { Int64(exactly: $0) }
  let signer = try key.signer(at: try signatureTime(request, own: own, file.path))
  let problems = (package.checkLayout() + (try package.verifyDigests(file))).filter {
    $0.severity == .error
  }
  if let first = problems.first { throw unsound(file.path, first.message) }
  let permit = try governor.permit(file, .rpm, created: signer.created)
  let packet = try signer.signature(over: [package.headerRange], of: file)
  if package.signatures.map(\.packet) == [packet] { return }
  let resigned = try package.resigned(with: packet)
  let output = try StagedOutput(directory: directoryName(file.path), creating: false)
  let result = try output.scratch(for: baseName(file.path))
  try result.append(resigned.prologue)
  try result.append(package.headerRange.lowerBound..<file.count, of: file)
  let audit = try auditRPM(
    result, name: file.path, keyring: [signer.certificate], at: signer.created, depth: .package)
  try publish(result, in: output, audit, permissions: file.facts.permissions) {
    try governor.record(permit, sha256: audit.sha256)
  }
}

private func signDebian(
  _ file: InputFile, key: LoadedKey, _ request: SignRequest, _ governor: SigningGovernor
) throws {
  let package: DebianPackage
  do throws(WindowFailure<MalformedInput>) { package = try DebianPackage.read(from: file) } catch {
    switch error {
    case .source(let error): throw error
    case .body(let error): throw unsound(file.path, "\(error)")
    }
  }
  let date = Int64(package.version.header.modified)
  let signer = try key.signer(at: try signatureTime(request, own: date, file.path))
  let contents = try auditDebian(
    file, name: file.path, keyring: [], at: signer.created, depth: .contents)
  // Signatures by others say nothing about whether the package is sound.
  let problems = contents.findings.filter {
    $0.severity == .error && !$0.code.hasPrefix("signature.")
  }
  if let first = problems.first { throw unsound(file.path, first.message) }
  let permit = try governor.permit(file, .deb, created: signer.created)
  let output = try StagedOutput(directory: directoryName(file.path), creating: false)
  let result = try output.scratch(for: baseName(file.path))
  for range in package.ranges(keptWhenSigningAs: .origin) { try result.append(range, of: file) }
  try appendDebianSignature(by: signer, role: .origin, date: date, to: result)
  let audit = try auditDebian(
    result, name: file.path, keyring: [signer.certificate], at: signer.created, depth: .package)
  try publish(result, in: output, audit, permissions: file.facts.permissions) {
    try governor.record(permit, sha256: audit.sha256)
  }
}

/// Replaces the file, once our own signature in it is proven and written down.
private func publish(
  _ result: OutputFile, in output: StagedOutput, _ audit: PackageAudit, permissions: UInt16,
  recording record: () throws -> Void
) throws {
  guard audit.signatures.contains(where: \.verdict.isGood) else { throw unproven(audit.name) }
  try record()
  output.add(result, permissions: permissions)
  _ = try output.publish()
}

/// The time a signature states: asked for, or the package's own, never the clock's.
func signatureTime(
  _ request: SignRequest, own: Int64?, _ path: String
) throws(Diagnostic) -> Int64 {
  if let text = request.environment["SOURCE_DATE_EPOCH"], !text.isEmpty {
    return try sourceDateEpoch(text)
  }
  guard let own else {
    throw Diagnostic(
      "sign.no-date", "nothing says when '\(path)' was made", hint: "set SOURCE_DATE_EPOCH",
      exit: .usage)
  }
  return own
}

func unsound(_ path: String, _ reason: String) -> Diagnostic {
  Diagnostic(
    "sign.unsound", "'\(path)' is not signed, because it does not verify: \(reason)",
    hint: "build the package anew; a signature would vouch for the damage", exit: .notPermitted)
}

func unproven(_ path: String) -> Diagnostic {
  Diagnostic(
    "sign.unproven", "the signature made for '\(path)' does not verify",
    hint: "the file is left as it was; this is a fault of the machine or a bug in pkg",
    exit: .internalError)
}
