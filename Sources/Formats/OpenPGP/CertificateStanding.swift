internal import Bytes

/// What holds of a certificate at a moment: which of its keys may sign, under what name.
public struct CertificateStanding: Hashable, Sendable {
  /// One key and what holds of it.
  public struct Key: Hashable, Sendable {
    public let fingerprint: Fingerprint
    /// When it expires, in seconds since the epoch; `nil` for never.
    public let expires: UInt64?
    /// All that keeps it from signing, the most telling first; none when it may.
    public let problems: [KeyProblem]

    /// Why it may not sign; `nil` when it may.
    public var problem: KeyProblem? { problems.first }
  }

  /// The primary user id; empty when none is valid.
  public let userID: String
  /// The primary key, then the subkeys in their order.
  public let keys: [Key]

  /// Why a key may not sign; `nil` when it may.
  public func problem(signingWith fingerprint: Fingerprint) -> KeyProblem? {
    problems(signingWith: fingerprint).first
  }

  /// All that keeps a key from signing.
  ///
  /// Of one that is there twice, all that is wrong with either: the other may hold its revocation.
  public func problems(signingWith fingerprint: Fingerprint) -> [KeyProblem] {
    let found = keys.filter { $0.fingerprint == fingerprint }
    return found.isEmpty ? [.unbound] : found.flatMap(\.problems)
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
    let whole = judge.wholeProblems
    var keys = [
      CertificateStanding.Key(
        fingerprint: primary.fingerprint, expires: judge.expiry,
        problems: whole + judge.signingProblems)
    ]
    for subkey in subkeys {
      let (expires, problems) = judge.judge(subkey)
      keys.append(
        .init(fingerprint: subkey.key.fingerprint, expires: expires, problems: whole + problems))
    }
    return CertificateStanding(userID: judge.userID?.text ?? "", keys: keys)
  }
}

/// The work of judging one certificate at one moment.
///
/// Where the only self-signature is over a broken hash, the key is refused for that; what else is
/// wrong with it is read from there all the same, so that nobody overlooks more than they know.
struct CertificateJudge {
  private let certificate: Certificate
  private let time: UInt32
  /// The valid user id that speaks for the key, if any.
  let userID: Certificate.UserID?
  private let statements: [OpenPGPSignature]
  /// Those over a broken hash.
  private let weakStatements: [OpenPGPSignature]

  private var primary: PublicKeyPacket { certificate.primary }

  init(_ certificate: Certificate, _ time: UInt32) {
    self.certificate = certificate
    self.time = time
    let key = certificate.primary
    let direct = Binding(
      certificate.signatures, types: { $0 == .directKey }, over: key.hashedForm, by: key, at: time)
    var best: Named?
    var bestWeak: Named?
    for userID in certificate.userIDs {
      let form = key.hashedForm + userID.hashedForm
      let binding = Binding(
        userID.signatures, types: \.isCertification, over: form, by: key, at: time)
      guard let signature = binding.signature ?? binding.weak,
        !Self.isRevoked(userID, form, by: key, since: signature, at: time)
      else { continue }
      if let signature = binding.signature {
        best = Self.better(best, (userID, signature))
      } else {
        bestWeak = Self.better(bestWeak, (userID, signature))
      }
    }
    userID = best?.userID
    statements = [best?.signature, direct.signature].compactMap(\.self)
    weakStatements = [bestWeak?.signature, direct.weak].compactMap(\.self)
  }

  private typealias Named = (userID: Certificate.UserID, signature: OpenPGPSignature)

