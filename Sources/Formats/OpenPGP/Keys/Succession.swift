internal import Bytes
internal import Cryptography

/// What a key says of the key that takes its place.
///
/// A certification (RFC 9580 §5.2.1.6, type 0x10) of the successor's user id by its predecessor's
/// primary key, with the successor's fingerprint in a notation, so that a certification made for any
/// other reason makes nobody a successor.
public enum Succession {
  /// The notation's name.
  public static let notation = "successor@pkg.invalid"

  /// Why a predecessor does not vouch for a successor.
  public enum Problem: Hashable, Sendable {
    /// It has signed no such statement.
    case notStated
    /// It has ended: a statement may be dated back by whoever has its private part since.
    case predecessor(KeyProblem)
    /// The successor may not sign itself.
    case successor(KeyProblem)
  }
}

extension Certificate {
  /// The certificate with the statement of another primary key that it takes that key's place.
  ///
  /// The statement goes onto the user id that speaks for the certificate at `created`, in seconds
  /// since the epoch.
  ///
  /// - Throws: `OpenPGPError` of the signer; `.unsupported` for a certificate without a user id that
  ///   is valid then.
  public func succeeding(_ predecessor: Signer, created: UInt32) throws(OpenPGPError)
    -> Certificate
  {
    guard let userID = CertificateJudge(self, created).userID else {
      throw .unsupported("a successor without a valid user id")
    }
    let builder = try SignatureBuilder(
      signer: predecessor, hash: nil, created: created, type: .genericCertification,
      statements: [Self.statement(successor: primary.fingerprint)])
    try builder.update(primary.hashedForm + userID.hashedForm)
    let signature = try builder.finishSignature()
    var packets = self.packets
    guard
      let place = packets.firstIndex(where: { $0.type == .userID && $0.body == userID.bytes })
    else { preconditionFailure("a certificate's user ids are among its packets") }
    let end = packets[(place + 1)...].firstIndex { $0.type != .signature } ?? packets.endIndex
    packets.insert(signature.packet, at: end)
    return try parsing { () throws(MalformedInput) in try Certificate(packets) }
  }

  /// Why `predecessor` does not vouch that this certificate takes its place; `nil` when it does.
  ///
  /// Both have to be good at `time`, in seconds since the epoch: a successor is taken up while its
  /// predecessor lives.
  public func problem(succeeding predecessor: Certificate, at time: UInt32) -> Succession.Problem? {
    let judge = CertificateJudge(predecessor, time)
    if let problem = judge.wholeProblems.first { return .predecessor(problem) }
    guard judge.mayCertify else { return .predecessor(.notForSigning) }
    let standing = standing(at: time)
    if standing.keys.allSatisfy({ $0.problem != nil }) {
      return .successor(standing.keys.first?.problem ?? .unbound)
    }
    let key = predecessor.primary
    let statement = Self.statement(successor: primary.fingerprint)
    let isStated = userIDs.contains { userID in
      let form = primary.hashedForm + userID.hashedForm
      let withdrawn = userID.signatures.filter {
        $0.type == .certificationRevocation && $0.verifies(with: key, over: form)
      }
      return withdrawn.isEmpty
        && userID.signatures.contains { signature in
          signature.type == .genericCertification && !signature.hash.isWeak
            && signature.hashed.contains(statement) && signature.unknownCritical == nil
            && signature.issuer.agrees(with: key)
            && signature.created.map { $0 >= key.created && $0 <= time } ?? false
            && signature.expires.map { $0 > UInt64(time) } ?? true
            && signature.verifies(with: key, over: form)
        }
    }
    return isStated ? nil : .notStated
  }

  /// The notation (RFC 9580 §5.2.3.24): human-readable, not critical.
  private static func statement(successor: Fingerprint) -> Subpacket {
    var writer = ByteWriter(.big)
    let (name, value) = (Array(Succession.notation.utf8), Array("\(successor)".utf8))
    writer.integer(UInt32(0x8000_0000))
    writer.integer(UInt16(clamping: name.count))
    writer.integer(UInt16(clamping: value.count))
    writer.raw(name + value)
    return Subpacket(.notation, writer.bytes)
  }
}
