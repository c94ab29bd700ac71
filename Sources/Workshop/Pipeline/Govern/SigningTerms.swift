/// What must hold before anything is signed, and where it is written down.
public struct SigningTerms: Sendable {
  /// The releases the files are for, by name or alias.
  public var targets: [String]
  /// A file with more releases.
  public var targetsFile: String?
  /// Whether to sign although one of them will not take it.
  public var forcesTarget: Bool

  public init(targets: [String] = [], targetsFile: String? = nil, forcesTarget: Bool = false) {
    self.targets = targets
    self.targetsFile = targetsFile
    self.forcesTarget = forcesTarget
  }
}
