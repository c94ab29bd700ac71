internal import Diagnostics

/// What must hold before anything is signed, and where it is written down.
public struct SigningTerms: Hashable, Sendable {
  /// The releases the files are for, by name or alias.
  public var targets: [String]
  /// A file with more releases.
  public var targetsFile: String?
  /// Whether to sign although one of them will not take it.
  public var forcesTarget: Bool
  /// A policy file that says who may sign what.
  public var policy: String?
  /// Files of certificates beside those the policy names.
  public var keyrings: [String]
  /// Files of approvals, as `pkg approve` writes them.
  public var approvals: [String]
  /// The log that every signature is written to before it is published.
  public var log: String?

  public init(
    targets: [String] = [], targetsFile: String? = nil, forcesTarget: Bool = false,
    policy: String? = nil, keyrings: [String] = [], approvals: [String] = [], log: String? = nil
  ) {
    self.targets = targets
    self.targetsFile = targetsFile
    self.forcesTarget = forcesTarget
    self.policy = policy
    self.keyrings = keyrings
    self.approvals = approvals
    self.log = log
  }

  /// The files among it.
  var inputs: [String] {
    [targetsFile, policy, log].compactMap(\.self) + keyrings + approvals
  }
}

extension SigningTerms {
  /// Refuses a log that is one of the files, whose signature it would outgrow.
  func requireLogApart(from files: [String]) throws(Diagnostic) {
    guard let log else { return }
    try requireOther(log, than: files)
  }

  /// Refuses to write over the log, which may not be there yet.
  func requireLogSpared(by outputs: [String]) throws(Diagnostic) {
    guard let log else { return }
    for output in outputs where try isSamePlace(log, output) {
      throw Diagnostic(
        "output.is-input", "'\(output)' would be written over the log", hint: "choose another log",
        exit: .usage)
    }
  }
}
