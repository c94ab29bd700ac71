/// Why a bundle proves nothing.
public struct SigstoreRefusal: Error, Hashable, Sendable {
  /// The first thing that does not hold; each is a diagnostic's code.
  public enum Reason: String, Sendable, CaseIterable {
    /// It is not of its format.
    case malformed = "sigstore.malformed-bundle"
    /// Another version, or what this reader does not verify.
    case unsupported = "sigstore.unsupported-bundle"
    /// The trusted root has no log of this id, with a key that is used here, for that time.
    case unknownLog = "sigstore.unknown-log"
    /// Nobody vouches for when it was signed.
    case noTime = "sigstore.no-time"
    /// A timestamp beside the signature is not one by the root's authorities.
    case badTimestamp = "sigstore.bad-timestamp"
    /// It was signed after the time to judge at.
    case timeToCome = "sigstore.time-to-come"
    /// The log's promise is not over this entry.
    case badPromise = "sigstore.bad-promise"
    /// The entry is not in the tree.
    case notIncluded = "sigstore.not-included"
    /// The log does not vouch for the tree.
    case badCheckpoint = "sigstore.bad-checkpoint"
    /// The certificate was not valid at the time of signing.
    case certificateExpired = "sigstore.certificate-expired"
    /// No authority of the trusted root issued the certificate.
    case untrustedCertificate = "sigstore.untrusted-certificate"
    /// The authority is trusted for another time.
    case authorityExpired = "sigstore.authority-expired"
    /// The certificate is not for signing code.
    case wrongPurpose = "sigstore.wrong-purpose"
    /// No log promised to publish the certificate.
    case noCertificateTimestamp = "sigstore.no-certificate-timestamp"
    /// A log's promise is not over this certificate.
    case badCertificateTimestamp = "sigstore.bad-certificate-timestamp"
    case wrongIdentity = "sigstore.wrong-identity"
    case wrongIssuer = "sigstore.wrong-issuer"
    /// It is about another file.
    case otherFile = "sigstore.other-file"
    case badSignature = "sigstore.bad-signature"
    /// The log has another signature, certificate or digest than the bundle.
    case entryDiffers = "sigstore.entry-differs"
  }

  public var reason: Reason
  /// What was found; with texts of the bundle in it, which may be of any characters.
  public var words: String

  public init(_ reason: Reason, _ words: String) {
    self.reason = reason
    self.words = words
  }
}
