public import Bytes
internal import Cryptography

/// Checks one detached signature over bytes that arrive in pieces.
///
/// Stricter than the tools that made it: one packet of version 4 or 6 and nothing else, a document
/// signature, a sound hash, no contradiction in it, by a key of the given certificates that was
/// allowed to sign then and still is.
public final class SignatureVerifier {
  /// The signature; `nil` when it is of a kind that cannot be good, see ``verdict(keyring:at:)``.
  public let signature: OpenPGPSignature?
  private let problem: SignatureVerdict.Reason?
  /// `nil` where there is nothing to digest for.
  private let stream: DigestStream?
  /// Why there is no digest although there should be.
  private let failure: CryptographyError?
  private var finished: [UInt8]?

  /// Reads a binary signature, as packages carry it.
  ///
  /// - Throws: `MalformedInput` for what is no packet or a damaged one; what is well-formed and
  ///   still not acceptable gets its verdict.
  public convenience init(parsing bytes: [UInt8]) throws(MalformedInput) {
    try self.init(parsing: bytes, type: .binary)
  }

  /// Reads a signature file, armored or binary.
  ///
  /// - Throws: `MalformedInput` also for an armored file with other text around the signature.
  public convenience init(file bytes: [UInt8]) throws(MalformedInput) {
    guard Armor.isArmored(bytes) else {
      try self.init(parsing: bytes, type: .binary)
      return
    }
    try self.init(parsing: try Armor.only(.signature, in: bytes), type: .binary)
  }

  init(parsing bytes: [UInt8], type: SignatureType) throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    let packet = try Packet(parsing: &reader)
    guard packet.type == .signature else {
      throw MalformedInput(.invalidValue, at: 0, field: "packet type")
    }
    var problem: SignatureVerdict.Reason?
    if reader.remaining > 0 {
      let follows = try? Packet(parsing: &reader)
      problem = follows == nil ? .trailingData : .severalPackets
    } else if let version = packet.body.first, ![3, 4, 6].contains(version) {
      problem = .unsupportedVersion(version)
    }
    if let problem {
      signature = nil
      stream = nil
      failure = nil
      self.problem = problem
      return
    }
    var body = unsafe ByteReader(packet.body.span.bytes, base: packet.offset)
    let signature = try OpenPGPSignature(parsing: &body)
    self.signature = signature
    self.problem = Self.problem(of: signature, expecting: type)
    do throws(CryptographyError) {
      stream = try signature.hash.digest.map { algorithm throws(CryptographyError) in
        let stream = try DigestStream(algorithm)
        try stream.update(signature.salt)
        return stream
      }
      failure = nil
    } catch {
      stream = nil
      failure = error
    }
  }

  /// Adds bytes to the document.
  ///
  /// - Precondition: no verdict was asked for yet.
  public func update(_ bytes: UnsafeRawBufferPointer) throws(OpenPGPError) {
    precondition(finished == nil, "the document ends before the verdict")
    try crypto { () throws(CryptographyError) in unsafe try stream?.update(bytes) }
  }

  /// Adds bytes to the document.
  ///
  /// - Precondition: no verdict was asked for yet.
  public func update(_ bytes: [UInt8]) throws(OpenPGPError) {
    precondition(finished == nil, "the document ends before the verdict")
    try crypto { () throws(CryptographyError) in try stream?.update(bytes) }
  }

  /// Judges the signature over what was added, at `time` in seconds since the epoch.
  ///
  /// Only keys of `keyring` count. The key is chosen by the fingerprint in the signature, or, in
  /// signatures of before 2016 that have none, by its key id. `tolerance` is about the key alone.
  ///
  /// - Throws: `OpenPGPError` when libcrypto does not digest: then nothing is known.
  public func verdict(
    keyring: [Certificate], at time: UInt32, tolerance: KeyTolerance = .none
  ) throws(OpenPGPError) -> SignatureVerdict {
    if let problem { return .bad(problem) }
    guard let signature, let created = signature.created else {
      preconditionFailure("a signature without a problem has a time")
    }
    let digest = try finish(signature)
    var reason = SignatureVerdict.Reason.unknownKey(signature.issuer.description)
    var verdicts: [(certificate: Fingerprint, verdict: SignatureVerdict)] = []
    for certificate in keyring {
      for key in certificate.keys where signature.issuer.names(key) {
        guard signature.verifies(with: key, digest: digest) else {
          reason = .badSignature
          continue
        }
        let document = Document(signature: signature, created: created, digest: digest)
        verdicts.append(
          (
            certificate.primary.fingerprint,
            document.verdict(certificate, key, at: time, tolerance: tolerance)
          ))
      }
    }
    // Of several copies of a certificate one may hold a revocation the others lack: all must agree.
    let refused = verdicts.filter { !$0.verdict.isGood }
    let good = verdicts.first { candidate in
      candidate.verdict.isGood
        && !refused.contains { $0.certificate == candidate.certificate }
    }
    guard let good else { return refused.first?.verdict ?? .bad(reason) }
    return good.verdict.overlooking(
      verdicts.filter { $0.certificate == good.certificate }.flatMap(\.verdict.overlooked))
  }

  func finish(_ signature: OpenPGPSignature) throws(OpenPGPError) -> [UInt8] {
    if let finished { return finished }
    if let failure { throw .cryptography(failure) }
    guard let stream else { preconditionFailure("a supported hash has a digest") }
    let digest = try crypto { () throws(CryptographyError) in
      try stream.update(signature.trailer)
      return try stream.current()
    }
    finished = digest
    return digest
  }

  /// What can be said of a signature without its document.
  private static func problem(
    of signature: OpenPGPSignature, expecting type: SignatureType
  ) -> SignatureVerdict.Reason? {
    if signature.type != type { return .wrongType(signature.type) }
    if signature.hash.isWeak { return .weakDigest(signature.hash) }
    if signature.hash.digest == nil { return .unsupportedHash(signature.hash) }
    if ![.rsa, .eddsa, .ecdsa, .ed25519, .ed448].contains(signature.algorithm) {
      return .unsupportedAlgorithm(signature.algorithm)
    }
    if let kind = signature.unknownCritical { return .unknownCriticalSubpacket(kind) }
    if signature.created == nil { return .creationTimeMissing }
    if signature.issuer.isMissing { return .issuerMissing }
    return signature.issuer.isConsistent ? nil : .issuerMismatch
  }
}

