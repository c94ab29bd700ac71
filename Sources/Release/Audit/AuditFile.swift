public import Bytes
internal import Cryptography
public import OpenPGP

/// Verifies a file of any kind against a detached signature, armored or binary.
///
/// `signature` may hold several, by different keys; strangers' are noted and passed over. `stamp`
/// proves when all of them were there.
public func auditFile(
  _ source: any ByteSource, name: String, signature: [UInt8], keyring: [Certificate],
  at time: UInt32, tolerance: KeyTolerance = .none, stamp: SignatureStamp? = nil
) throws -> PackageAudit {
  var audit = PackageAudit(name: name, kind: .file)
  let signatures: SignatureSet
  do throws(MalformedInput) { signatures = try SignatureSet(file: signature) } catch {
    audit.doubt("verify.malformed-signature", "the detached signature is malformed: \(error)")
    return audit
  }
  let whole = try DigestStream(.sha256)
  var scan = SourceScan()
  unsafe scan.send(0..<source.count) {
    unsafe try whole.update($0)
    unsafe try signatures.update($0)
  }
  try scan.run(over: source)
  audit.sha256 = try whole.current()
  try audit.record(
    "detached", signatures, keyring: keyring, at: time, tolerance: tolerance, stamp: stamp)
  return audit
}

/// Verifies a cleartext message; the text is what was signed, `nil` when there is no message.
public func auditMessage(
  _ bytes: [UInt8], name: String, keyring: [Certificate], at time: UInt32,
  tolerance: KeyTolerance = .none, stamp: SignatureStamp? = nil
) throws -> (audit: PackageAudit, text: [UInt8]?) {
  var audit = PackageAudit(name: name, kind: .file)
  audit.sha256 = try digest(.sha256, of: bytes)
  let message: CleartextMessage
  do throws(MalformedInput) { message = try CleartextMessage(parsing: bytes) } catch {
    audit.doubt("verify.malformed-signature", "the signed message is malformed: \(error)")
    return (audit, nil)
  }
  try audit.record(
    "cleartext", try message.signatures(), keyring: keyring, at: time, tolerance: tolerance,
    stamp: stamp)
  return (audit, message.text)
}

/// One line of a `SHA256SUMS` file.
public struct ChecksumLine: Hashable, Sendable {
  /// SHA-256 in hexadecimal.
  public var digest: String
  /// The file's name, as written.
  public var name: String
}

/// The lines of a `SHA256SUMS` file; `nil` when it is not one.
///
/// - SeeAlso: sha256sum(1), the format of `--check`.
public func checksumLines(_ text: [UInt8]) -> [ChecksumLine]? {
  var result: [ChecksumLine] = []
  // Bytes, because what Unicode takes for one character is several to everybody else.
  for line in text.split(separator: UInt8(ascii: "\n")) {
    let digest = String(decoding: line.prefix(64), as: UTF8.self)
    let mark = line.dropFirst(64).prefix(2)
    guard digest.utf8.count == 64, Bytes.bytes(hexadecimal: digest) != nil,
      mark.elementsEqual("  ".utf8) || mark.elementsEqual(" *".utf8), line.count > 66,
      let name = String(validating: line.dropFirst(66), as: UTF8.self)
    else { return nil }
    result.append(ChecksumLine(digest: digest.lowercased(), name: name))
  }
  return result
}
