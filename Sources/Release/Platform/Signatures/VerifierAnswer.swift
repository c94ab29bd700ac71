/// What a verifier makes of one property of a key, signature or package.
public enum VerifierAnswer: String, Hashable, Sendable, CaseIterable {
  case accepts = "ok"
  /// Accepted although it should not be.
  case acceptsWrongly = "ok!"
  /// The certificate is not imported, so that there is no key.
  case refusesKey = "key"
  case findsNoKey = "nokey"
  /// debsig-verify looks for a policy under the name of the signing key.
  case findsNoPolicy = "policy"
  case callsBad = "bad"
  case distrusts = "trust"
  case findsNoSignature = "none"
  /// The package cannot be read.
  case cannotRead = "broken"
  /// Refused, in words nobody wrote down.
  case refuses = "no"

  /// Whether the verifier goes on as if nothing were wrong.
  public var isAcceptance: Bool { self == .accepts || self == .acceptsWrongly }

  /// What it does, as the end of a sentence whose subject is the verifier.
  public var words: String {
    switch self {
    case .accepts: "accepts it"
    case .acceptsWrongly: "accepts it, though it should not"
    case .refusesKey: "does not import the key"
    case .findsNoKey: "finds no key (NOKEY)"
    case .findsNoPolicy: "finds no policy for the key"
    case .callsBad: "calls the signature bad (BAD)"
    case .distrusts: "does not trust the signature (NOTTRUSTED)"
    case .findsNoSignature: "says that it is not signed"
    case .cannotRead: "cannot read the package"
    case .refuses: "refuses it"
    }
  }
}
