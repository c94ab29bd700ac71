internal import Bytes

/// What became of a signature.
public enum SignatureVerdict: Hashable, Sendable {
  /// A trusted key made it over these bytes, and was and is entitled to.
  ///
  /// The fingerprint is the certificate's, that is its primary key's, whichever of its keys
  /// signed; the user id is its primary one; `created` is in seconds since the epoch. What was
  /// wrong with the key that signed, and let pass, is `overlooked`: see ``KeyTolerance``.
  case good(
    fingerprint: Fingerprint, userID: String, created: UInt32, overlooked: [Reason] = [])
  case bad(Reason)

  public var isGood: Bool {
    if case .good = self { true } else { false }
  }

  /// Why a signature proves nothing.
  public enum Reason: Hashable, Sendable {
    /// No certificate at hand has the key; its fingerprint, or key id if that is all there is.
    case unknownKey(String)
    /// The bytes are not those that were signed, or the key is not the one that signed.
    case badSignature
    case weakDigest(HashAlgorithm)
    case wrongType(SignatureType)
    case unsupportedVersion(UInt8)
    /// The bytes were signed, in a form that states too little to be believed: version 3.
    case obsoleteVersion(UInt8)
    case unsupportedAlgorithm(PublicKeyAlgorithm)
    case unsupportedHash(HashAlgorithm)
    /// Bytes follow the signature.
    case trailingData
    /// Another packet follows the signature.
    case severalPackets
    /// The signature is good, but not the 16 bits of the digest beside it.
    case left16Mismatch
    /// The names of the issuer contradict each other or the key.
    case issuerMismatch
    case issuerMissing
    case unknownCriticalSubpacket(Subpacket.Kind)
    case creationTimeMissing
    /// Made, it says, after the time of verification.
    case fromTheFuture(created: UInt32)
    /// Made, it says, before its key was.
    case createdBeforeKey(created: UInt32)
    case signatureExpired(at: UInt64)
    /// The bytes were signed, by a key that may not.
    case key(Fingerprint, KeyProblem)
  }
}

/// Why a key's signatures do not count.
public enum KeyProblem: Hashable, Sendable {
  case expired(at: UInt64)
  case revoked
  /// Its creation time lies after the time it is judged at.
  case notYetValid(created: UInt32)
  /// An RSA modulus below 2048 bits.
  case weak(bits: Int)
  /// Its key flags do not allow signing, or there are none.
  case notForSigning
  /// No valid signature of the primary key vouches for a user id, or for the subkey.
  case unbound
  /// There is no such signature, not even one that does not count.
  case bare
  /// The only such signatures are over a hash with known collisions.
  case weakBinding(HashAlgorithm)
  /// The signing subkey has not signed that it belongs to the primary key.
  case noBackSignature
  case unsupportedAlgorithm(PublicKeyAlgorithm)
}

/// What a key may be and its signatures count even so.
public enum KeyTolerance: Sendable {
  /// Nothing but sound.
  case none
  /// Whatever somebody can answer for: see ``KeyProblem/isForgivable``.
  case weak
}

extension KeyProblem {
  /// Whether people may decide to trust the key all the same.
  ///
  /// Never what its owner took back, what cannot be verified with, nor what anybody may have made:
  /// a modulus below 1024 bits, which has been factored in public, a binding that is not true, or
  /// over MD5.
  public var isForgivable: Bool {
    switch self {
    case .expired, .notYetValid, .notForSigning, .bare, .noBackSignature: true
    case .weak(let bits): bits >= 1024
    case .weakBinding(let hash): hash == .sha1
    case .revoked, .unbound, .unsupportedAlgorithm: false
    }
  }
}

extension KeyProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .expired(let time): "it expired at \(time)"
    case .revoked: "it is revoked"
    case .notYetValid(let created): "it is created at \(created), later than the time asked for"
    case .weak(let bits): "RSA with \(bits) bits can be broken"
    case .notForSigning: "its key flags do not allow signing"
    case .unbound: "no valid self-signature binds it"
    case .bare: "nothing in its certificate binds it"
    case .weakBinding(let hash): "its self-signature is over \(hash), which is broken"
    case .noBackSignature: "the subkey has not signed its binding"
    case .unsupportedAlgorithm(let algorithm):
      [.ecdsa, .eddsa].contains(algorithm)
        ? "\(algorithm) over its curve is not supported" : "\(algorithm) is not supported"
    }
  }
}

extension SignatureVerdict.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownKey(let name): "made by the unknown key \(name)"
    case .badSignature: "the signature does not match the bytes"
    case .weakDigest(let hash): "\(hash) proves nothing"
    case .wrongType(let type): "signature type 0x\(hexadecimal([type.rawValue])) is not for this"
    case .unsupportedVersion(let version): "signature version \(version) is not supported"
    case .obsoleteVersion(let version):
      "signature version \(version) proves nothing: it does not cover who made it or under which terms"
    case .unsupportedAlgorithm(let algorithm): "\(algorithm) is not supported"
    case .unsupportedHash(let hash): "\(hash) is not supported"
    case .trailingData: "bytes follow the signature"
    case .severalPackets: "more than one packet"
    case .left16Mismatch: "the digest's first bytes are wrong"
    case .issuerMismatch: "the issuer's names contradict each other"
    case .issuerMissing: "it does not say who made it"
    case .unknownCriticalSubpacket(let kind): "unknown critical subpacket \(kind.rawValue)"
    case .creationTimeMissing: "it does not say when it was made"
    case .fromTheFuture(let created): "made in the future, at \(created)"
    case .createdBeforeKey(let created): "made at \(created), before its key"
    case .signatureExpired(let time): "the signature expired at \(time)"
    case .key(let fingerprint, let problem): "key \(fingerprint): \(problem)"
    }
  }
}
