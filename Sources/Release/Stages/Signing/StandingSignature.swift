internal import Bytes
internal import OpenPGP

/// What an artefact's signatures mean to somebody about to sign it.
enum StandingSignature: Hashable, Sendable {
  /// The signer's own, and good.
  case own
  /// Somebody else's, or one that proves nothing.
  case foreign(SignatureVerdict.Reason)

  /// Judges a signature packet over bytes at hand, by the signer's certificate alone.
  init(_ packet: [UInt8], over bytes: [UInt8], by signer: ArtefactSigner, at time: UInt32) throws {
    let verifier = try SignatureVerifier(parsing: packet)
    try verifier.update(bytes)
    self.init(try verifier.verdict(keyring: [signer.certificate], at: time))
  }

  init(_ verdict: SignatureVerdict) {
    switch verdict {
    case .good: self = .own
    case .bad(let reason): self = .foreign(reason)
    }
  }
}
