internal import Audit
internal import Bytes
internal import OpenPGP
internal import Workspace

/// Verifies a file against its own detached signature, or against a signed `SHA256SUMS` beside it.
///
/// `file` is all that is looked at of the file itself; `path` says what lies beside it.
func auditPlain(
  _ path: String, _ file: any ByteSource, keyring: [Certificate], at time: UInt32
) throws -> PackageAudit {
  // `pkg verify out/*` names the signatures too: each stands for what it signs.
  if path.hasSuffix(".asc"), try FileFacts.of(String(path.dropLast(4))) != nil {
    let signed = String(path.dropLast(4))
    var audit = try auditPlain(signed, try InputFile(signed), keyring: keyring, at: time)
    audit.name = path
    return audit
  }
  for suffix in [".asc", ".sig"] where try FileFacts.of(path + suffix) != nil {
    let signature = try InputFile(path + suffix).contents(limit: 1 << 20)
    var audit = try auditFile(
      file, name: path, signature: signature, keyring: keyring, at: time)
    if fileName(path) == "SHA256SUMS" { try auditListed(by: path, file, &audit) }
    return audit
  }
  let sums = directory(of: path) + "SHA256SUMS"
  var audit = PackageAudit(name: path, kind: .file)
  guard fileName(path) != "SHA256SUMS", try FileFacts.of(sums) != nil,
    try FileFacts.of(sums + ".asc") != nil
  else { return audit }
  // The lines that count are those of the bytes that are verified, so they are read once.
  let bytes = try InputFile(sums).contents(limit: 64 << 20)
  guard let line = checksumLines(bytes)?.first(where: { $0.name == fileName(path) }) else {
    return audit
  }
  audit = try auditFile(
    ArraySource(bytes), name: sums,
    signature: try InputFile(sums + ".asc").contents(limit: 1 << 20), keyring: keyring, at: time)
  audit.name = path
  audit.sha256 = try sha256(of: file)
  if hexadecimal(audit.sha256) != line.digest {
    audit.doubt("verify.file-differs", "the file does not have the digest SHA256SUMS states")
  }
  return audit
}

/// Holds the files a checksum file lists against their digests.
private func auditListed(
  by sums: String, _ file: any ByteSource, _ audit: inout PackageAudit
) throws {
  guard file.count <= 64 << 20, let lines = checksumLines(try file.bytes(in: 0..<file.count)) else {
    audit.doubt("verify.malformed-checksums", "a line is not a SHA-256 digest and a name")
    return
  }
  for line in lines {
    guard !line.name.contains("/"), line.name != "..", line.name != "." else {
      audit.doubt("verify.hostile-path", "'\(line.name)' lies outside the directory")
      continue
    }
    let path = directory(of: sums) + line.name
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
