public import Bytes
public import Cryptography

/// A version 4 secret key or subkey (RFC 9580 §5.5.3).
public struct SecretKeyPacket: Sendable {
  /// How the private numbers lie in the file.
  enum Protection: Sendable {
    /// In the clear, with a 16-bit sum behind.
    case none(SecretBytes)
    /// Under AES in CFB mode, with a hash (usage 254) or a sum (255) behind.
    case encrypted(EncryptedNumbers)
    /// Not at all: the key is offline, or on a card.
    case absent
    /// In a way that is not supported; the words name it.
    case unsupported(String)
  }

  public let publicKey: PublicKeyPacket
  /// The whole body, as it was read.
  public let body: [UInt8]
  let protection: Protection

  /// Reads a body to the end of `reader`.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    body = [UInt8](copying: reader.rest)
    publicKey = try PublicKeyPacket(parsing: &reader)
    protection = try Protection(parsing: &reader)
  }

  init(_ packet: Packet) throws(MalformedInput) {
    var reader = unsafe ByteReader(packet.body.span.bytes, base: packet.offset)
    try self.init(parsing: &reader)
  }

  public func serialized() -> [UInt8] { body }

  /// Whether the private part is here, in the clear or not.
  public var hasSecret: Bool {
    if case .absent = protection { false } else { true }
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
  ///   `.inconsistentKey`, `.unsupported`.
  public func unlock(passphrase: SecretBytes?) throws(OpenPGPError) -> Signer {
    let key = try publicKey.verificationKey()
    let numbers: SecretBytes
    switch protection {
    case .none(let secret): numbers = try secret.withoutSum()
    case .encrypted(let encrypted):
      guard let passphrase else { throw .passphraseNeeded }
      numbers = try encrypted.decrypt(passphrase)
    case .absent: throw .noSecret
    case .unsupported(let what): throw .unsupported(what)
    }
    return try Signer(publicKey, Self.privateKey(numbers, key))
  }

  /// Assembles the private key from its numbers (RFC 9580 §5.5.5).
  private static func privateKey(
    _ numbers: SecretBytes, _ publicKey: PublicKey
  ) throws(OpenPGPError) -> PrivateKey {
    unsafe try numbers.withUnsafeBytes { (bytes) throws(OpenPGPError) in
      var reader = unsafe ByteReader(RawSpan(_unsafeBytes: bytes))
      let components: PrivateKey.Components
      do throws(MalformedInput) {
        switch publicKey.components {
        case .rsa:
          let d = try SecretBytes(parsing: &reader, field: "RSA d")
          let p = try SecretBytes(parsing: &reader, field: "RSA p")
          let q = try SecretBytes(parsing: &reader, field: "RSA q")
          let inverse = try SecretBytes(parsing: &reader, field: "RSA u")
          components = .rsa(exponent: d, p: p, q: q, inverse: inverse)
        case .ed25519:
          components = .ed25519(
            seed: try SecretBytes(parsing: &reader, paddedTo: 32, field: "Ed25519 seed"))
        case .ecdsa:
          throw MalformedInput(.unsupported, at: 0, field: "ECDSA")
        }
        guard reader.remaining == 0 else {
          throw MalformedInput(.trailingData, at: reader.position, field: "private key")
        }
      } catch {
        if error.code == .unsupported { throw .unsupported("signing with ECDSA") }
        throw .inconsistentKey
      }
      do throws(CryptographyError) {
        return try PrivateKey(components, publicKey: publicKey)
      } catch { throw .inconsistentKey }
    }
  }
}

extension SecretKeyPacket.Protection {
  init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let usage = try reader.byte(field: "S2K usage")
    guard usage != 0 else {
      self = .none(SecretBytes(copying: reader.rest))
      try reader.skip(reader.remaining)
      return
    }
    guard usage == 254 || usage == 255 else {
      self = .unsupported(
        usage == 253 ? "a key protected with AEAD" : "a key protected as before OpenPGP (RFC 2440)")
      try reader.skip(reader.remaining)
      return
    }
    let cipher = try reader.byte(field: "cipher")
    let specifier = try StringToKey(parsing: &reader)
    switch specifier {
    case .absent: self = .absent
    case .unsupported(let type):
      self = .unsupported(
        type == 4 ? "a key protected with Argon2" : "a key protected with S2K type \(type)")
    case .iterated:
      guard let length = [7: 16, 8: 24, 9: 32][cipher] else {
        self = .unsupported("a key protected with cipher \(cipher), which is not AES,")
        break
      }
      let vector = try reader.array(16, field: "initialisation vector")
      self = .encrypted(
        EncryptedNumbers(
          hasHash: usage == 254, keyLength: length, specifier: specifier, vector: vector,
          bytes: [UInt8](copying: reader.rest)))
    }
    try reader.skip(reader.remaining)
  }
}
