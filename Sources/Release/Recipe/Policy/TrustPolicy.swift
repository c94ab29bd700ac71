public import Diagnostics

/// Who may sign what, and how many of them it takes.
///
/// Keys are named by whole fingerprints: a file of certificates only brings the bytes of a key that
/// the policy already names.
public struct TrustPolicy: Hashable, Sendable {
  /// What a rule can be about.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case rpm, deb
    /// Anything that is no package.
    case file
  }

  /// A key the policy knows.
  public struct Key: Hashable, Sendable {
    /// The policy's own name for it.
    public var name: String
    /// Of an OpenPGP certificate's primary key, 40 or 64 upper-case hexadecimal digits; of a key
    /// without a certificate `SHA256:` and 64 lower-case ones, over its `SubjectPublicKeyInfo`.
    public var fingerprint: String
    /// The file that holds its certificate, as written.
    public var certificate: Located<String>?
    /// The file that holds a key without a certificate, as written.
    public var publicKey: Located<String>?
    /// Seconds since the epoch.
    public var notBefore: Int64?
    /// Seconds since the epoch; the moment itself is too late.
    public var notAfter: Int64?
    public var location: SpecLocation

    /// Whether it is an OpenPGP certificate's.
    public var isCertificate: Bool { !fingerprint.hasPrefix(TrustPolicy.keyPrefix) }

    /// Whether the policy believes the key at `time`, in seconds since the epoch.
    public func isTrusted(at time: Int64) -> Bool {
      time >= notBefore ?? .min && time < notAfter ?? .max
    }
  }

  /// So many of these keys.
  public struct Quorum: Hashable, Sendable {
    /// Names of keys, each once.
    public var keys: [String]
    /// At least 1, at most the number of keys.
    public var threshold: Int
  }

  /// What must hold of artefacts it fits.
  public struct Rule: Hashable, Sendable {
    public var name: String
    /// Empty for any.
    public var names: [GlobPattern]
    /// Empty for any.
    public var versions: [GlobPattern]
    public var kinds: Set<Kind>
    public var signers: Quorum
    /// Types of in-toto predicates that count as signatures of the artefact they are about.
    public var statements: Set<String>
    /// `nil` when nobody need agree.
    public var approvals: Quorum?
    /// When approvals are asked for.
    public var approvalMoments: Set<Moment>
    /// The releases it may be signed for, by name or alias; empty for any.
    public var targets: [Located<String>]
    /// When it may be signed; `nil` for always.
    public var hours: SigningHours?
    public var location: SpecLocation
  }

  /// When a rule asks for approvals.
  public enum Moment: String, Hashable, Sendable, CaseIterable { case sign, verify }

  /// What the fingerprint of a key without a certificate begins with.
  public static let keyPrefix = "SHA256:"

  /// In the file's order; no two have the same fingerprint.
  public var keys: [Key]
  /// In the file's order; at least one.
  public var rules: [Rule]

  /// The key called `name`.
  public subscript(name: String) -> Key? { keys.first { $0.name == name } }

  /// The key with this fingerprint, in upper-case hexadecimal.
  public func key(fingerprint: String) -> Key? { keys.first { $0.fingerprint == fingerprint } }

  /// The first rule for an artefact; `nil` when there is none, and then nothing may sign it.
  ///
  /// `version` is `nil` for what has none; a rule that names versions is not for it.
  public func rule(for kind: Kind, name: String, version: String?) -> Rule? {
    rules.first { rule in
      guard rule.kinds.contains(kind) else { return false }
      guard rule.names.isEmpty || rule.names.contains(where: { $0.matches(name) }) else {
        return false
      }
      return rule.versions.isEmpty
        || version.map { version in rule.versions.contains { $0.matches(version) } } ?? false
    }
  }
}
