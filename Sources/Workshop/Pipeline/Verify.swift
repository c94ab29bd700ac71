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

  public init(files: [String], keyrings: [String]) {
    self.files = files
    self.keyrings = keyrings
  }
}

/// What became of every file.
public struct VerifyReport: Sendable {
  public let report: Report
  /// What does not hold, each naming its file; warnings about the keyrings too.
  public let diagnostics: [Diagnostic]
  /// Whether nothing is left to doubt.
  public let isProven: Bool
}

/// Verifies finished artefacts; judgements are returned, only what cannot be looked at throws.
public func verify(_ request: VerifyRequest) throws -> VerifyReport {
  var keyring = Keyring()
  for path in request.keyrings {
    let bytes = try InputFile(path).contents(limit: 64 << 20)
    let loaded = try Keyring.load(bytes: bytes, name: path)
    keyring.certificates += loaded.certificates
    keyring.warnings += loaded.warnings
  }
  let time = currentTime()
  var audits: [PackageAudit] = []
  for path in request.files {
    var audit = try audit(path, keyring: keyring.certificates, at: time)
    audit.requireSignature()
    audits.append(audit)
  }
  let findings = audits.flatMap { audit in
    audit.findings.map { finding in
      var finding = finding
      finding.message = "\(audit.name): \(finding.message)"
      return finding
    }
  }
  return VerifyReport(
    report: Report(
      text: audits.map(text(of:)).joined(), value: audits.map(VerifiedFile.init)),
    diagnostics: keyring.warnings + findings, isProven: audits.allSatisfy(\.isProven))
}

/// Verifies one file by what its first bytes say it is.
private func audit(
  _ path: String, keyring: [Certificate], at time: UInt32
) throws -> PackageAudit {
  let file = try InputFile(path)
  switch try kind(of: file) {
  case .rpm:
    return try auditRPM(file, name: path, keyring: keyring, at: time, depth: .contents)
  case .deb:
    return try auditDebian(file, name: path, keyring: keyring, at: time, depth: .contents)
  case .file: return try auditPlain(path, keyring: keyring, at: time)
  }
}

/// What a file's first bytes say it is.
func kind(of file: InputFile) throws(SourceFailure) -> PackageAudit.Kind {
  let start = try file.bytes(in: 0..<min(21, file.count))
  if start.starts(with: [0xed, 0xab, 0xee, 0xdb]) { return .rpm }
  if start.starts(with: "!<arch>\ndebian-binary".utf8) { return .deb }
  return .file
}

/// Verifies a file against its own detached signature, or against a signed `SHA256SUMS` beside it.
private func auditPlain(
  _ path: String, keyring: [Certificate], at time: UInt32
) throws -> PackageAudit {
  // `pkg verify out/*` names the signatures too: each stands for what it signs.
  if path.hasSuffix(".asc"), try FileFacts.of(String(path.dropLast(4))) != nil {
    var audit = try auditPlain(String(path.dropLast(4)), keyring: keyring, at: time)
    audit.name = path
    return audit
  }
  let file = try InputFile(path)
  for suffix in [".asc", ".sig"] where try FileFacts.of(path + suffix) != nil {
    let signature = try InputFile(path + suffix).contents(limit: 1 << 20)
    var audit = try auditFile(
      file, name: path, signature: signature, keyring: keyring, at: time)
    if fileName(path) == "SHA256SUMS" { try auditListed(by: file, &audit) }
    return audit
  }
  let sums = directory(of: path) + "SHA256SUMS"
  var audit = PackageAudit(name: path, kind: .file)
  guard fileName(path) != "SHA256SUMS", try FileFacts.of(sums) != nil,
    let lines = checksumLines(try InputFile(sums).contents(limit: 64 << 20)),
    let line = lines.first(where: { $0.name == fileName(path) })
  else { return audit }
  audit = try auditSums(sums, keyring: keyring, at: time)
  audit.name = path
  audit.sha256 = try sha256(of: file)
  if hexadecimal(audit.sha256) != line.digest {
    audit.doubt("verify.file-differs", "the file does not have the digest SHA256SUMS states")
  }
  return audit
}

/// The signature of a checksum file alone.
private func auditSums(
  _ path: String, keyring: [Certificate], at time: UInt32
) throws -> PackageAudit {
  guard try FileFacts.of(path + ".asc") != nil else { return PackageAudit(name: path, kind: .file) }
  return try auditFile(
    try InputFile(path), name: path,
    signature: try InputFile(path + ".asc").contents(limit: 1 << 20), keyring: keyring, at: time)
}

/// Holds the files a checksum file lists against their digests.
private func auditListed(by file: InputFile, _ audit: inout PackageAudit) throws {
  guard let lines = checksumLines(try file.contents(limit: 64 << 20)) else {
    audit.doubt("verify.malformed-checksums", "a line is not a SHA-256 digest and a name")
    return
  }
  for line in lines {
    guard !line.name.contains("/"), line.name != "..", line.name != "." else {
      audit.doubt("verify.hostile-path", "'\(line.name)' lies outside the directory")
      continue
    }
    let path = directory(of: file.path) + line.name
    guard try FileFacts.of(path) != nil else {
      audit.doubt("verify.missing-file", "'\(line.name)' is listed but not there")
      continue
    }
    if hexadecimal(try sha256(of: try InputFile(path))) != line.digest {
      audit.doubt("verify.file-differs", "'\(line.name)' does not have the digest stated")
    }
  }
}

private func fileName(_ path: String) -> Substring {
  path.split(separator: "/").last ?? ""
}

/// Up to and with the last slash; empty without one.
private func directory(of path: String) -> String {
  path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
}

private func text(of audit: PackageAudit) -> String {
  var lines = ["\(audit.name): \(audit.isProven ? "proven" : "NOT PROVEN")"]
  if !audit.sha256.isEmpty { lines.append("  sha256 \(hexadecimal(audit.sha256))") }
  for signature in audit.signatures {
    switch signature.verdict {
    case .good(let fingerprint, let userID, let created):
      lines.append(
        "  \(signature.place): good signature by \(fingerprint) \(userID), at \(created)")
    case .bad(let reason): lines.append("  \(signature.place): BAD signature, \(reason)")
    }
  }
  return lines.joined(separator: "\n") + "\n"
}

/// A verdict for programs.
private struct VerifiedFile: Encodable, Sendable {
  struct Signature: Encodable, Sendable {
    var place: String
    var good: Bool
    var fingerprint: String?
    var userID: String?
    var created: UInt32?
    var reason: String?
  }

  struct Finding: Encodable, Sendable {
    var code: String
    var severity: String
    var message: String
  }

  var file: String
  var kind: String
  var proven: Bool
  var sha256: String
  var signatures: [Signature]
  var findings: [Finding]

  init(_ audit: PackageAudit) {
    file = audit.name
    kind = audit.kind.rawValue
    proven = audit.isProven
    sha256 = hexadecimal(audit.sha256)
    signatures = audit.signatures.map { signature in
      switch signature.verdict {
      case .good(let fingerprint, let userID, let created):
        Signature(
          place: signature.place, good: true, fingerprint: "\(fingerprint)", userID: userID,
          created: created)
      case .bad(let reason):
        Signature(place: signature.place, good: false, reason: "\(reason)")
      }
    }
    findings = audit.findings.map {
      Finding(code: $0.code, severity: $0.severity.rawValue, message: $0.message)
    }
  }
}
