public import Attestation
public import Bytes
public import Cryptography

/// That somebody agrees to an artefact being signed: a statement about its SHA-256.
public struct Approval: Hashable, Sendable {
  /// The type of the statement's predicate: a name, and no address.
  public static let predicateType = "https://pkg.invalid/approval/v1"
  /// The only thing that is approved so far.
  public static let signing = "sign"

  /// The artefacts, by name and digest.
  public var subjects: [StatementHeader.Subject]
  /// What is agreed to, such as ``signing``.
  public var action: String
  /// The whole fingerprint of the approver's primary key, upper-case hexadecimal.
  public var approver: String
  /// When the approval lapses, in seconds since the epoch.
  public var expires: Int64

  public init(
    subjects: [StatementHeader.Subject], action: String = Approval.signing, approver: String,
    expires: Int64
  ) {
    self.subjects = subjects
    self.action = action
    self.approver = approver
    self.expires = expires
  }

  private struct Predicate: Codable, Sendable {
    var action: String
    var approver: String
    var expires: String
  }

  /// Reads a statement of this kind.
  ///
  /// - Throws: `MalformedInput`; with the code `.unsupported` and the field `predicateType` for a
  ///   statement of another kind.
  public init(parsing json: [UInt8]) throws(MalformedInput) {
    guard try StatementHeader(parsing: json).predicateType == Self.predicateType else {
      throw MalformedInput(.unsupported, at: 0, field: "predicateType")
    }
    let statement = try Statement<Predicate>(parsing: json)
    guard let expires = CivilTime(rfc3339: statement.predicate.expires) else {
      throw MalformedInput(.invalidValue, at: 0, field: "expires")
    }
    self.init(
      subjects: statement.header.subjects, action: statement.predicate.action,
      approver: statement.predicate.approver.uppercased(), expires: expires.secondsSinceEpoch)
  }

  /// The statement as JSON in one line.
  public func serialized() -> [UInt8] {
    Statement(
      subjects: subjects, predicateType: Self.predicateType,
      predicate: Predicate(
        action: action, approver: approver,
        expires: CivilTime(secondsSinceEpoch: expires).rfc3339)
    ).serialized()
  }

  /// The statement in an envelope, signed by the approver.
  ///
  /// - Throws: `SigningFailure` of the signer.
  public func envelope(signedWith signer: any RawSigner) throws(SigningFailure) -> DSSEEnvelope {
    var envelope = DSSEEnvelope(
      payloadType: StatementHeader.payloadType, payload: serialized())
    try envelope.sign(with: signer)
    return envelope
  }
}
