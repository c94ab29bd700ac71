internal import Audit
internal import Bytes
public import Diagnostics
internal import RPM
internal import Stages
internal import Trust
internal import Workspace

/// What `pkg sign --detach-sigheader` is asked when no key is given.
public struct DetachRequest: Sendable {
  public var package: String
  /// Where the signature header goes.
  public var signatures: String
  /// Whether the package loses its signatures.
  public var isStripping: Bool

  public init(package: String, signatures: String, isStripping: Bool) {
    self.package = package
    self.signatures = signatures
    self.isStripping = isStripping
  }
}

/// Writes the signature header of a signed RPM to a file, and takes it from the package if asked.
public func detachSignatures(_ request: DetachRequest) throws {
  let file = try inputRPM(request.package)
  try requireOther(request.signatures, than: [request.package])
  if request.isStripping { try requireReplaceable(file) }
  let package = try readRPM(file, file.path)
  if let first = package.checkLayout().first(where: { $0.severity == .error }) {
    throw Diagnostic(
      "sign.unsound", "'\(file.path)' is not taken apart: \(first.message)",
      hint: "fetch or build the package anew", exit: .notPermitted)
  }
  let detached = RPMDetachedSignatures(of: package)
  guard detached.isSigned else {
    throw Diagnostic(
      "sign.nothing-to-detach", "'\(file.path)' is not signed",
      hint: "sign it first, or give --key",
      exit: .findings)
  }
  try publish(detached.serialized(), at: request.signatures)
  guard request.isStripping else { return }
  let bare = try package.resigned(with: RPMSignatureSet())
  try replacePrologue(of: file, package, with: bare) { result in
    let left = try readRPM(result, file.path)
    guard left.signatures.isEmpty, left.header == package.header, !left.checkLayout().hasErrors
    else { throw Diagnostic.unproven(file.path) }
  }
}

/// What `pkg sign --attach` is asked.
public struct AttachRequest: Sendable {
  public var package: String
  /// What ``detachSignatures(_:)`` wrote.
  public var signatures: String
  /// Files of certificates that the signatures must be good by.
  public var keyrings: [String]
  /// Whether signatures that the package has are dropped.
  public var isReplacing: Bool
  /// What must hold before they are.
  public var terms: SigningTerms

  public init(
    package: String, signatures: String, keyrings: [String], isReplacing: Bool,
    terms: SigningTerms = SigningTerms()
  ) {
    self.package = package
    self.signatures = signatures
    self.keyrings = keyrings
    self.isReplacing = isReplacing
    self.terms = terms
  }
}

/// Puts a detached signature header into an RPM built again, if that proves it; returns notes.
///
/// The package is signed by that as well as by a key, so the same terms hold.
public func attachSignatures(_ request: AttachRequest) throws -> [Diagnostic] {
  let file = try inputRPM(request.package)
  try requireReplaceable(file)
  try request.terms.requireLogApart(from: [request.package, request.signatures])
  let targets = try SigningTargets(request.terms)
  let governor = try SigningGovernor(request.terms)
  let keyring = try loadKeyrings(request.keyrings)
  let detached = try readDetached(request.signatures)
  let package = try readRPM(file, file.path)
  if package.signatureHeader == detached.header {
    _ = try requireProven(file, file.path, with: request.signatures, keyring)
    return try keyring.warnings + targets.requireTaken(file, keyring: keyring.certificates)
      + [unchanged(file.path)]
  }
  guard package.signatures.isEmpty || request.isReplacing else {
    throw Diagnostic.alreadySigned(file.path, "header", "not the one to attach")
  }
  var notes = keyring.warnings
  try replacePrologue(of: file, package, with: package.attached(detached)) { result in
    let audit = try requireProven(result, file.path, with: request.signatures, keyring)
    notes += try targets.requireTaken(result, keyring: keyring.certificates)
    notes += try targets.requireReadable(try readRPM(result, file.path))
    for permit in try governor.permits(attaching: audit, to: file) {
      try governor.record(permit, sha256: audit.sha256)
    }
  }
  return notes
}

/// Refuses a package that its signature header does not prove.
private func requireProven(
  _ package: any ByteSource, _ path: String, with signatures: String, _ keyring: Keyring
) throws -> PackageAudit {
  var audit = try auditRPM(
    package, name: path, keyring: keyring.certificates, at: currentTime(), depth: .contents)
  audit.requireSignature()
  guard audit.isProven else {
    let reason = audit.findings.first { $0.severity == .error }?.message ?? "it is not proven"
    throw Diagnostic(
      "sign.not-its-signature",
      "'\(signatures)' is not attached, because '\(path)' with it does not verify: \(reason)",
      hint: "build the package from the same sources, or attach the signatures made for this one",
      exit: .notPermitted)
  }
  return audit
}

private func inputRPM(_ path: String) throws -> InputFile {
  let file = try InputFile(path)
  guard try kind(of: file) == .rpm else { throw notAnRPM(path) }
  return file
}

func notAnRPM(_ path: String) -> Diagnostic {
  Diagnostic(
    "sign.not-an-rpm", "'\(path)' is not an RPM, and only those have a signature header",
    hint: "name one RPM package", exit: .usage)
}

private func readDetached(_ path: String) throws -> RPMDetachedSignatures {
  let bytes = try InputFile(path).contents(limit: 65 << 20)
  do throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    return try RPMDetachedSignatures(parsing: &reader)
  } catch {
    throw Diagnostic(
      "sign.not-a-sigheader", "'\(path)' is not the signature header of an RPM: \(error)",
      hint: "make it with 'pkg sign --detach-sigheader'")
  }
}

/// Replaces what lies before a package's main header, once `prove` accepts the result.
private func replacePrologue(
  of file: InputFile, _ package: RPMPackage, with new: RPMResignature,
  _ prove: (OutputFile) throws -> Void
) throws {
  let output = try StagedOutput(directory: directoryName(file.path), creating: false)
  let result = try output.scratch(for: baseName(file.path))
  try result.append(new.prologue)
  try result.append(package.headerRange.lowerBound..<file.count, of: file)
  try prove(result)
  output.add(result, permissions: file.facts.permissions)
  _ = try output.publish()
}
