public import OpenPGP
public import Platform

extension Certificate {
  /// What verifiers may answer differently about signatures that `key` of this certificate makes.
  ///
  /// The kind of key comes first; then what holds of the certificate at `time`, in seconds since
  /// the epoch. Empty for a kind that no row of the table is about.
  public func signatureCases(
    signingWith key: PublicKeyPacket, at time: UInt32
  ) -> [SignatureCase] {
    var cases = [key.signatureCase].compactMap(\.self)
    if key != primary { cases.append(.signingSubkey) }
    let own = userIDs.flatMap(\.signatures).filter(\.type.isCertification)
    if !own.isEmpty, own.allSatisfy(\.hash.isWeak) { cases.append(.certificateSHA1) }
    switch standing(at: time).problem(signingWith: key.fingerprint) {
    case .expired: cases.append(.expiredKey)
    case .revoked: cases.append(.revokedKey)
    case .notForSigning: cases.append(.certificateNoFlags)
    default: break
    }
    return cases
  }
}

extension Certificate {
  /// The key that signs documents at `time`: the primary key if it may, else the newest subkey that
  /// may; the primary key when none may.
  public func signingKey(at time: UInt32) -> PublicKeyPacket {
    let standing = standing(at: time)
    let able = keys.filter { standing.problem(signingWith: $0.fingerprint) == nil }
    if able.contains(primary) { return primary }
    return able.max { $0.created < $1.created } ?? primary
  }
}

extension PublicKeyPacket {
  /// The row of the verifiers' table for keys like this; `nil` when there is none.
  public var signatureCase: SignatureCase? {
    if version == 6 {
      // RFC 9980: ML-DSA with an Edwards curve, SLH-DSA.
      return (30...34).contains(algorithm.rawValue) ? .postQuantumVersion6 : .ed25519Version6
    }
    return switch algorithm {
    case .rsa, .rsaSignOnly: (modulusBits ?? 0) < 2048 ? .rsa1024 : .rsa
    case .dsa: .dsa
    case .eddsa: .ed25519
    case .ecdsa: .ecdsa
    default: nil
    }
  }
}
