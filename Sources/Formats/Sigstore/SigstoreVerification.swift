internal import Cryptography

/// What a bundle is held against: whom the user trusts, for what, and when.
public struct SigstoreVerification: Sendable {
  public var root: TrustedRoot
  /// Who must have signed: a mail address, a URI or a user's name, as the certificate spells it.
  public var identity: String
  /// Who must have said that it was them: the issuer of their OpenID Connect token.
  public var issuer: String
  /// The time of judgement, in seconds since the epoch: nothing is good that was signed later.
  public var time: Int64

  public init(root: TrustedRoot, identity: String, issuer: String, time: Int64) {
    self.root = root
    self.identity = identity
    self.issuer = issuer
    self.time = time
  }

  /// A bundle that proves who signed a file, and when.
  public struct Proof: Hashable, Sendable {
    public var identity: String
    public var issuer: String
    /// No later than this it was signed, in seconds since the epoch.
    public var time: Int64
    /// The place in the log.
    public var logIndex: Int
    /// What kind of claim was signed about the file, which is not judged; `nil` for the file itself.
    public var predicateType: String?
  }

  public enum Verdict: Hashable, Sendable {
    case proven(Proof)
    case refused(SigstoreRefusal)
  }

  /// Judges a bundle about a file with this digest, of ``SigstoreBundle/digestAlgorithm``.
  ///
  /// All of it must hold: a time that somebody trusted vouches for; the certificate, by an authority
  /// trusted at that time, for signing code, made public by a log, and of the identity asked for; the
  /// log entry, in a tree that the log vouches for; the signature; and that the entry is of it.
  ///
  /// - SeeAlso: Sigstore Client Specification, section 4 (verification).
  public func verdict(on bundle: SigstoreBundle, fileDigest: [UInt8]) -> Verdict {
    do throws(SigstoreRefusal) {
      let log = try self.log(of: bundle.entry)
      let times = try verifiedTimes(of: bundle, log)
      for time in times { try requireCertificate(bundle.certificate, at: time) }
      try requireIdentity(of: bundle.certificate)
      try requireInclusion(of: bundle.entry, in: log)
      let claim = try bundle.requireSignature(over: fileDigest)
      try bundle.requireSameRecord(fileDigest: fileDigest)
      return .proven(
        Proof(
          identity: identity, issuer: issuer, time: times.min() ?? time,
          logIndex: bundle.entry.index, predicateType: claim))
    } catch { return .refused(error) }
  }
}

/// Runs libcrypto; what it refuses is refused for this reason.
func checked<T>(
  _ reason: SigstoreRefusal.Reason, _ what: String, _ body: () throws(CryptographyError) -> T
) throws(SigstoreRefusal) -> T {
  do throws(CryptographyError) { return try body() } catch {
    throw SigstoreRefusal(reason, "\(what): \(error.reason)")
  }
}
