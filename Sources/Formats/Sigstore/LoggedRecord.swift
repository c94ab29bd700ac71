internal import Attestation
internal import Bytes
internal import Cryptography

/// What a log keeps of a signature: the body of an entry.
///
/// - SeeAlso: sigstore/rekor, pkg/types/hashedrekord and pkg/types/dsse, version 0.0.1;
///   rekor-tiles' `HashedRekordLogEntryV002` and `DSSELogEntryV002`.
struct LoggedRecord: Sendable {
  /// What ``digest`` is of.
  enum Subject: Hashable, Sendable {
    /// Of what was signed: the file, or an envelope's encoding.
    case signed
    /// Of an envelope's payload.
    case payload
  }

  /// A signature, and the certificate it is verified with.
  struct Signature: Hashable, Sendable {
    var bytes: [UInt8]
    /// DER.
    var certificate: [UInt8]
  }

  var subject: Subject
  var digest: SigstoreBundle.StatedDigest
  var signatures: [Signature]

  /// Reads a body of the kind and version the entry states, which it must state itself.
  init(parsing json: [UInt8], kind: String, version: String) throws(MalformedInput) {
    let stated: Head = try StrictJSON.value(in: json, field: "canonicalizedBody")
    guard stated.kind == kind, stated.apiVersion == version else {
      throw MalformedInput(.invalidValue, at: 0, field: "kindVersion")
    }
    switch (kind, version) {
    case ("hashedrekord", "0.0.1"):
      try self.init(try Self.specification(in: json) as HashedRekord)
    case ("dsse", "0.0.1"): try self.init(try Self.specification(in: json) as LoggedEnvelope)
    case ("hashedrekord", "0.0.2"):
      try self.init(try Self.specification(in: json) as HashedRekord2)
    case ("dsse", "0.0.2"): try self.init(try Self.specification(in: json) as LoggedEnvelope2)
    default: throw MalformedInput(.unsupported, at: 0, field: "kindVersion")
    }
  }

  init(subject: Subject, digest: SigstoreBundle.StatedDigest, signatures: [Signature]) {
    self.subject = subject
    self.digest = digest
    self.signatures = signatures
  }

  private static func specification<T: Decodable>(
    in json: [UInt8]
  ) throws(MalformedInput) -> T {
    let body: Body<T> = try StrictJSON.value(in: json, field: "canonicalizedBody")
    return body.spec
  }
}

private struct Head: Decodable {
  var apiVersion: String
  var kind: String
}

private struct Body<T: Decodable>: Decodable {
  var spec: T
}
