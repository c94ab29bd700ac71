internal import Bytes
internal import Cryptography

extension LoggedRecord {
  init(_ spec: HashedRekord) throws(MalformedInput) {
    self.init(
      subject: .signed, digest: try spec.data.hash.parsed(),
      signatures: [
        Signature(
          bytes: try base64(spec.signature.content, field: "signature"),
          certificate: try certificate(pem: spec.signature.publicKey.content))
      ])
  }

  init(_ spec: LoggedEnvelope) throws(MalformedInput) {
    var signatures: [Signature] = []
    for signature in spec.signatures {
      signatures.append(
        Signature(
          bytes: try base64(signature.signature, field: "signature"),
          certificate: try certificate(pem: signature.verifier)))
    }
    self.init(subject: .payload, digest: try spec.payloadHash.parsed(), signatures: signatures)
  }

  init(_ spec: HashedRekord2) throws(MalformedInput) {
    let record = spec.hashedRekordV002
    self.init(
      subject: .signed, digest: try record.data.parsed(),
      signatures: [try record.signature.parsed()])
  }

  init(_ spec: LoggedEnvelope2) throws(MalformedInput) {
    var signatures: [Signature] = []
    for signature in spec.dsseV002.signatures { signatures.append(try signature.parsed()) }
    self.init(
      subject: .payload, digest: try spec.dsseV002.payloadHash.parsed(), signatures: signatures)
  }
}

private func base64(_ text: String, field: String) throws(MalformedInput) -> [UInt8] {
  try Base64.decoded(eitherAlphabet: text, field: field)
}

/// The one certificate of a PEM file in base 64, as DER.
private func certificate(pem text: String) throws(MalformedInput) -> [UInt8] {
  let blocks = try PEM.blocks(in: try base64(text, field: "publicKey"))
  guard blocks.count == 1, blocks[0].label == "CERTIFICATE" else {
    throw MalformedInput(.unsupported, at: 0, field: "publicKey")
  }
  return blocks[0].contents
}

/// `spec` of `hashedrekord` 0.0.1.
struct HashedRekord: Decodable {
  struct Data: Decodable {
    var hash: Hash
  }

  struct Hash: Decodable {
    var algorithm: String
    var value: String

    func parsed() throws(MalformedInput) -> SigstoreBundle.StatedDigest {
      guard let algorithm = DigestAlgorithm(rawValue: algorithm),
        algorithm != .md5, algorithm != .sha1
      else { throw MalformedInput(.unsupported, at: 0, field: "algorithm") }
      guard let bytes = bytes(hexadecimal: value), bytes.count == algorithm.byteCount else {
        throw MalformedInput(.invalidValue, at: 0, field: "hash")
      }
      return SigstoreBundle.StatedDigest(algorithm, bytes)
    }
  }

  struct Key: Decodable {
    var content: String
  }

  struct Signature: Decodable {
    var content: String
    var publicKey: Key
  }

  var data: Data
  var signature: Signature
}

/// `spec` of `dsse` 0.0.1.
struct LoggedEnvelope: Decodable {
  struct Signature: Decodable {
    var signature: String
    var verifier: String
  }

  var payloadHash: HashedRekord.Hash
  var signatures: [Signature]
}

/// `HashOutput` of Sigstore's `sigstore_common.proto`.
struct HashOutput: Decodable {
  var algorithm: String
  var digest: String

  func parsed() throws(MalformedInput) -> SigstoreBundle.StatedDigest {
    SigstoreBundle.StatedDigest(
      try DigestAlgorithm(sigstore: algorithm), try base64(digest, field: "digest"))
  }
}

/// `spec` of `hashedrekord` 0.0.2.
struct HashedRekord2: Decodable {
  struct Verifier: Decodable {
    var x509Certificate: CertificateWire
  }

  struct Signature: Decodable {
    var content: String
    var verifier: Verifier

    func parsed() throws(MalformedInput) -> LoggedRecord.Signature {
      LoggedRecord.Signature(
        bytes: try base64(content, field: "signature"),
        certificate: try base64(verifier.x509Certificate.rawBytes, field: "verifier"))
    }
  }

  struct Record: Decodable {
    var data: HashOutput
    var signature: Signature
  }

  var hashedRekordV002: Record
}

/// `spec` of `dsse` 0.0.2.
struct LoggedEnvelope2: Decodable {
  struct Record: Decodable {
    var payloadHash: HashOutput
    var signatures: [HashedRekord2.Signature]
  }

  var dsseV002: Record
}
