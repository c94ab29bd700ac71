internal import Bytes

/// What holds of a certificate at a moment: which of its keys may sign, under what name.
public struct CertificateStanding: Hashable, Sendable {
  /// One key and what holds of it.
  public struct Key: Hashable, Sendable {
    public let fingerprint: Fingerprint
    /// When it expires, in seconds since the epoch; `nil` for never.
    public let expires: UInt64?
    /// Why it may not sign; `nil` when it may.
    public let problem: KeyProblem?
  }

  /// The primary user id; empty when none is valid.
  public let userID: String
  /// The primary key, then the subkeys in their order.
  public let keys: [Key]

  /// Why a key may not sign; `nil` when it may.
  public func problem(signingWith fingerprint: Fingerprint) -> KeyProblem? {
    guard let key = keys.first(where: { $0.fingerprint == fingerprint }) else { return .unbound }
    return key.problem
  }
}

extension Certificate {
  /// Judges all keys at `time`, in seconds since the epoch.
  ///
  /// Self-signatures made later do not exist yet. The newest one on each thing decides, also when
  /// it makes things worse. Revocations for a reason that casts doubt on the past count at any
  /// time, others from when they were made; a weak hash excuses no revocation.
  public func standing(at time: UInt32) -> CertificateStanding {
    let judge = CertificateJudge(self, time)
    let whole = judge.wholeProblem
    var keys = [
      CertificateStanding.Key(
        fingerprint: primary.fingerprint, expires: judge.expiry,
        problem: whole ?? judge.signingProblem)
    ]
    for subkey in subkeys {
      let (expires, problem) = judge.judge(subkey)
      keys.append(
        .init(fingerprint: subkey.key.fingerprint, expires: expires, problem: whole ?? problem))
    }
    return CertificateStanding(userID: judge.userID?.text ?? "", keys: keys)
  }
}

/// The work of judging one certificate at one moment.
struct CertificateJudge {
  private let certificate: Certificate
  private let time: UInt32
  /// The valid user id that speaks for the key, if any.
  let userID: Certificate.UserID?
  private let statements: [OpenPGPSignature]
  private let hasWeakStatement: Bool

  private var primary: PublicKeyPacket { certificate.primary }

  init(_ certificate: Certificate, _ time: UInt32) {
    self.certificate = certificate
    self.time = time
    let key = certificate.primary
    let direct = Binding(
      certificate.signatures, types: { $0 == .directKey }, over: key.hashedForm, by: key, at: time)
    var best: (userID: Certificate.UserID, signature: OpenPGPSignature)?
    var hasWeak = direct.isWeak
    for userID in certificate.userIDs {
      let form = key.hashedForm + userID.hashedForm
      let binding = Binding(
        userID.signatures, types: \.isCertification, over: form, by: key, at: time)
      hasWeak = hasWeak || binding.isWeak
      guard let signature = binding.signature,
        !Self.isRevoked(userID, form, by: key, since: signature, at: time)
      else { continue }
      if let current = best?.signature, !Self.outranks(signature, current) { continue }
      best = (userID, signature)
    }
    userID = best?.userID
    statements = [best?.signature, direct.signature].compactMap(\.self)
    hasWeakStatement = hasWeak
  }

  /// The one marked primary wins, then the newer.
  private static func outranks(_ a: OpenPGPSignature, _ b: OpenPGPSignature) -> Bool {
    if a.isPrimaryUserID != b.isPrimaryUserID { return a.isPrimaryUserID }
    return (a.created ?? 0) > (b.created ?? 0)
  }

  private static func isRevoked(
    _ userID: Certificate.UserID, _ form: [UInt8], by key: PublicKeyPacket,
    since binding: OpenPGPSignature, at time: UInt32
  ) -> Bool {
    userID.signatures.contains { signature in
      let made = signature.created ?? 0
      return signature.type == .certificationRevocation && made >= binding.created ?? 0
        && made <= time && signature.verifies(with: key, over: form)
    }
  }

  /// When the primary key expires.
  var expiry: UInt64? { Self.expiry(primary, statements.compactMap(\.keyLifetime).first) }

