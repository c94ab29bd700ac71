public import Bytes
internal import Cryptography
public import Diagnostics

/// The digests of a payload that was just read from the package's own file.
///
/// A writer reads its payload back for the MD5 that the signature header holds; with the SHA-256
/// of the same pass, verifying need not read it again.
public struct RPMPayloadReading: Hashable, Sendable {
  /// Over the main header's bytes and the payload's.
  public var packageMD5: [UInt8]
  /// Over the payload's bytes.
  public var sha256: [UInt8]

  public init(packageMD5: [UInt8], sha256: [UInt8]) {
    self.packageMD5 = packageMD5
    self.sha256 = sha256
  }
}

extension RPMPackage {
  /// Holds every digest and size of the package against its bytes.
  ///
  /// Reads the payload once, a window at a time. Digests prove integrity, not
  /// origin: whoever changes a package can mend them all. What can only be seen
  /// in the decompressed payload is for ``checkUncompressedPayload(sha256:size:)``.
  ///
  /// - Parameters:
  ///   - source: the package ``read(from:)`` read.
  ///   - reading: what a pass over the payload in `source` gave; `nil` makes one.
  /// - Returns: errors with exit status `findings` for what does not match, warnings
  ///   for what could not be checked; empty when all holds.
  /// - Throws: `rpm.unreadable`, `rpm.digest-unavailable` when SHA-256 is not offered.
  public func verifyDigests(
    _ source: some ByteSource, reading: RPMPayloadReading? = nil
  ) throws(Diagnostic) -> [Diagnostic] {
    try findings(PayloadDigests(of: self, from: source, reading: reading), source)
  }

  /// Holds every digest and size of the package against its bytes, the payload's already taken.
  ///
  /// - Parameters:
  ///   - payload: fed with every byte of ``payloadRange``.
  ///   - source: the package; of the payload only the first bytes are read.
  /// - Returns: as ``verifyDigests(_:reading:)``.
  /// - Throws: as ``verifyDigests(_:reading:)``.
  public func verifyDigests(
    _ payload: RPMPayloadDigester, _ source: some ByteSource
  ) throws(Diagnostic) -> [Diagnostic] {
    try findings(payload.digests(), source)
  }

  private func findings(
    _ payload: PayloadDigests, _ source: some ByteSource
  ) throws(Diagnostic) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    let bytes = header.serialized()
    for (tag, algorithm) in [(RPMTag.headerSHA256, DigestAlgorithm.sha256), (.headerSHA1, .sha1)] {
      guard let stated = signatureHeader.string(tag) else { continue }
      if stated != hexadecimal(try digestOrDiagnostic(algorithm, of: bytes)) {
        findings.append(mismatch("rpm.header-digest", "main header", "\(algorithm.rawValue)"))
      }
    }
    if let stated = signatureHeader.integer(.signatureLongSize)
      ?? signatureHeader.integer(.signatureSize),
      stated != UInt64(headerRange.count + payloadRange.count)
    {
      findings.append(
        Diagnostic(
          "rpm.wrong-size",
          "header and payload are \(headerRange.count + payloadRange.count) bytes, not \(stated)",
          exit: .findings))
    }
    findings += payload.notComputed
    if let computed = payload.packageMD5, computed != signatureHeader.bytes(.packageMD5) {
      findings.append(mismatch("rpm.package-digest", "package", "md5"))
    }
    for one in payload.payload where !one.stated.isEmpty && one.stated != one.computed {
      findings.append(mismatch("rpm.payload-digest", "payload", "header's"))
    }
    if header.string(.payloadCompressor) == nil,
      let plain = payload.payload.first(where: { $0.algorithm == .sha256 })?.computed
    {
      // Without a compressor rpm takes the payload for gzip's, or for plain if it is not.
      let start = try prefix(of: source)
      if start == Array("0707".utf8) {
        findings += checkUncompressedPayload(sha256: plain, size: payloadRange.count)
      }
    }
    return findings
  }

  /// Holds what the package says of its decompressed payload against the facts.
  ///
  /// - Parameters:
  ///   - sha256: of the archive, in hexadecimal.
  ///   - size: its bytes.
  /// - Returns: errors with exit status `findings`; empty when all holds.
  public func checkUncompressedPayload(sha256: String, size: Int) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if header.integer(.payloadDigestAlgorithm) ?? 8 == 8,
      let stated = header.string(.payloadDigestAlternative), stated != sha256
    {
      findings.append(mismatch("rpm.payload-digest", "decompressed payload", "header's"))
    }
    if let stated = statedUncompressedSize, stated != UInt64(exactly: size) {
      findings.append(
        Diagnostic(
          "rpm.wrong-size", "the decompressed payload is \(size) bytes, not \(stated)",
          exit: .findings))
    }
    return findings
  }

  private func prefix(of source: some ByteSource) throws(Diagnostic) -> [UInt8] {
    let start = payloadRange.lowerBound
    do throws(SourceFailure) {
      return try source.bytes(in: start..<min(start + 4, payloadRange.upperBound))
    } catch { throw error.diagnostic }
  }

  private func mismatch(_ code: String, _ what: String, _ digest: String) -> Diagnostic {
    Diagnostic(
      code, "the \(what) does not match its \(digest) digest",
      hint: "the package was damaged or changed; fetch it anew", exit: .findings)
  }
}
