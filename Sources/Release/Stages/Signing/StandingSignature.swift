internal import Bytes
internal import OpenPGP

/// What an artefact's signatures mean to somebody about to sign it.
enum StandingSignature: Hashable, Sendable {
  /// The signer's own, and good.
  case own
  /// Good, by one of the others that are to stay.
  case other
  /// Somebody else's, or one that proves nothing.
  case foreign(SignatureVerdict.Reason)

  /// Judges a signature packet over bytes at hand, by the signer's certificate and those of others
  /// alone.
  init(
    _ packet: [UInt8], over bytes: [UInt8], by signer: ArtefactSigner, others: [Certificate],
    at time: UInt32
  ) throws {
    let verifier = try SignatureVerifier(parsing: packet)
    try verifier.update(bytes)
    switch try verifier.verdict(keyring: [signer.certificate], at: time) {
    case .good: self = .own
    case .bad(.unknownKey(let name)):
      switch try verifier.verdict(keyring: others, at: time) {
      case .good: self = .other
      case .bad(.unknownKey): self = .foreign(.unknownKey(name))
      case .bad(let reason): self = .foreign(reason)
      }
    case .bad(let reason): self = .foreign(reason)
    }
  }
}