  private static func expiry(_ key: PublicKeyPacket, _ lifetime: UInt32?) -> UInt64? {
    lifetime.map { UInt64(key.created) + UInt64($0) }
  }

  /// What is wrong with the certificate, and thus with all its keys.
  var wholeProblem: KeyProblem? {
    if isRevoked(certificate.signatures, .keyRevocation, over: primary.hashedForm) {
      return .revoked
    }
    if primary.created > time { return .notYetValid(created: primary.created) }
    // Its statements about itself cannot be read either; that it is unbound would say less.
    if primary.material == .other { return .unsupportedAlgorithm(primary.algorithm) }
    if statements.isEmpty { return hasWeakStatement ? .weakBinding : .unbound }
    return problem(of: primary, expiring: expiry)
  }

  /// What keeps the primary key from signing documents.
  var signingProblem: KeyProblem? {
    let flags = statements.compactMap(\.keyFlags).first ?? 0
    return flags & 2 == 0 ? .notForSigning : nil
  }

  /// Whether the primary key may make statements about other keys.
  var mayCertify: Bool { (statements.compactMap(\.keyFlags).first ?? 0) & 1 != 0 }

  /// When a subkey expires, and what keeps it from signing documents.
  func judge(_ subkey: Certificate.Subkey) -> (expires: UInt64?, problem: KeyProblem?) {
    let form = primary.hashedForm + subkey.key.hashedForm
    let binding = Binding(
      subkey.signatures, types: { $0 == .subkeyBinding }, over: form, by: primary, at: time)
    let expires = Self.expiry(subkey.key, binding.signature?.keyLifetime)
    if isRevoked(subkey.signatures, .subkeyRevocation, over: form) { return (expires, .revoked) }
    if subkey.key.created > time {
      return (expires, .notYetValid(created: subkey.key.created))
    }
    guard let signature = binding.signature else {
      return (nil, binding.isWeak ? .weakBinding : .unbound)
    }
    if (signature.keyFlags ?? 0) & 2 == 0 { return (expires, .notForSigning) }
    if let problem = problem(of: subkey.key, expiring: expires) { return (expires, problem) }
    let agrees = signature.embeddedSignatures.contains { back in
      Binding([back], types: { $0 == .primaryKeyBinding }, over: form, by: subkey.key, at: time)
        .signature != nil
    }
    return (expires, agrees ? nil : .noBackSignature)
  }

  private func problem(of key: PublicKeyPacket, expiring expires: UInt64?) -> KeyProblem? {
    if let expires, expires <= UInt64(time) { return .expired(at: expires) }
    if let bits = key.modulusBits, bits < 2048 { return .weak(bits: bits) }
    if key.material == .other { return .unsupportedAlgorithm(key.algorithm) }
    return nil
  }

  private func isRevoked(
    _ signatures: [OpenPGPSignature], _ type: SignatureType, over form: [UInt8]
  ) -> Bool {
    signatures.contains { signature in
      signature.type == type && signature.verifies(with: primary, over: form)
        && (!signature.isSoftRevocation || signature.created ?? 0 <= time)
    }
  }
}

/// The newest valid signature of a kind about one thing.
private struct Binding {
  /// `nil` when there is none, or the newest has expired.
  private(set) var signature: OpenPGPSignature?
  /// Whether one was passed over for its hash alone.
  private(set) var isWeak = false

  init(
    _ signatures: [OpenPGPSignature], types: (SignatureType) -> Bool, over form: [UInt8],
    by key: PublicKeyPacket, at time: UInt32
  ) {
    for candidate in signatures where types(candidate.type) {
      guard let created = candidate.created, created <= time, created >= key.created,
        candidate.unknownCritical == nil, candidate.issuer.agrees(with: key),
        created > signature?.created ?? 0 || signature == nil
      else { continue }
      if candidate.hash.isWeak {
        isWeak = isWeak || candidate.verifies(with: key, over: form)
      } else if candidate.verifies(with: key, over: form) {
        signature = candidate
      }
    }
    if let expires = signature?.expires, expires <= UInt64(time) { signature = nil }
  }
}
