public import Bytes
public import Cryptography

/// A signature file of minisign.
///
/// - SeeAlso: the minisign manual, "Signature format".
public struct MinisignSignature: Hashable, Sendable {
  /// What is signed.
  public enum Algorithm: String, Sendable {
    /// The file's BLAKE2b digest; what is made here.
    case prehashed = "ED"
    /// The file itself: minisign before 0.8, and signify. Read, and refused by ``MinisignVerdict``.
    case legacy = "Ed"
  }

  public let algorithm: Algorithm
  public let keyID: [UInt8]
  /// Over the digest, 64 bytes.
  public let value: [UInt8]
  /// Text that is signed with it.
  public let trustedComment: [UInt8]
  /// Over ``value`` and the trusted comment, 64 bytes.
  public let globalValue: [UInt8]

  /// Reads a signature file: four lines and nothing else.
  public init(file text: [UInt8]) throws(MalformedInput) {
    let lines = try MinisignLines(text, count: 4)
    let bytes = try lines.bytes(1, count: 74, field: "signature")
    guard let algorithm = Algorithm(rawValue: String(decoding: bytes[..<2], as: UTF8.self)) else {
      throw MalformedInput(.unsupported, at: 0, field: "signature algorithm")
    }
    self.algorithm = algorithm
    keyID = Array(bytes[2..<10])
    value = Array(bytes[10...])
    trustedComment = try lines.trustedComment(2)
    globalValue = try lines.bytes(3, count: 64, field: "global signature")
  }

  /// Signs a file, given as its BLAKE2b digest of 64 bytes.
  ///
  /// - Precondition: the signer's key is `key`, and the comment has no control characters.
  public init(
    signing digest: [UInt8], key: MinisignPublicKey, trustedComment: String,
    with signer: any RawSigner
  ) throws(SigningFailure) {
    precondition(signer.publicKey.components == .ed25519(key.point), "the signer has the key")
    precondition(
      trustedComment.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\t" },
      "the comment is one line")
    algorithm = .prehashed
    keyID = key.keyID
    value = try signer.provenSignature(of: digest, .sha512)
    self.trustedComment = Array(trustedComment.utf8)
    globalValue = try signer.provenSignature(of: value + self.trustedComment, .sha512)
  }

  /// The signature file.
  public func serialized() -> [UInt8] {
    minisignFile(
      comment: "signature from pkg", Array(algorithm.rawValue.utf8) + keyID + value)
      + MinisignComment.bytes(MinisignComment.trusted) + trustedComment + [0x0a]
      + Base64.encoded(globalValue) + [0x0a]
  }
}

/// What became of a minisign signature.
public enum MinisignVerdict: Hashable, Sendable {
  /// Good, by the key with this index.
  case good(Int)
  /// No key at hand has the key id; it as minisign prints it.
  case unknownKey(String)
  case badSignature
  /// The signature is good, its trusted comment is not.
  case badComment
  /// A legacy signature, which has the verifier hold the whole file before it knows anything.
  case legacy
}

extension MinisignSignature {
  /// Judges it over a file with this BLAKE2b digest.
  public func verdict(
    digest: [UInt8], keys: [MinisignPublicKey]
  ) throws(CryptographyError) -> MinisignVerdict {
    guard algorithm == .prehashed else { return .legacy }
    let known = keys.indices.filter { keys[$0].keyID == keyID }
    guard !known.isEmpty else {
      return .unknownKey(hexadecimal(keyID.reversed()).uppercased())
    }
    for index in known {
      let key = try PublicKey(.ed25519(keys[index].point))
      guard key.verifies(value, of: digest, .sha512) else { continue }
      return key.verifies(globalValue, of: value + trustedComment, .sha512)
        ? .good(index) : .badComment
    }
    return .badSignature
  }
}
