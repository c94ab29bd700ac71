internal import OpenPGP

/// What `pkg verify` lets pass that it refuses unless told otherwise.
///
/// A policy makes no exceptions: what it counts are sound signatures.
public struct VerifyExceptions: Hashable, Sendable {
  /// Whether OpenPGP signatures by keys that may not sign count, with a warning.
  ///
  /// The signature itself is judged as ever, and no key counts that is revoked: see
  /// `KeyProblem.isForgivable`. It says nothing of signatures in other forms.
  public var weakKeys = false
  /// Whether a file without any signature is judged by the rest, and is then undecided.
  public var unsigned = false

  public init(weakKeys: Bool = false, unsigned: Bool = false) {
    self.weakKeys = weakKeys
    self.unsigned = unsigned
  }

  var isEmpty: Bool { !weakKeys && !unsigned }

  var tolerance: KeyTolerance { weakKeys ? .weak : .none }
}
