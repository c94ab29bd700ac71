public import Bytes
internal import Cryptography
public import OpenPGP

/// Verifies a file of any kind against a detached signature, armored or binary.
public func auditFile(
  _ source: any ByteSource, name: String, signature: [UInt8], keyring: [Certificate],
  at time: UInt32
) throws -> PackageAudit {
  var audit = PackageAudit(name: name, kind: .file)
  let verifier: SignatureVerifier
  do throws(MalformedInput) { verifier = try SignatureVerifier(file: signature) } catch {
    audit.doubt("verify.malformed-signature", "the detached signature is malformed: \(error)")
    return audit
  }
  let whole = try DigestStream(.sha256)
  var scan = SourceScan()
  unsafe scan.send(0..<source.count) {
    unsafe try whole.update($0)
    unsafe try verifier.update($0)
  }
  try scan.run(over: source)
  audit.sha256 = try whole.current()
  audit.record("detached", verifier.verdict(keyring: keyring, at: time))
  return audit
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
  guard let text = String(validating: text, as: UTF8.self) else { return nil }
  var result: [ChecksumLine] = []
  for line in text.split(separator: "\n") {
    let digest = line.prefix(64)
    let rest = line.dropFirst(64)
    guard digest.utf8.count == 64, Bytes.bytes(hexadecimal: digest) != nil,
      rest.hasPrefix("  ") || rest.hasPrefix(" *")
    else { return nil }
    result.append(ChecksumLine(digest: digest.lowercased(), name: String(rest.dropFirst(2))))
  }
  return result
}
