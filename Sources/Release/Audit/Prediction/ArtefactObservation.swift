public import Platform

/// What there is to see of an artefact and its signatures, in the words of the verifiers' table.
///
/// Nothing is judged here: a verifier's answers to each of the cases give its verdict.
public struct ArtefactObservation: Hashable, Sendable {
  /// One signature and what is particular about it.
  public struct Signature: Hashable, Sendable {
    /// Where it lies, such as `268`, `_gpgorigin` or `detached`.
    public var place: String
    public var cases: [SignatureCase]
    /// Whether something is particular about it that no row of the table is about.
    public var isBeyondTheTable: Bool

    public init(place: String, cases: [SignatureCase], isBeyondTheTable: Bool = false) {
      self.place = place
      self.cases = cases
      self.isBeyondTheTable = isBeyondTheTable
    }
  }

  /// What it has to be judged as.
  public var artefact: VerifierProgram.Artefact
  /// What is particular about the artefact itself.
  public var cases: [SignatureCase] = []
  public var signatures: [Signature] = []
  /// Why it cannot be looked at; then nothing is known of it.
  public var unreadable: String?

  public init(_ artefact: VerifierProgram.Artefact) { self.artefact = artefact }
}
