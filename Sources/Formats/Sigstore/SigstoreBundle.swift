public import Attestation
public import Cryptography
public import TransparencyLog

/// A signature with all it takes to verify it without a network: the signer's certificate, and the
/// entry of the log that it was made public in.
///
/// - SeeAlso: `Bundle` in sigstore/protobuf-specs, sigstore_bundle.proto, version 0.3.
public struct SigstoreBundle: Sendable {
  /// What was signed.
  public enum Content: Hashable, Sendable {
    /// A file: the signature over its digest, and what the bundle states that digest to be.
    case message(signature: [UInt8], stated: StatedDigest?)
    /// A payload, in an envelope with one signature.
    case envelope(DSSEEnvelope)
  }

  /// A digest and how it was made.
  public struct StatedDigest: Hashable, Sendable {
    public var algorithm: DigestAlgorithm
    public var bytes: [UInt8]

    public init(_ algorithm: DigestAlgorithm, _ bytes: [UInt8]) {
      self.algorithm = algorithm
      self.bytes = bytes
    }
  }

  /// An entry of a log, `TransparencyLogEntry`.
  public struct Entry: Hashable, Sendable {
    /// The place in all of the log, of which ``proof`` is in one tree.
    public var index: Int
    /// `logId`: which log.
    public var logID: [UInt8]
    /// `integratedTime`: when the log took it, in seconds since the epoch; the promise covers it.
    public var time: Int64?
    /// `inclusionPromise`: the log's signature over the entry, its place and its time.
    public var promise: [UInt8]?
    public var proof: InclusionProof
    /// `rootHash`: what the proof is to lead to.
    public var root: [UInt8]
    /// The signed note that vouches for the root.
    public var checkpoint: String
    /// `canonicalizedBody`: what is in the log.
    public var body: [UInt8]
  }

  /// The signer's.
  public var certificate: X509Certificate
  public var content: Content
  public var entry: Entry
  /// What ``Entry/body`` says.
  var record: LoggedRecord
  /// RFC 3161 timestamps over the signature, each a whole response.
  public var timestamps: [[UInt8]]

  /// The digest by which the signed file is known.
  public var digestAlgorithm: DigestAlgorithm {
    switch content {
    case .message(_, let stated): stated?.algorithm ?? record.digest.algorithm
    case .envelope: .sha256
    }
  }
}