  /// The one marked primary wins, then the newer.
  private static func better(_ old: Named?, _ new: Named) -> Named {
    guard let old else { return new }
    let (a, b) = (new.signature, old.signature)
    if a.isPrimaryUserID != b.isPrimaryUserID { return a.isPrimaryUserID ? new : old }
    return (a.created ?? 0) > (b.created ?? 0) ? new : old
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

  /// What is wrong with the certificate, and thus with all its keys; the most telling first.
  var wholeProblems: [KeyProblem] {
    var problems: [KeyProblem] = []
    if isRevoked(certificate.signatures, .keyRevocation, over: primary.hashedForm) {
      problems.append(.revoked)
    }
    if primary.created > time { problems.append(.notYetValid(created: primary.created)) }
    // Its statements about itself cannot be read either; that it is unbound would say less.
    if primary.material == .other { problems.append(.unsupportedAlgorithm(primary.algorithm)) }
    if statements.isEmpty {
      problems.append(
        weakStatements.first.map { .weakBinding($0.hash) } ?? (isBare ? .bare : .unbound))
    }
    let lifetime = heeded.compactMap(\.keyLifetime).first
    return problems + weaknesses(of: primary, expiring: Self.expiry(primary, lifetime))
  }

  /// What is read for what else is wrong with the key.
  private var heeded: [OpenPGPSignature] { statements.isEmpty ? weakStatements : statements }

  /// Whether the primary key says nothing of itself, true or not, in force or not.
  private var isBare: Bool {
    (certificate.signatures + certificate.userIDs.flatMap(\.signatures))
      .allSatisfy { !$0.issuer.agrees(with: primary) }
  }

  /// What keeps the primary key from signing documents.
  var signingProblems: [KeyProblem] {
    let flags = heeded.compactMap(\.keyFlags).first ?? 0
    return heeded.isEmpty || flags & 2 != 0 ? [] : [.notForSigning]
  }

  /// Whether the primary key may make statements about other keys.
  var mayCertify: Bool { (statements.compactMap(\.keyFlags).first ?? 0) & 1 != 0 }

  /// When a subkey expires, and what keeps it from signing documents.
  func judge(_ subkey: Certificate.Subkey) -> (expires: UInt64?, problems: [KeyProblem]) {
    let form = primary.hashedForm + subkey.key.hashedForm
    let binding = Binding(
      subkey.signatures, types: { $0 == .subkeyBinding }, over: form, by: primary, at: time)
    var problems: [KeyProblem] = []
    if isRevoked(subkey.signatures, .subkeyRevocation, over: form) { problems.append(.revoked) }
    if subkey.key.created > time {
      problems.append(.notYetValid(created: subkey.key.created))
    }
    if binding.signature == nil {
      problems.append(
        binding.weak.map { .weakBinding($0.hash) } ?? (subkey.signatures.isEmpty ? .bare : .unbound)
      )
    }
    let heeded = binding.signature ?? binding.weak
    if let heeded, (heeded.keyFlags ?? 0) & 2 == 0 { problems.append(.notForSigning) }
    problems += weaknesses(
      of: subkey.key, expiring: Self.expiry(subkey.key, heeded?.keyLifetime))
    if subkey.key.material == .other {
      problems.append(.unsupportedAlgorithm(subkey.key.algorithm))
    }
    let agrees = heeded.map { binding in
      binding.embeddedSignatures.contains { back in
        Binding([back], types: { $0 == .primaryKeyBinding }, over: form, by: subkey.key, at: time)
          .signature != nil
      }
    }
    if agrees == false { problems.append(.noBackSignature) }
    return (Self.expiry(subkey.key, binding.signature?.keyLifetime), problems)
  }

  private func weaknesses(of key: PublicKeyPacket, expiring expires: UInt64?) -> [KeyProblem] {
    var problems: [KeyProblem] = []
    if let expires, expires <= UInt64(time) { problems.append(.expired(at: expires)) }
    if let bits = key.modulusBits, bits < 2048 { problems.append(.weak(bits: bits)) }
    return problems
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
  /// The newest one that only its hash is wrong with; `nil` where another's hash is sound.
  private(set) var weak: OpenPGPSignature?

  init(
    _ signatures: [OpenPGPSignature], types: (SignatureType) -> Bool, over form: [UInt8],
    by key: PublicKeyPacket, at time: UInt32
  ) {
    for candidate in signatures where types(candidate.type) {
      let current = candidate.hash.isWeak ? weak : signature
      guard let created = candidate.created, created <= time, created >= key.created,
        candidate.unknownCritical == nil, candidate.issuer.agrees(with: key),
        created > current?.created ?? 0 || current == nil,
        candidate.verifies(with: key, over: form)
      else { continue }
      if candidate.hash.isWeak { weak = candidate } else { signature = candidate }
    }
    if signature != nil { weak = nil }
    if let expires = signature?.expires, expires <= UInt64(time) { signature = nil }
    if let expires = weak?.expires, expires <= UInt64(time) { weak = nil }
  }
}
