internal import Bytes
internal import Cryptography

/// What a signature states, read from its subpackets.
extension OpenPGPSignature {
  /// When it says it was made, in seconds since the epoch; covered by the signature.
  public var created: UInt32? { last(.creationTime)?.number }

  /// When it stops being valid, in seconds since the epoch; `nil` for never.
  public var expires: UInt64? {
    guard let created, let seconds = last(.expirationTime)?.number, seconds != 0 else {
      return nil
    }
    return UInt64(created) + UInt64(seconds)
  }

  /// After how many seconds of its life the key it is about expires; `nil` for never.
  var keyLifetime: UInt32? {
    guard let seconds = last(.keyExpirationTime)?.number, seconds != 0 else { return nil }
    return seconds
  }

  /// The first byte of the key flags (RFC 9580 §5.2.3.29); `nil` when there are none.
  public var keyFlags: UInt8? { last(.keyFlags).map { $0.contents.first ?? 0 } }

  var isPrimaryUserID: Bool { last(.primaryUserID)?.contents.first == 1 }

  /// Whether the reason for a revocation leaves what was signed before it standing:
  /// superseded or retired (RFC 9580 §5.2.3.31).
  var isSoftRevocation: Bool {
    switch last(.revocationReason)?.contents.first {
    case 1, 3, 32: true
    default: false
    }
  }

  /// A statement marked critical that is not understood; the signature must not be believed.
  var unknownCritical: Subpacket.Kind? {
    (hashed + unhashed).first { $0.isCritical && !Subpacket.Kind.understood.contains($0.kind) }?
      .kind
  }

  /// The signature by a subkey that it agrees to be one; what cannot be read agrees to nothing.
  var embeddedSignatures: [OpenPGPSignature] {
    (hashed + unhashed).filter { $0.kind == .embeddedSignature }.compactMap { part in
      var reader = unsafe ByteReader(part.contents.span.bytes)
      return try? OpenPGPSignature(parsing: &reader)
    }
  }

  /// The key id of who says to have signed, of several the first; `nil` when nobody does.
  public var issuerKeyID: KeyID? {
    issuer.fingerprints.compactMap(\.self).first?.keyID
      ?? issuer.keyIDs.compactMap(\.self).first
  }

  /// Who says to have signed.
  var issuer: Issuer {
    let all = hashed + unhashed
    return Issuer(
      fingerprints: all.filter { $0.kind == .issuerFingerprint }.map { part in
        switch (part.contents.first, part.contents.count) {
        case (4, 21), (6, 33): Fingerprint(Array(part.contents.dropFirst()))
        default: nil
        }
      },
      keyIDs: all.filter { $0.kind == .issuerKeyID }.map { part in
        part.contents.count == 8 ? KeyID(part.contents) : nil
      })
  }

  private func last(_ kind: Subpacket.Kind) -> Subpacket? { hashed.last { $0.kind == kind } }
}

/// All names of its maker a signature carries; `nil` stands for one that cannot be read.
struct Issuer {
  let fingerprints: [Fingerprint?]
  let keyIDs: [KeyID?]

  var isMissing: Bool { fingerprints.isEmpty && keyIDs.isEmpty }

  /// Whether one name is this key's.
  func names(_ key: PublicKeyPacket) -> Bool {
    fingerprints.contains(key.fingerprint) || fingerprints.isEmpty && keyIDs.contains(key.keyID)
  }

  /// Whether no name is another key's.
  func agrees(with key: PublicKeyPacket) -> Bool {
    fingerprints.allSatisfy { $0 == key.fingerprint } && keyIDs.allSatisfy { $0 == key.keyID }
  }

  /// Whether the names could be one key's.
  var isConsistent: Bool {
    let ids = fingerprints.map { $0?.keyID } + keyIDs
    return ids.allSatisfy { $0 != nil && $0 == ids.first } && Set(fingerprints).count <= 1
  }

  var description: String {
    if let fingerprint = fingerprints.compactMap(\.self).first { return "\(fingerprint)" }
    return keyIDs.compactMap(\.self).first.map { "\($0)" } ?? "unknown"
  }
}

/// Checking a signature against a key.
extension OpenPGPSignature {
  /// Whether `key` made this signature over `prefix`, such as the hashed form of a key.
  ///
  /// A signature or key that cannot be used proves nothing, so the answer is no.
  func verifies(with key: PublicKeyPacket, over prefix: [UInt8]) -> Bool {
    guard let algorithm = hash.digest,
      let digest = try? digest(algorithm, of: salt + prefix + trailer)
    else { return false }
    return left16.elementsEqual(digest.prefix(2)) && verifies(with: key, digest: digest)
  }

  /// Whether `key` made this signature over a finished digest.
  func verifies(with key: PublicKeyPacket, digest: [UInt8]) -> Bool {
    guard let algorithm = hash.digest, let raw = rawSignature(for: key) else { return false }
    if case .ed448(let point) = key.material {
      // A shorter digest would be weaker than the curve (RFC 9580 §5.2.3.5).
      return algorithm == .sha512 && Ed448.verifies(raw, of: digest, by: point)
    }
    guard let publicKey = try? key.verificationKey() else { return false }
    return publicKey.verifies(raw, of: digest, algorithm)
  }
}
