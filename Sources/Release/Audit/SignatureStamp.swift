internal import Diagnostics
internal import OpenPGP

/// When a signature is proven to have been there, by a timestamp over it.
///
/// It says nothing of other signatures beside it: whoever has an expired key can still add one.
public struct SignatureStamp: Hashable, Sendable {
  /// The latest second it can have been made at, since the epoch.
  public var time: UInt32
  /// The packet that is stamped; `nil` for every signature of a file, stamped as a whole.
  public var packet: [UInt8]?

  public init(time: UInt32, packet: [UInt8]? = nil) {
    self.time = time
    self.packet = packet
  }

  /// When `packet` is proven to have been there; `nil` for another signature than the stamped one.
  func time(of packet: [UInt8]) -> UInt32? {
    self.packet.map { $0 == packet } ?? true ? time : nil
  }
}

/// A signature of an artefact whose document was read to the end.
struct ReadSignature {
  var place: String
  var packet: [UInt8]
  var verifier: SignatureVerifier
}

extension SignatureVerifier {
  /// Judges the signature at `time`, and where its key ended before that, at the proven time.
  ///
  /// A key that expired, or is revoked for a reason that does not reach back, could sign well at
  /// that time. All else is asked now: a signature past its own expiry stays so. Only what is not
  /// good without `tolerance` is judged with it.
  func verdict(
    keyring: [Certificate], at time: UInt32, provenAt proven: UInt32?, tolerance: KeyTolerance
  ) throws(OpenPGPError) -> SignatureVerdict {
    let now = try verdict(keyring: keyring, at: time)
    if now.isGood { return now }
    if let proven, now.isOfEndedKey {
      let then = try verdict(keyring: keyring, at: proven)
      if then.isGood { return then }
    }
    return tolerance == .none
      ? now : try verdict(keyring: keyring, at: time, tolerance: tolerance)
  }
}

extension SignatureVerdict {
  /// Whether all that is wrong is that the key has expired or is revoked.
  fileprivate var isOfEndedKey: Bool {
    switch self {
    case .bad(.key(_, .expired)), .bad(.key(_, .revoked)): true
    default: false
    }
  }
}

extension PackageAudit {
  /// Records the signatures of a package; returns their verdicts, in order.
  ///
  /// One that is not stamped counts only if its key may sign now. If the key has ended and another
  /// signature of the same certificate is stamped, it is passed over and does no harm: a package
  /// may carry several by one key, of which the first is what is stamped.
  mutating func record(
    _ signatures: [ReadSignature], keyring: [Certificate], at time: UInt32,
    tolerance: KeyTolerance, stamp: SignatureStamp?
  ) throws(OpenPGPError) -> [SignatureVerdict] {
    var verdicts: [SignatureVerdict] = []
    var stamped: Set<Fingerprint> = []
    for signature in signatures {
      let proven = stamp?.time(of: signature.packet)
      let verdict = try signature.verifier.verdict(
        keyring: keyring, at: time, provenAt: proven, tolerance: tolerance)
      verdicts.append(verdict)
      if proven != nil, case .good(let fingerprint, _, _, _) = verdict {
        stamped.insert(fingerprint)
      }
    }
    for (signature, verdict) in zip(signatures, verdicts) {
      let proven = stamp?.time(of: signature.packet)
      if let stamp, proven == nil, verdict.isOfEndedKey,
        case .good(let fingerprint, _, _, _) = try signature.verifier.verdict(
          keyring: keyring, at: stamp.time), stamped.contains(fingerprint)
      {
        self.signatures.append(AuditedSignature(place: signature.place, verdict: verdict))
        findings.append(
          Diagnostic(
            "signature.not-stamped",
            "'\(signature.place)': not what the timestamp is of, and its key has ended: it does "
              + "not count", severity: .note, exit: .findings))
      } else {
        record(signature.place, verdict, provenAt: proven)
      }
    }
    return verdicts
  }
}

extension PackageAudit {
  /// Records the signatures of one file, which were stamped together if at all.
  mutating func record(
    _ place: String, _ signatures: SignatureSet, keyring: [Certificate], at time: UInt32,
    tolerance: KeyTolerance, stamp: SignatureStamp?
  ) throws(OpenPGPError) {
    var verdicts: [SignatureVerdict] = []
    for verifier in signatures.verifiers {
      verdicts.append(
        try verifier.verdict(
          keyring: keyring, at: time, provenAt: stamp?.time, tolerance: tolerance))
    }
    record(place, verdicts, provenAt: stamp?.time)
  }
}
