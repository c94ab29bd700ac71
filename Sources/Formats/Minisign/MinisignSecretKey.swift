public import Bytes
public import Cryptography

/// A secret key file of minisign.
///
/// - SeeAlso: the minisign manual, "Secret key format"; libsodium's
///   `crypto_pwhash_scryptsalsa208sha256` for how its limits become scrypt's numbers.
public struct MinisignSecretKey: Sendable {
  /// How the key is protected; `nil` for not at all.
  private let derivation: (scrypt: Scrypt, salt: [UInt8])?
  /// Key id, seed, public key and checksum: 104 bytes, masked when there is a passphrase.
  private let masked: SecretBytes

  public var needsPassphrase: Bool { derivation != nil }

  /// Whether a file begins as these do.
  public static func isOne(_ text: SecretBytes) -> Bool {
    text.starts(with: MinisignComment.untrusted)
  }

  /// Reads a key file.
  ///
  /// - Throws: `MalformedInput.Code.unsupported` for another derivation, and for limits above
  ///   1 GiB of memory, which minisign itself never writes.
  public init(file text: SecretBytes) throws(MalformedInput) {
    let contents = try unsafe text.withUnsafeBytes { (text) throws(MalformedInput) -> SecretBytes in
      let lines = unsafe try MinisignLines(text, count: 2)
      return unsafe try lines.secret(1, count: 158, field: "secret key")
    }
    let bytes = contents.span
    var reader = unsafe ByteReader(bytes.bytes)
    let signature = try reader.array(2)
    let derived = try reader.array(2)
    guard signature.elementsEqual("Ed".utf8), try reader.array(2).elementsEqual("B2".utf8) else {
      throw MalformedInput(.unsupported, at: 0, field: "secret key algorithms")
    }
    let salt = try reader.array(32)
    let operations = try reader.integer(UInt64.self, .little)
    let memory = try reader.integer(UInt64.self, .little)
    switch (derived[0], derived[1]) {
    case (0, 0): derivation = nil
    case (UInt8(ascii: "S"), UInt8(ascii: "c")):
      guard let scrypt = Scrypt(operations: operations, memory: memory) else {
        throw MalformedInput(.unsupported, at: 0, field: "scrypt limits")
      }
      derivation = (scrypt, salt)
    default: throw MalformedInput(.unsupported, at: 0, field: "key derivation")
    }
    masked = contents[reader.position..<contents.count]
  }

  /// Opens the key.
  ///
  /// That the passphrase is right shows when the public half made from the seed is the one stored
  /// beside it; minisign's own checksum, BLAKE2b of 32 bytes, is not in every libcrypto.
  ///
  /// - Throws: `MinisignKeyError`.
  public func unlock(
    passphrase: SecretBytes?
  ) throws(MinisignKeyError) -> (key: MinisignPublicKey, signer: PrivateKey) {
    var clear = masked
    if let derivation {
      guard let passphrase else { throw .passphraseNeeded }
      let mask: SecretBytes
      do throws(CryptographyError) {
        mask = try derivation.scrypt.key(
          masked.count, passphrase: passphrase, salt: derivation.salt)
      } catch { throw .cryptography(error) }
      clear = masked.masked(with: mask)
    }
    let bytes = clear.span
    let keyID = unsafe [UInt8](copying: bytes.extracting(0..<8).bytes)
    let point = unsafe [UInt8](copying: bytes.extracting(40..<72).bytes)
    guard let key = try? PublicKey(.ed25519(point)),
      let signer = try? PrivateKey(.ed25519(seed: clear[8..<40]), publicKey: key)
    else { throw derivation == nil ? .inconsistent : .wrongPassphrase }
    return (MinisignPublicKey(keyID: keyID, point: point), signer)
  }
}

/// Why a minisign key could not be opened.
public enum MinisignKeyError: Error, Hashable, Sendable {
  case passphraseNeeded
  case wrongPassphrase
  /// The private half does not belong to the public one.
  case inconsistent
  case cryptography(CryptographyError)
}

extension Scrypt {
  /// libsodium's way from limits on operations and memory to scrypt's numbers.
  init?(operations: UInt64, memory: UInt64) {
    let operations = max(32768, operations)
    let blockSize: UInt64 = 8
    let isMemoryAmple = operations < memory / 32
    let most = isMemoryAmple ? operations / (blockSize * 4) : memory / (blockSize * 128)
    var bits: UInt64 = 1
    while bits < 63, (1 << bits) <= most / 2 { bits += 1 }
    let parallelization =
      isMemoryAmple ? 1 : min(0x3fff_ffff, operations / 4 / (1 << bits)) / blockSize
    self.init(cost: 1 << bits, blockSize: blockSize, parallelization: parallelization)
  }
}

extension SecretBytes {
  /// These bytes with others laid over them by exclusive or.
  fileprivate func masked(with mask: SecretBytes) -> SecretBytes {
    SecretBytes(upTo: count) { output in
      for index in 0..<count { output.append(span[index] ^ mask.span[index]) }
    }
  }
}
