internal import Attestation
public import Bytes
internal import Cryptography
internal import TransparencyLog

extension SigstoreBundle {
  /// Reads a bundle of version 0.3.
  ///
  /// - Throws: `MalformedInput`: `unsupported` for another version, another proof of who signed
  ///   than one certificate, and another kind of log entry; `duplicate` for a name that stands
  ///   twice. Also for a name that the standard does not know: it could hide another's spelling of
  ///   one it does.
  public init(parsing json: [UInt8]) throws(MalformedInput) {
    let head: Head = try StrictJSON.value(in: json, field: "bundle")
    guard Self.mediaTypes.contains(head.mediaType) else {
      throw MalformedInput(.unsupported, at: 0, field: "mediaType")
    }
    let wire: Wire = try StrictJSON.value(in: json, field: "bundle")
    let strange = try StrictJSON.names(in: json, field: "bundle").subtracting(Self.names)
    if let name = strange.min() {
      throw MalformedInput(.invalidValue, at: 0, field: "bundle, \"\(name)\"")
    }
    let material = wire.verificationMaterial
    guard let certificate = material.certificate, material.publicKey == nil,
      material.x509CertificateChain == nil
    else { throw MalformedInput(.unsupported, at: 0, field: "verificationMaterial") }
    self.certificate = try certificate.parsed(field: "certificate")
    guard material.tlogEntries.count == 1 else {
      throw MalformedInput(.unsupported, at: 0, field: "tlogEntries")
    }
    let logged = material.tlogEntries[0]
    entry = try logged.parsed()
    record = try LoggedRecord(
      parsing: entry.body, kind: logged.kindVersion.kind, version: logged.kindVersion.version)
    content = try wire.content()
    let stamps = material.timestampVerificationData?.rfc3161Timestamps ?? []
    guard stamps.count <= Self.mostTimestamps else {
      throw MalformedInput(.outOfBounds, at: 0, field: "rfc3161Timestamps")
    }
    timestamps = []
    for stamp in stamps {
      timestamps.append(
        try Base64.decoded(eitherAlphabet: stamp.signedTimestamp, field: "signedTimestamp"))
    }
  }

  private static let mediaTypes = [
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
  ]
  /// Each costs public-key operations.
  private static let mostTimestamps = 32
  /// No tree has more levels.
  fileprivate static let mostHashes = 64

  /// Every name that version 0.3 knows.
  private static let names: Set<String> = [
    "algorithm", "canonicalizedBody", "certificate", "certificates", "checkpoint", "digest",
    "dsseEnvelope", "envelope", "hashes", "hint", "inclusionPromise", "inclusionProof",
    "integratedTime", "keyId", "keyid", "kind", "kindVersion", "logId", "logIndex", "mediaType",
    "messageDigest", "messageSignature", "payload", "payloadType", "publicKey", "rawBytes",
    "rfc3161Timestamps", "rootHash", "sig", "signature", "signatures", "signedEntryTimestamp",
    "signedTimestamp", "timestampVerificationData", "tlogEntries", "treeSize",
    "verificationMaterial", "version", "x509CertificateChain",
  ]
}

/// What every version has.
private struct Head: Decodable {
  var mediaType: String
}

/// The bundle as its standard writes it.
private struct Wire: Decodable {
  struct Material: Decodable {
    struct Timestamps: Decodable {
      var rfc3161Timestamps: [Timestamp]?
    }

    struct Timestamp: Decodable {
      var signedTimestamp: String
    }

    var certificate: CertificateWire?
    var publicKey: Anything?
    var x509CertificateChain: Anything?
    var tlogEntries: [Entry]
    var timestampVerificationData: Timestamps?
  }

  struct Entry: Decodable {
    struct KindVersion: Decodable {
      var kind: String
      var version: String
    }

    struct Promise: Decodable {
      var signedEntryTimestamp: String
    }

    struct Checkpoint: Decodable {
      var envelope: String
    }

