public import Cryptography

/// Whom a Sigstore instance trusts: its certificate authorities, logs and timestamp authorities,
/// each for a time.
///
/// - SeeAlso: `TrustedRoot` in sigstore/protobuf-specs, sigstore_trustroot.proto.
public struct TrustedRoot: Sendable {
  /// `TimeRange`: both ends included, the last one open when `nil`; milliseconds since the epoch.
  public struct Period: Hashable, Sendable {
    public var start: Int64?
    public var end: Int64?

    public init(start: Int64? = nil, end: Int64? = nil) {
      self.start = start
      self.end = end
    }

    /// Whether it includes a time in seconds since the epoch.
    public func contains(seconds: Int64) -> Bool { contains(milliseconds: seconds * 1000) }

    public func contains(milliseconds: Int64) -> Bool {
      (start.map { $0 <= milliseconds } ?? true) && (end.map { milliseconds <= $0 } ?? true)
    }
  }

  /// `TransparencyLogInstance`: a log of signatures, or of certificates.
  public struct Log: Sendable {
    /// What entries and promises name it by, `logId`.
    public var id: [UInt8]
    /// `nil` for a key of a kind that is not used here: nothing is proven by it.
    public var key: PublicKey?
    public var period: Period

    public init(id: [UInt8], key: PublicKey?, period: Period = Period()) {
      self.id = id
      self.key = key
      self.period = period
    }
  }

  /// An authority over certificates or timestamps, `CertificateAuthority`.
  public struct Authority: Sendable {
    /// From what issues to the anchor.
    public var certificates: [X509Certificate]
    public var period: Period

    public init(certificates: [X509Certificate], period: Period = Period()) {
      self.certificates = certificates
      self.period = period
    }
  }

  /// Who certifies signers: Fulcio.
  public var certificateAuthorities: [Authority]
  /// What signatures are logged in: Rekor.
  public var logs: [Log]
  /// What certificates are logged in.
  public var certificateLogs: [Log]
  public var timestampAuthorities: [Authority]

  public init(
    certificateAuthorities: [Authority], logs: [Log], certificateLogs: [Log],
    timestampAuthorities: [Authority] = []
  ) {
    self.certificateAuthorities = certificateAuthorities
    self.logs = logs
    self.certificateLogs = certificateLogs
    self.timestampAuthorities = timestampAuthorities
  }
}
