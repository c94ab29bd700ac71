internal import Bytes
internal import Cryptography

extension Certificate {
  /// Makes a certificate around a key, wherever its private half lies: a file, a token, a service.
  ///
  /// `signedAt`, in seconds since the epoch, is when the self-signature says it was made; it must
  /// not lie before the key's creation. The key expires `lifetime` seconds after its creation. The
  /// self-signature, over ``PublicKeyPacket/documentHash``, states what rpm 4.11 to 6, GnuPG and
  /// Sequoia all accept, and nothing in it is critical, which rpm 4.18 would not import.
  ///
  /// - Throws: `OpenPGPError` of the signer; `.unsupported` for a key that cannot sign here.
  public init(
    around signer: Signer, userID: String, signedAt: UInt32, lifetime: UInt32? = nil
  ) throws(OpenPGPError) {
    precondition(signedAt >= signer.publicKey.created, "a key signs after it was made")
    let name = UserID(bytes: Array(userID.utf8))
    let builder = try SignatureBuilder(
      signer: signer, hash: nil, created: signedAt, type: .positiveCertification,
      statements: Self.statements(lifetime: lifetime))
    try builder.update(signer.publicKey.hashedForm + name.hashedForm)
    let signature = try builder.finishSignature()
    self = try parsing { () throws(MalformedInput) in
      try Certificate([
        Packet(.publicKey, signer.publicKey.body), Packet(.userID, name.bytes), signature.packet,
      ])
    }
  }

  /// What the self-signature states beside who and when.
  private static func statements(lifetime: UInt32?) -> [Subpacket] {
    // Certify and sign: without the flags rpm from 4.19 on refuses the key.
    var statements = [Subpacket(.keyFlags, [0x03])]
    if let lifetime { statements.append(.number(.keyExpirationTime, lifetime)) }
    return statements + [
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
}
