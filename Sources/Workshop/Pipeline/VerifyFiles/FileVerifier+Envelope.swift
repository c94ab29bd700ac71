internal import Attestation
internal import Audit
internal import Bytes
internal import Diagnostics
internal import Workspace

extension FileVerifier {
  /// What a DSSE envelope around anything but an in-toto statement is called.
  static let envelopeSuffix = ".dsse.json"

  /// Verifies a file that is one DSSE envelope.
  ///
  /// `FILE.dsse.json` must hold FILE, when that is there.
  func auditEnvelope(_ path: String, _ file: any ByteSource) throws -> PackageAudit {
    let bytes = try file.bytes(in: 0..<min(file.count, textLimit))
    var audit = try auditEnvelopes(
      bytes, name: path, keys: trusted.envelopeKeys, isOne: true
    ).audit
    let held = String(path.dropLast(Self.envelopeSuffix.utf8.count))
    // What cannot be read was a doubt already.
    guard let envelope = try? DSSEEnvelope(parsing: bytes),
      try FileFacts.of(held)?.kind == .file
    else { return audit }
    let contents = try InputFile(held)
    let isSame =
      try contents.count == envelope.payload.count
      && contents.bytes(in: 0..<contents.count) == envelope.payload
    if !isSame { audit.doubt("verify.file-differs", "the payload is not '\(held)' as it is") }
    return audit
  }
}
