public import Attestation
public import Bytes
public import Cryptography
internal import Diagnostics
public import Minisign
public import SSH

/// A key that DSSE envelopes are trusted by, with the name it goes under.
public struct NamedKey: Sendable {
  public var key: PublicKey
  public var name: String

  public init(key: PublicKey, name: String) {
    self.key = key
    self.name = name
  }
}

/// Verifies a file against an SSH signature, by who may sign for `namespace` at `time`.
public func auditSSH(
  _ source: any ByteSource, name: String, signature: [UInt8], allowed: AllowedSigners,
  namespace: String, identity: String?, at time: UInt32
) throws -> PackageAudit {
  var audit = PackageAudit(name: name, kind: .file)
  let parsed: SSHSignature
  do throws(MalformedInput) { parsed = try SSHSignature(file: signature) } catch {
    audit.doubt("verify.malformed-signature", "the SSH signature is malformed: \(error)")
    return audit
  }
  let whole = try DigestStream(.sha256)
  let message = try DigestStream(parsed.hash.digest)
  var scan = SourceScan()
  unsafe scan.send(0..<source.count) {
    unsafe try whole.update($0)
    unsafe try message.update($0)
  }
  try scan.run(over: source)
  audit.sha256 = try whole.current()
  var found = OtherSignature(place: "ssh", signer: try parsed.publicKey.fingerprint())
  let entries = allowed.entries(
    for: parsed.publicKey, namespace: namespace, identity: identity, at: time)
  if let entry = entries.first { found.name = identity ?? entry.principals }
  if parsed.namespace != namespace {
    found.problem = "made for '\(parsed.namespace)', not for '\(namespace)'"
  } else if entries.isEmpty {
    found.problem = "made by the key \(found.signer), which may not sign here"
  } else if try !parsed.verifies(digest: try message.current()) {
    found.problem = "the signature does not match the bytes"
  } else {
    found.key = try PublicKey(parsed.publicKey.components).identifier()
  }
  audit.record(found, isUnknown: entries.isEmpty && parsed.namespace == namespace)
  return audit
}

/// Verifies a file against a minisign signature.
public func auditMinisign(
  _ source: any ByteSource, name: String, signature: [UInt8], keys: [MinisignPublicKey]
) throws -> PackageAudit {
  var audit = PackageAudit(name: name, kind: .file)
  let parsed: MinisignSignature
  do throws(MalformedInput) { parsed = try MinisignSignature(file: signature) } catch {
    audit.doubt("verify.malformed-signature", "the minisign signature is malformed: \(error)")
    return audit
  }
  let whole = try DigestStream(.sha256)
  let message = try DigestStream.blake2b()
  var scan = SourceScan()
  unsafe scan.send(0..<source.count) {
    unsafe try whole.update($0)
    unsafe try message.update($0)
  }
  try scan.run(over: source)
  audit.sha256 = try whole.current()
  var found = OtherSignature(
    place: "minisign", signer: hexadecimal(parsed.keyID.reversed()).uppercased(),
    name: String(decoding: parsed.trustedComment, as: UTF8.self))
  var isUnknown = false
  switch try parsed.verdict(digest: try message.current(), keys: keys) {
  case .good(let index):
    found.key = try PublicKey(.ed25519(keys[index].point)).identifier()
  case .unknownKey(let identifier):
    found.problem = "made by the unknown key \(identifier)"
    isUnknown = true
  case .badSignature: found.problem = "the signature does not match the bytes"
  case .badComment: found.problem = "the trusted comment is not the one that was signed"
  case .legacy: found.problem = "a legacy signature, made before minisign 0.8 or by signify"
  }
  audit.record(found, isUnknown: isUnknown)
  return audit
}

/// Verifies the DSSE envelopes of a file, each by one of the keys at least.
///
/// Returns the statements in those that hold one. The file has an envelope in each line, or is one.
public func auditEnvelopes(
  _ bytes: [UInt8], name: String, keys: [NamedKey], isOne: Bool = false
) throws -> (audit: PackageAudit, statements: [StatementHeader]) {
  var audit = PackageAudit(name: name, kind: .file)
  audit.sha256 = try digest(.sha256, of: bytes)
  let envelopes: [DSSEEnvelope]
  do throws(MalformedInput) {
    envelopes =
      isOne ? [try DSSEEnvelope(parsing: bytes)] : try DSSEEnvelope.lines(parsing: bytes)
  } catch {
    audit.doubt("verify.malformed-signature", "the DSSE envelope is malformed: \(error)")
    return (audit, [])
  }
  var statements: [StatementHeader] = []
  for envelope in envelopes {
    let verdict = try envelope.verdict(keys: keys.map(\.key))
    for signer in verdict.signers {
      let identifier = try keys[signer].key.identifier()
      var found = OtherSignature(place: "dsse", signer: identifier, name: keys[signer].name)
      found.key = identifier
      audit.record(found)
    }
    for stranger in verdict.contradicted {
      audit.record(
        OtherSignature(
          place: "dsse", signer: stranger, problem: "the signature does not match the payload"))
    }
    if verdict.signers.isEmpty {
      for stranger in verdict.unknown {
        audit.record(
          OtherSignature(
            place: "dsse", signer: stranger,
            problem: "made by the unknown key '\(stranger)', or the signature is not its"),
          isUnknown: true)
      }
    }
    guard envelope.payloadType == StatementHeader.payloadType else { continue }
    do throws(MalformedInput) {
      statements.append(try StatementHeader(parsing: envelope.payload))
    } catch {
      audit.doubt("verify.malformed-statement", "the in-toto statement is malformed: \(error)")
    }
  }
  return (audit, statements)
}
