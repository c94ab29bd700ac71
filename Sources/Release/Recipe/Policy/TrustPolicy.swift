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
    /// Of the primary key, 40 or 64 upper-case hexadecimal digits.
    public var fingerprint: String
    /// The file that holds its certificate, as written.
    public var certificate: Located<String>?
    /// Seconds since the epoch.
    public var notBefore: Int64?
    /// Seconds since the epoch; the moment itself is too late.
    public var notAfter: Int64?
    public var location: SpecLocation

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
    /// `nil` when nobody need agree.
    public var approvals: Quorum?
    public var location: SpecLocation
  }

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
