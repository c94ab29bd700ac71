/// Whoever can sign with a key: a file, an agent, a token, a service.
///
/// One method suffices because everything signed here is hashed first: the digest goes out, a
/// signature comes back, and the signer never sees the document.
public protocol RawSigner: Sendable {
  /// The public half, by which every signature is checked before it is used.
  var publicKey: PublicKey { get }

  /// Signs a digest.
  ///
  /// RSA: RSASSA-PKCS1-v1_5 with DigestInfo, as long as the modulus. ECDSA: r and s, each as long
  /// as a coordinate. Ed25519: PureEdDSA over `digest` itself, `R | S`, 64 bytes; `digest` may
  /// then be a message of any length, and `algorithm` says nothing.
  ///
  /// Safe to call from several threads; a signer that can only do one thing at a time waits.
  func sign(
    _ digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(SigningFailure) -> [UInt8]
}

/// Why a signer did not sign, or cannot be reached.
public struct SigningFailure: Error, Hashable, Sendable {
  /// What the user has to look at; the words are the backend's.
  public enum Kind: String, Sendable, CaseIterable {
    /// The backend is not there: no socket, no module, no program, no provider.
    case unavailable
    /// The backend has no such key.
    case noSuchKey
    /// The description of the key fits several.
    case ambiguousKey
    /// A passphrase or PIN is needed, and there is none.
    case secretNeeded
    /// The passphrase or PIN is wrong.
    case wrongSecret
    /// The backend takes no more attempts.
    case secretLocked
    /// The backend cannot do what the key or the digest asks for.
    case unsupported
    /// The backend took too long.
    case timedOut
    /// The backend's answer is not in its protocol.
    case badAnswer
    /// The file is no key file, or of several keys.
    case unreadable
    /// The file is protected in a way libcrypto does not undo.
    case unsupportedProtection
    /// The signature made does not verify with the public key.
    case badSignature
    /// Anything else the backend says no with.
    case refused
  }

  public var kind: Kind
  /// Who failed, such as `gpg-agent` or `libcrypto`.
  public var backend: String
  /// The explanation, in the backend's own words where it has some.
  public var words: String

  public init(_ kind: Kind, _ backend: String, _ words: String) {
    self.kind = kind
    self.backend = backend
    self.words = words
  }

  /// A failure of libcrypto, in its words.
  public init(_ error: CryptographyError) {
    let separator = error.reason.isEmpty ? "" : ": "
    self.init(.refused, "libcrypto", "\(error.operation)\(separator)\(error.reason)")
  }
}

extension SigningFailure: CustomStringConvertible {
  public var description: String { "\(backend): \(words)" }
}

extension RawSigner {
  /// Signs, and proves the signature with the public key before anybody sees it.
  ///
  /// A fault in the computation could betray an RSA key, and an answer from outside proves
  /// nothing by itself.
  ///
  /// - Throws: `SigningFailure` of the signer, or `.badSignature`.
  public func provenSignature(
    of digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(SigningFailure) -> [UInt8] {
    let signature = try sign(digest, algorithm)
    guard publicKey.verifies(signature, of: digest, algorithm) else {
      throw SigningFailure(
        .badSignature, "signer", "the signature made does not verify with the public key")
    }
    return signature
  }
}
