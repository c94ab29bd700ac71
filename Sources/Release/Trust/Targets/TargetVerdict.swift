public import OpenPGP
public import Platform

/// Whether one release takes what a key signs.
public struct TargetVerdict: Hashable, Sendable {
  /// A row of the verifiers' table, and the answer in it.
  public struct Answer: Hashable, Sendable {
    public let question: SignatureCase
    /// `nil` where nobody tried.
    public let answer: VerifierAnswer?
  }

  /// The release's name.
  public let release: String
  public let verifier: VerifierProgram
  /// One for each property of the key and its certificate.
  public let answers: [Answer]

  public var refusals: [Answer] { answers.filter { !($0.answer?.isAcceptance ?? true) } }
  public var untried: [Answer] { answers.filter { $0.answer == nil } }
  public var isTaken: Bool { refusals.isEmpty }
}

/// Asks every verifier of `releases` that judges one of `artefacts` about signatures by `key`.
///
/// In the order of the releases. A release whose verifiers judge none of them is left out: no
/// package of that format is for it. `time` decides what holds of the certificate.
public func targetVerdicts(
  for releases: [TargetRelease], signing artefacts: [VerifierProgram.Artefact],
  with key: PublicKeyPacket, of certificate: Certificate, at time: UInt32
) -> [TargetVerdict] {
  let cases = certificate.signatureCases(signingWith: key, at: time)
  return releases.flatMap { release in
    artefacts.compactMap { release.verifier(of: $0) }.map { verifier in
      TargetVerdict(
        release: release.name, verifier: verifier,
        answers: cases.map { .init(question: $0, answer: verifier.answer(to: $0)) })
    }
  }
}

extension [TargetRelease] {
  /// Those whose rpm believes the payload of a package only under a signature that covers it.
  ///
  /// rpm 4.11 passes over the header's digest of the payload.
  public var needingPackageSignature: [TargetRelease] {
    filter { $0.verifier(of: .rpm)?.answer(to: .headerSignatureOnly) == .acceptsWrongly }
  }

  /// Those whose rpm answers `question` with no, and how it does.
  func refusing(_ question: SignatureCase) -> [(TargetRelease, VerifierProgram, VerifierAnswer)] {
    compactMap { release in
      guard let verifier = release.verifier(of: .rpm), let answer = verifier.answer(to: question),
        !answer.isAcceptance
      else { return nil }
      return (release, verifier, answer)
    }
  }
}