/// A signature that matches its document and one key.
private struct Document {
  let signature: OpenPGPSignature
  let created: UInt32
  let digest: [UInt8]

  /// Whether the signature counts, made by `key` of `certificate`.
  func verdict(
    _ certificate: Certificate, _ key: PublicKeyPacket, at time: UInt32, tolerance: KeyTolerance
  ) -> SignatureVerdict {
    if !signature.left16.elementsEqual(digest.prefix(2)) { return .bad(.left16Mismatch) }
    if signature.version == 3 { return .bad(.obsoleteVersion(3)) }
    if !signature.issuer.agrees(with: key) { return .bad(.issuerMismatch) }
    // All that a key to come has signed is to come as well, and judged as of then.
    let isAhead = tolerance == .weak && key.created > time
    let time = isAhead ? max(time, created) : time
    if created > time { return .bad(.fromTheFuture(created: created)) }
    if created < key.created { return .bad(.createdBeforeKey(created: created)) }
    if let expires = signature.expires, expires <= UInt64(time) {
      return .bad(.signatureExpired(at: expires))
    }
    let standing = certificate.standing(at: time)
    let problems = standing.problems(signingWith: key.fingerprint)
    if let problem = problems.first(where: { tolerance == .none || !$0.isForgivable }) {
      return .bad(.key(key.fingerprint, problem))
    }
    let overlooked = (isAhead ? [.notYetValid(created: key.created)] : []) + problems
    return .good(
      fingerprint: certificate.primary.fingerprint, userID: standing.userID, created: created,
      overlooked: overlooked.map { .key(key.fingerprint, $0) })
  }
}

extension SignatureVerdict {
  /// What was wrong with the key that made a good signature, and let pass.
  public var overlooked: [Reason] {
    guard case .good(_, _, _, let overlooked) = self else { return [] }
    return overlooked
  }

  /// The same, with what was overlooked of all copies of the certificate, each once.
  fileprivate func overlooking(_ reasons: [Reason]) -> SignatureVerdict {
    guard case .good(let fingerprint, let userID, let created, _) = self else { return self }
    var told: [Reason] = []
    for reason in reasons where !told.contains(reason) { told.append(reason) }
    return .good(
      fingerprint: fingerprint, userID: userID, created: created, overlooked: told)
  }
}
