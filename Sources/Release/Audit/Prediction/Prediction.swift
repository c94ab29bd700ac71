public import Platform

/// What a verifier will say of an artefact, by the table of what verifiers answer.
public struct Prediction: Hashable, Sendable {
  public enum Verdict: String, Hashable, Sendable {
    case accepted
    /// Accepted, and it should not be.
    case acceptedWrongly = "accepted-wrongly"
    case refused
    /// It has something that nobody tried on this verifier.
    case unknown
  }

  /// A row of the table that decided, and where it was met.
  public struct Reason: Hashable, Sendable {
    public var question: SignatureCase
    /// `nil` where nobody tried.
    public var answer: VerifierAnswer?
    /// The signature; `nil` for the artefact as a whole.
    public var place: String?
  }

  /// How the verifier was asked for: a release's name, or its own.
  public var name: String
  public var verifier: VerifierProgram
  public var verdict: Verdict
  /// Of the answers those that led to the verdict, in the order they were met.
  public var reasons: [Reason]
  /// Why the artefact cannot be judged at all.
  public var unreadable: String?

  /// The verdict and its reasons in one line.
  public var text: String {
    let words =
      switch verdict {
      case .accepted: "accepts it"
      case .acceptedWrongly: "accepts it, though it should not"
      case .refused: "refuses it"
      case .unknown: "unknown"
      }
    var parts = reasons.map { reason in
      "\(reason.place.map { "\($0): " } ?? "")\(reason.question.words)"
        + (reason.answer == nil ? ", which nobody tried" : "")
    }
    if let unreadable { parts.append(unreadable) }
    let title = name == verifier.name ? verifier.title : "\(name) (\(verifier.title))"
    return "\(title): \(words)" + (parts.isEmpty ? "" : ": " + parts.joined(separator: "; "))
  }
}

extension VerifierProgram {
  /// Predicts the verdict on an artefact of the kind this program reads.
  ///
  /// rpm refuses a package when one of the signatures it looks at is refused, and looks at tag 278
  /// alone from 6.0 on, where there is one. debsig-verify looks at the first signature of the origin
  /// role, as its policies ask for it. `name` is how the program was asked for.
  public func prediction(of seen: ArtefactObservation, as name: String) -> Prediction {
    var result = Prediction(name: name, verifier: self, verdict: .accepted, reasons: [])
    if let unreadable = seen.unreadable {
      result.verdict = .unknown
      result.unreadable = unreadable
      return result
    }
    var met = seen.cases.map { Prediction.Reason(question: $0, answer: answer(to: $0), place: nil) }
    let looked = consulted(seen.signatures)
    if looked.isEmpty {
      met.append(.init(question: .unsigned, answer: answer(to: .unsigned), place: nil))
    }
    var isBeyond = false
    for signature in looked {
      isBeyond = isBeyond || signature.isBeyondTheTable
      met += signature.cases.map {
        Prediction.Reason(question: $0, answer: answer(to: $0), place: signature.place)
      }
    }
    let refusals = met.filter { !($0.answer?.isAcceptance ?? true) }
    let untried = met.filter { $0.answer == nil }
    let wrong = met.filter { $0.answer == .acceptsWrongly }
    (result.verdict, result.reasons) =
      !refusals.isEmpty
      ? (.refused, refusals)
      : !untried.isEmpty || isBeyond
        ? (.unknown, untried) : wrong.isEmpty ? (.accepted, []) : (.acceptedWrongly, wrong)
    if isBeyond, result.verdict == .unknown, untried.isEmpty {
      result.unreadable = "no row of the table is about such a signature"
    }
    return result
  }

  /// The signatures it looks at.
  private func consulted(
    _ all: [ArtefactObservation.Signature]
  ) -> [ArtefactObservation.Signature] {
    switch reads {
    case .rpm:
      let new = all.filter { $0.place == "278" }
      if answer(to: .version6Tag)?.isAcceptance == true { return new.isEmpty ? all : new }
      return all.filter { $0.place != "278" }
    case .deb: return Array(all.filter { $0.place == "_gpgorigin" }.prefix(1))
    case .repository:
      // apt passes over signatures by keys it was not given, as long as there is another.
      let known = all.filter { !$0.cases.contains(.unknownKey) }
      return known.isEmpty ? all : known
    case .file: return all
    }
  }
}
