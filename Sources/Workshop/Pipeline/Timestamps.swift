internal import Audit
internal import Bytes
internal import Cryptography
internal import Debian
internal import Diagnostics
internal import OpenPGP
internal import RPM
internal import Workspace

/// Writes `FILE.tsq` for every file: what a timestamp authority is asked about its signature.
///
/// It goes to the authority by any way there is, such as `curl`; nothing here uses a network.
public func requestTimestamps(_ files: [String]) throws {
  for path in files {
    let request = try timestampRequest(over: try timestampedBytes(of: path))
    let output = SignedOutput(name: "\(baseName(path)).tsq", bytes: request)
    try requireOther([output], beside: path, than: files)
    try publish([output], beside: path)
  }
}

/// Proves an authority's answer about a signature, and keeps it as `FILE.tsr`.
///
/// Returns the time it proves, as text.
public func attachTimestamp(
  _ response: String, to path: String, authorities: [String]
) throws -> String {
  let bytes = try InputFile(response).contents(limit: 1 << 20)
  let time = try provenTime(bytes, response, of: path, authorities)
  let output = SignedOutput(name: "\(baseName(path)).tsr", bytes: bytes)
  // The answer may lie there already; it stays as it is.
  try requireOther([output], beside: path, than: [path] + authorities)
  try publish([output], beside: path)
  return time
}

/// Proves `FILE.tsr` of every file; returns the times, one line each.
public func verifyTimestamps(_ files: [String], authorities: [String]) throws -> String {
  try files.map { path in
    let bytes = try InputFile("\(path).tsr").contents(limit: 1 << 20)
    return "\(printable(path)): signed no later than "
      + "\(try provenTime(bytes, "\(path).tsr", of: path, authorities))\n"
  }.joined()
}

private func provenTime(
  _ response: [UInt8], _ name: String, of path: String, _ authorities: [String]
) throws -> String {
  let certificates = try loadCertificates(authorities)
  let signed = try timestampedBytes(of: path)
  do throws(CryptographyError) {
    let time = try TimestampResponse(der: response).provenTime(
      of: signed, authorities: certificates, at: currentTime())
    return CivilTime(secondsSinceEpoch: Int64(time)).rfc3339
  } catch {
    throw Diagnostic(
      "timestamp.unproven", "'\(name)' proves no time for '\(path)': \(error.reason)",
      hint: "give the answer to this file's own request, and the authority's certificate",
      exit: .findings)
  }
}

/// What is timestamped: the signature and not the document, for it is the signature's age that a
/// verifier has to know.
///
/// Of an OpenPGP signature file, a message or a package the packets, so that armor does not
/// matter; of any other file all of it.
func timestampedBytes(of path: String) throws -> [UInt8] {
  let file = try InputFile(path)
  if let packet = try packageSignature(file) { return packet }
  let bytes = try file.contents(limit: textLimit)
  do throws(MalformedInput) {
    if bytes.starts(with: CleartextMessage.head.utf8) {
      return try CleartextMessage(parsing: bytes).signature
    }
    if bytes.starts(with: "-----BEGIN PGP SIGNATURE-----".utf8) {
      return try Armor.only(.signature, in: bytes)
    }
  } catch {
    throw Diagnostic(
      "timestamp.no-signature", "'\(path)' is no sound signature: \(error)",
      hint: "name a signature file, or a signed package")
  }
  return bytes
}

/// The first signature of a package; `nil` for what is none.
func packageSignature(_ file: any ByteSource) throws -> [UInt8]? {
  let packet: [UInt8]?
  switch try kind(of: file) {
  case .file: return nil
  case .rpm:
    do throws(RPMReadFailure) {
      packet = try RPMPackage.read(from: file).signatures.first?.packet
    } catch { throw error.diagnostic }
  case .deb:
    do throws(WindowFailure<MalformedInput>) {
      let signature = try DebianPackage.read(from: file).signatures.first
      packet = try signature.map { found throws(WindowFailure<MalformedInput>) in
        do throws(MalformedInput) { return try found.packet() } catch { throw .body(error) }
      }
    } catch {
      switch error {
      case .source(let error): throw error
      case .body(let error):
        throw Diagnostic(
          "timestamp.no-signature", "the package cannot be read: \(error)",
          hint: "name a signature file, or a signed package")
      }
    }
  }
  guard let packet else {
    throw Diagnostic(
      "timestamp.no-signature", "the package is not signed", hint: "sign it first: 'pkg sign'")
  }
  return packet
}
