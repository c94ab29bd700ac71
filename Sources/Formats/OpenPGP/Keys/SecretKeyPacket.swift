public import Bytes
public import Cryptography

/// A version 4 secret key or subkey (RFC 9580 §5.5.3).
public struct SecretKeyPacket: Sendable {
  public let publicKey: PublicKeyPacket
  /// What follows the public part, as it was read.
  private let secret: SecretBytes
  let protection: KeyProtection

  /// Reads the whole body of a secret key, or of a secret subkey when told.
  ///
  /// - Throws: `MalformedInput.Code.unsupported` at the version for any but 4: no other is signed
  ///   with here.
  public init(
    parsing body: SecretBytes, type: PacketType = .secretKey
  ) throws(MalformedInput) {
    try self.init(try Packet(type, secretBody: body))
  }

  init(_ packet: Packet) throws(MalformedInput) {
    guard let secret = packet.secret else {
      throw MalformedInput(.badMagic, at: packet.offset, field: "secret key")
    }
    publicKey = try PublicKeyPacket(packet)
    guard publicKey.version == 4 else {
      throw MalformedInput(.unsupported, at: packet.offset, field: "key version")
    }
    self.secret = secret
    protection = try KeyProtection(
      parsing: secret, at: packet.offset + packet.body.count,
      KeyContents(type: packet.type, publicPart: publicKey.body))
  }

  /// The whole body.
  public func serialized() -> SecretBytes { SecretBytes(publicKey.body, followedBy: secret) }

  /// Whether the private part is here, in the clear or not.
  public var hasSecret: Bool {
    if case .absent = protection { false } else { true }
  }

  /// Whether the private part, if there is one, lies there in a form that is read here.
  public var isReadable: Bool {
    if case .unsupported = protection { false } else { true }
  }

  /// Whether a passphrase protects the private part.
  public var needsPassphrase: Bool {
    if case .encrypted = protection { true } else { false }
  }

  /// The key, ready to sign.
  ///
  /// The private numbers are checked against the public ones first.
  ///
  /// - Throws: `OpenPGPError` `.passphraseNeeded`, `.wrongPassphrase`, `.noSecret`,
  ///   `.inconsistentKey`, `.unsupported`, `.unsupportedProtection`.
  public func unlock(passphrase: SecretBytes?) throws(OpenPGPError) -> Signer {
    let key = try publicKey.verificationKey()
    // The version 4 form of it is known to few; nothing of rpm, and not to GnuPG 2.2.
    guard publicKey.algorithm != .ed25519 else {
      throw .unsupported("signing with \(publicKey.algorithm)")
    }
    let numbers: SecretBytes
    switch protection {
    case .none(let secret): numbers = try secret.withoutSum()
    case .encrypted(let encrypted):
      guard let passphrase else { throw .passphraseNeeded }
      numbers = try encrypted.decrypt(passphrase)
    case .absent: throw .noSecret
    case .unsupported(let what): throw .unsupportedProtection(what)
    }
    return try Signer(publicKey, Self.privateKey(numbers, key))
  }

  /// Assembles the private key from its numbers (RFC 9580 §5.5.5).
  private static func privateKey(
    _ numbers: SecretBytes, _ publicKey: PublicKey
  ) throws(OpenPGPError) -> PrivateKey {
    do {
      let bytes = numbers.span
      var reader = unsafe ByteReader(bytes.bytes)
      let components = try Self.components(parsing: &reader, of: publicKey)
      guard reader.remaining == 0 else { throw OpenPGPError.inconsistentKey }
      return try PrivateKey(components, publicKey: publicKey)
    } catch { throw .inconsistentKey }
  }

  private static func components(
    parsing reader: inout ByteReader, of publicKey: PublicKey
  ) throws(MalformedInput) -> PrivateKey.Components {
    switch publicKey.components {
    case .rsa:
      let d = try SecretBytes(parsing: &reader, field: "RSA d")
      let p = try SecretBytes(parsing: &reader, field: "RSA p")
      let q = try SecretBytes(parsing: &reader, field: "RSA q")
      let inverse = try SecretBytes(parsing: &reader, field: "RSA u")
      return .rsa(exponent: d, p: p, q: q, inverse: inverse)
    case .ed25519:
      return .ed25519(
        seed: try SecretBytes(parsing: &reader, paddedTo: 32, field: "Ed25519 seed"))
    case .ecdsa:
      return .ecdsa(scalar: try SecretBytes(parsing: &reader, field: "ECDSA scalar"))
    }
  }
}
