internal import Bytes
public import Cryptography

extension TransferableSecretKey {
  /// What a new key shall be; RSA and Ed25519 make the same signature from the same bytes.
  public enum Algorithm: String, Sendable, CaseIterable {
    /// Read by every rpm and dpkg tool there is.
    case rsa4096, rsa3072
    /// Small and fast; rpm from EL9 on.
    case ed25519
    /// ECDSA on a curve of NIST; rpm from EL10 on.
    case p256, p384, p521

    var kind: PrivateKey.Kind {
      switch self {
      case .rsa4096: .rsa(bits: 4096)
      case .rsa3072: .rsa(bits: 3072)
      case .ed25519: .ed25519
      case .p256: .ecdsa(.p256)
      case .p384: .ecdsa(.p384)
      case .p521: .ecdsa(.p521)
      }
    }
  }

  /// Makes a key whose primary key signs, without subkeys; it expires after `lifetime` seconds.
  ///
  /// The self-signature is made at `created`, seconds since the epoch, and says just what rpm 4.11
  /// to 6, GnuPG and Sequoia all accept. With a passphrase the private part is protected (S2K
  /// usage 254, AES-256); without, whoever reads the file can sign.
  public static func generate(
    algorithm: Algorithm, userID: String, created: UInt32, lifetime: UInt32? = nil,
    passphrase: SecretBytes? = nil
  ) throws(OpenPGPError) -> TransferableSecretKey {
    let key = try crypto { () throws(CryptographyError) in
      try PrivateKey.generate(algorithm.kind)
    }
    let publicKey = try parsing { () throws(MalformedInput) in
      try PublicKeyPacket(key.publicKey, created: created)
    }
    let certificate = try Certificate(
      around: try Signer(publicKey, key), userID: userID, signedAt: created, lifetime: lifetime)
    let primary = Packet(
      .secretKey, publicKey.body, secret: try secretPart(of: key, passphrase))
    return try parsing { () throws(MalformedInput) in
      try TransferableSecretKey([primary] + Array(certificate.packets.dropFirst()))
    }
  }

  /// What follows the public part in the secret key's body.
  private static func secretPart(
    of key: PrivateKey, _ passphrase: SecretBytes?
  ) throws(OpenPGPError) -> SecretBytes {
    let components = try crypto { () throws(CryptographyError) in try key.components() }
    let numbers: SecretBytes =
      switch components {
      case .rsa(let d, let p, let q, let inverse):
        SecretBytes(joining: [d, p, q, inverse].map { $0.asNumber() })
      case .ed25519(let seed): seed.asNumber()
      case .ecdsa(let scalar): scalar.asNumber()
      }
    if let passphrase {
      let encrypted = try EncryptedNumbers.encrypt(numbers, with: passphrase).serialized()
      return unsafe SecretBytes(copying: encrypted.span.bytes)
    }
    let sum = numbers.sum()
    return SecretBytes(upTo: numbers.count + 3) { output in
      output.append(0)
      output.append(numbers.span)
      output.append(UInt8(sum >> 8))
      output.append(UInt8(sum & 0xff))
    }
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
