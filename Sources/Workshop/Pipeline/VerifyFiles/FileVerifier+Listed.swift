internal import Attestation
internal import Audit
internal import Bytes
internal import Cryptography
internal import Diagnostics
internal import Workspace

extension FileVerifier {
  /// Verifies a file of DSSE envelopes, and what their statements are about.
  ///
  /// A subject that is beside it must have the digest stated. `FILE.intoto.jsonl` must be about
  /// FILE, when that is there.
  func auditStatements(_ path: String, _ file: any ByteSource) throws -> PackageAudit {
    let bytes = try file.bytes(in: 0..<min(file.count, textLimit))
    var (audit, statements) = try auditEnvelopes(
      bytes, name: path, keys: trusted.envelopeKeys)
    let subjects = statements.flatMap(\.subjects)
    for subject in subjects {
      guard let stated = subject.sha256, isContainedPath(subject.name) else { continue }
      try audit.check(
        [ListedFile(path: subject.name, algorithm: .sha256, digest: stated)], besides: path)
    }
    let about = String(path.dropLast(".intoto.jsonl".utf8.count))
    if !statements.isEmpty, try FileFacts.of(about)?.kind == .file {
      let digest = hexadecimal(try sha256(of: try InputFile(about)))
      if !subjects.contains(where: { $0.sha256 == digest }) {
        audit.doubt("verify.not-the-subject", "no statement is about '\(about)' as it is")
      }
    }
    return audit
  }

  /// Verifies a file by its line in a signed `SHA256SUMS` beside it.
  ///
  /// What lists other files is held against them, whoever signed it.
  func auditAsListed(_ path: String, _ file: any ByteSource) throws -> PackageAudit {
    var audit = try auditLine(of: path, file)
    try judgeContents(of: path, file, &audit)
    return audit
  }

  private func auditLine(of path: String, _ file: any ByteSource) throws -> PackageAudit {
    let sums = directory(of: path) + "SHA256SUMS"
    var audit = PackageAudit(name: path, kind: .file)
    audit.sha256 = try sha256(of: file)
    guard baseName(path) != "SHA256SUMS", try FileFacts.of(sums) != nil else { return audit }
    // The lines that count are those of the bytes that are verified, so they are read once.
    let bytes = try InputFile(sums).contents(limit: textLimit)
    let lines = checksumLines(bytes)?.filter { $0.name == baseName(path) } ?? []
    guard !lines.isEmpty else { return audit }
    // A file that is listed twice has to be both.
    let isListed = lines.allSatisfy { $0.digest == hexadecimal(audit.sha256) }
    for suffix in Self.allSuffixes where try FileFacts.of(sums + suffix) != nil {
      let signature = Signature(
        path: sums + suffix, bytes: try InputFile(sums + suffix).contents(limit: textLimit))
      guard hasTrust(signature) else {
        audit.hasUncountedSignature = true
        continue
      }
      let digest = audit.sha256
      audit = try self.audit(sums, ArraySource(bytes), by: signature)
      audit.name = path
      audit.sha256 = digest
      if !isListed { audit.doubtListing() }
      return audit
    }
    // Nobody vouches for the line either, and still it is no unsigned file that holds.
    if exceptions.unsigned, !isListed { audit.doubtListing() }
    return audit
  }
}

extension PackageAudit {
  /// Holds the files a checksum file lists against their digests; all of them must be there, unless
  /// the list need not be whole.
  mutating func checkSums(_ text: [UInt8], besides path: String, isWhole: Bool = true) throws {
    guard let lines = checksumLines(text) else {
      doubt("verify.malformed-checksums", "a line is not a SHA-256 digest and a name")
      return
    }
    for line in lines {
      guard !line.name.contains("/"), isContainedPath(line.name) else {
        doubt("verify.hostile-path", "'\(line.name)' lies outside the directory")
        continue
      }
      guard try FileFacts.of(directory(of: path) + line.name) != nil else {
        if isWhole { doubt("verify.missing-file", "'\(line.name)' is listed but not there") }
        continue
      }
      try check(
        [ListedFile(path: line.name, algorithm: .sha256, digest: line.digest)], besides: path)
    }
  }

  /// Holds files that an index lists, and that are there, against their digests and sizes.
  ///
  /// An archive's indexes come in several compressions, of which a mirror may keep one.
  mutating func check(_ listed: [ListedFile], besides path: String) throws {
    for entry in listed {
      let place = directory(of: path) + entry.path
      guard let facts = try FileFacts.of(place) else { continue }
      guard facts.kind == .file else {
        // What has no digest of its own cannot be what is listed.
        doubt("verify.file-differs", "'\(entry.path)' is no regular file")
        continue
      }
      let file = try InputFile(place)
      let stream = try DigestStream(entry.algorithm)
      do throws(WindowFailure<CryptographyError>) {
        try unsafe file.forEachWindow(in: 0..<file.count) { bytes throws(CryptographyError) in
          unsafe try stream.update(bytes)
        }
      } catch {
        switch error {
        case .source(let error): throw error
        case .body(let error): throw error
        }
      }
      if hexadecimal(try stream.current()) != entry.digest
        || entry.size.map({ $0 != file.count }) ?? false
      {
        doubt("verify.file-differs", "'\(entry.path)' does not have the digest and size stated")
      }
    }
  }
}

extension PackageAudit {
  fileprivate mutating func doubtListing() {
    doubt("verify.file-differs", "the file does not have the digest SHA256SUMS states")
  }
}

/// Up to and with the last slash; empty without one.
func directory(of path: String) -> String {
  path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
}