    struct Proof: Decodable {
      var logIndex: String?
      var rootHash: String
      var treeSize: String
      var hashes: [String]?
      var checkpoint: Checkpoint
    }

    var logIndex: String?
    var logId: LogIDWire
    var kindVersion: KindVersion
    var integratedTime: String?
    var inclusionPromise: Promise?
    var inclusionProof: Proof
    var canonicalizedBody: String
  }

  struct MessageSignature: Decodable {
    var messageDigest: HashOutput?
    var signature: String
  }

  /// Something that is there, whatever it is.
  struct Anything: Decodable {
    init(from decoder: any Decoder) throws {}
  }

  var verificationMaterial: Material
  var messageSignature: MessageSignature?
  var dsseEnvelope: DSSEEnvelope?
}

extension Wire {
  func content() throws(MalformedInput) -> SigstoreBundle.Content {
    switch (messageSignature, dsseEnvelope) {
    case (let message?, nil):
      return .message(
        signature: try Base64.decoded(eitherAlphabet: message.signature, field: "signature"),
        stated: try message.messageDigest?.parsed())
    case (nil, let envelope?):
      guard envelope.signatures.count == 1 else {
        throw MalformedInput(.unsupported, at: 0, field: "signatures")
      }
      return .envelope(envelope)
    default: throw MalformedInput(.invalidValue, at: 0, field: "content")
    }
  }
}

extension Wire.Entry {
  func parsed() throws(MalformedInput) -> SigstoreBundle.Entry {
    var hashes: [[UInt8]] = []
    guard inclusionProof.hashes?.count ?? 0 <= SigstoreBundle.mostHashes else {
      throw MalformedInput(.outOfBounds, at: 0, field: "hashes")
    }
    for hash in inclusionProof.hashes ?? [] {
      hashes.append(try Base64.decoded(eitherAlphabet: hash, field: "hashes"))
    }
    let proof = InclusionProof(
      index: try number(inclusionProof.logIndex ?? "0", field: "logIndex"),
      size: try number(inclusionProof.treeSize, field: "treeSize"), hashes: hashes)
    // A protocol buffer leaves out what is zero, and what is zero is left out.
    let time = try integratedTime.map { (text) throws(MalformedInput) in
      try number(text, field: "integratedTime")
    }
    var promise: [UInt8]?
    if let inclusionPromise {
      promise = try Base64.decoded(
        eitherAlphabet: inclusionPromise.signedEntryTimestamp, field: "signedEntryTimestamp")
    }
    return SigstoreBundle.Entry(
      index: try number(logIndex ?? "0", field: "logIndex"),
      logID: try Base64.decoded(eitherAlphabet: logId.keyId, field: "logId"),
      time: time == 0 ? nil : time.map(Int64.init), promise: promise, proof: proof,
      root: try Base64.decoded(eitherAlphabet: inclusionProof.rootHash, field: "rootHash"),
      checkpoint: inclusionProof.checkpoint.envelope,
      body: try Base64.decoded(eitherAlphabet: canonicalizedBody, field: "canonicalizedBody"))
  }

  /// A number in a string, as protocol buffers write 64 bits; one that JSON can hold exactly.
  private func number(_ text: String, field: String) throws(MalformedInput) -> Int {
    let digits = text.utf8
    guard (1...16).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      digits.first != 0x30 || digits.count == 1, let value = Int(text), value < 1 << 53
    else { throw MalformedInput(.invalidValue, at: 0, field: field) }
    return value
  }
}

extension DigestAlgorithm {
  /// By the name of sigstore_common.proto's `HashAlgorithm`.
  init(sigstore name: String) throws(MalformedInput) {
    switch name {
    case "SHA2_256": self = .sha256
    case "SHA2_384": self = .sha384
    case "SHA2_512": self = .sha512
    default: throw MalformedInput(.unsupported, at: 0, field: "algorithm")
    }
  }
}
