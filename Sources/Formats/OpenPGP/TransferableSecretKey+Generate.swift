internal import Bytes
public import Cryptography

extension TransferableSecretKey {
  /// What a new key shall be; both kinds make the same signature from the same bytes.
  public enum Algorithm: String, Sendable, CaseIterable {
    /// Read by every rpm and dpkg tool there is.
    case rsa4096, rsa3072
    /// Small and fast; rpm from EL9 on.
    case ed25519

    var kind: PrivateKey.Kind {
      switch self {
      case .rsa4096: .rsa(bits: 4096)
      case .rsa3072: .rsa(bits: 3072)
      case .ed25519: .ed25519
      }
    }
  }

  /// Makes a key whose primary key signs, without subkeys and without expiry.
  ///
  /// The self-signature is made at `created`, seconds since the epoch, and says just what rpm 4.11
  /// to 6, GnuPG and Sequoia all accept. With a passphrase the private part is protected (S2K
  /// usage 254, AES-256); without, whoever reads the file can sign.
  public static func generate(
    algorithm: Algorithm, userID: String, created: UInt32, passphrase: SecretBytes? = nil
  ) throws(OpenPGPError) -> TransferableSecretKey {
    let key = try crypto { () throws(CryptographyError) in
      try PrivateKey.generate(algorithm.kind)
    }
    let publicKey = try parsing { () throws(MalformedInput) in
      try PublicKeyPacket(key.publicKey, created: created)
    }
    let name = Certificate.UserID(bytes: Array(userID.utf8))
    let builder = try SignatureBuilder(
      signer: Signer(publicKey, key), hash: .sha512, created: created,
      type: .positiveCertification, statements: conservativeStatements)
    try builder.update(publicKey.hashedForm + name.hashedForm)
    let signature = try builder.finishSignature()
    let body = try publicKey.body + secretPart(of: key, passphrase)
    return try parsing { () throws(MalformedInput) in
      try TransferableSecretKey([
        Packet(.secretKey, body), Packet(.userID, name.bytes), signature.packet,
      ])
    }
  }

  /// What the self-signature states beside who and when; nothing is critical, which rpm 4.18
  /// would not import.
  private static var conservativeStatements: [Subpacket] {
    [
      // Certify and sign.
      Subpacket(.keyFlags, [0x03]),
      Subpacket(.primaryUserID, [1]),
      // AES-256, -192, -128; SHA-512, -384, -256; no compression but ZLIB and ZIP.
      Subpacket(.preferredCiphers, [9, 8, 7]),
      Subpacket(.preferredHashes, [10, 9, 8]),
      Subpacket(.preferredCompression, [2, 1]),
      // Encrypted data with integrity protection.
      Subpacket(.features, [0x01]),
      // Only the holder may change the key on a server.
      Subpacket(.keyServerPreferences, [0x80]),
    ]
  }

  /// What follows the public part in the secret key's body.
  private static func secretPart(
    of key: PrivateKey, _ passphrase: SecretBytes?
  ) throws(OpenPGPError) -> [UInt8] {
    let components = try crypto { () throws(CryptographyError) in try key.components() }
    let numbers: SecretBytes =
      switch components {
      case .rsa(let d, let p, let q, let inverse):
        SecretBytes(joining: [d, p, q, inverse].map { $0.asNumber() })
      case .ed25519(let seed): seed.asNumber()
      }
    if let passphrase {
      return try EncryptedNumbers.encrypt(numbers, with: passphrase).serialized()
    }
    let sum = numbers.sum()
    // In the clear, as asked for: from here on the bytes are as public as the file.
    return unsafe [0] + numbers.withUnsafeBytes { unsafe [UInt8]($0) }
      + [UInt8(sum >> 8), UInt8(sum & 0xff)]
  }
}

extension SecretBytes {
  /// The bytes as a multi-precision integer.
  func asNumber() -> SecretBytes {
    unsafe withUnsafeBytes { bytes in
      let zeros = unsafe bytes.prefix { $0 == 0 }.count
      let digits = unsafe UnsafeRawBufferPointer(rebasing: bytes[zeros...])
      let bits = unsafe digits.first.map { digits.count * 8 - $0.leadingZeroBitCount } ?? 0
      return unsafe SecretBytes(capacity: digits.count + 2) { room in
        unsafe room[0] = UInt8(bits >> 8 & 0xff)
        unsafe room[1] = UInt8(bits & 0xff)
        unsafe UnsafeMutableRawBufferPointer(rebasing: room[2...]).copyMemory(from: digits)
        return room.count
      }
    }
  }
}
