public import Bytes
public import Cryptography

/// A private key file of OpenSSH's own, `-----BEGIN OPENSSH PRIVATE KEY-----`.
///
/// - SeeAlso: OpenSSH `PROTOCOL.key`.
public struct SSHPrivateKey: Sendable {
  private static let head: StaticString = "-----BEGIN OPENSSH PRIVATE KEY-----"
  private static let tail = Array("-----END OPENSSH PRIVATE KEY-----".utf8)
  private static let magic = Array("openssh-key-v1\0".utf8)

  public let publicKey: SSHPublicKey
  /// What it is encrypted with, under a key made by bcrypt; `nil` for not at all.
  public let cipher: String?
  /// The private section.
  private let section: SecretBytes

  /// Whether a file begins as these do.
  public static func isOne(_ file: SecretBytes) -> Bool { file.starts(with: head) }

  /// Reads a file of one key.
  public init(file: SecretBytes) throws(MalformedInput) {
    let contents = try Self.contents(of: file)
    let bytes = contents.span
    var reader = unsafe ByteReader(bytes.bytes)
    guard try reader.array(Self.magic.count, field: "magic") == Self.magic else {
      throw MalformedInput(.badMagic, at: 0, field: "magic")
    }
    let cipher = try reader.name(field: "cipher")
    _ = try reader.name(field: "KDF")
    _ = try reader.string(field: "KDF options")
    let start = reader.position
    guard try reader.integer(UInt32.self, .big, field: "number of keys") == 1 else {
      throw MalformedInput(.unsupported, at: start, field: "number of keys")
    }
    publicKey = try SSHPublicKey(parsing: try reader.string(field: "public key"))
    section = contents[try reader.stringRange(field: "private section")]
    // Behind it stands the tag of a cipher that has one.
    if cipher == "none" { try reader.requireEnd(field: "private section") }
    self.cipher = cipher == "none" ? nil : cipher
  }

  /// What stands between the first line and the last.
  private static func contents(of file: SecretBytes) throws(MalformedInput) -> SecretBytes {
    guard isOne(file) else { throw MalformedInput(.badMagic, at: 0, field: "armor") }
    return try SecretBytes(upTo: Base64Decoder.mostBytes(file.count)) {
      (output: inout OutputSpan<UInt8>) throws(MalformedInput) in
      try unsafe file.withUnsafeBytes { (text) throws(MalformedInput) in
        var decoder = Base64Decoder()
        var lines = unsafe text.split(separator: UInt8(ascii: "\n")).dropFirst()[...]
        while let line = unsafe lines.popFirst() {
          let line = unsafe line.last == 0x0d ? line.dropLast() : line
          guard unsafe !line.starts(with: Self.tail) else {
            guard unsafe lines.isEmpty else { break }
            return try decoder.finish()
          }
          unsafe try decoder.decode(line, into: &output)
        }
        throw MalformedInput(.truncated, at: text.count, field: "armor")
      }
    }
  }

  /// The key, ready to sign.
  ///
  /// - Throws: `MalformedInput`, also for private numbers that do not belong to the public ones.
  /// - Precondition: it is not encrypted.
  public func unlocked() throws(MalformedInput) -> PrivateKey {
    precondition(cipher == nil, "only a key in the clear is read")
    let bytes = section.span
    var reader = unsafe ByteReader(bytes.bytes)
    let check = try reader.integer(UInt32.self, .big, field: "check")
    guard try reader.integer(UInt32.self, .big, field: "check") == check,
      try reader.name(field: "key type") == publicKey.type
    else { throw MalformedInput(.invalidValue, at: 0, field: "private section") }
    let components = try components(&reader)
    _ = try reader.string(field: "comment")
    for expected in 1...UInt8(255) where reader.remaining > 0 {
      let start = reader.position
      guard try reader.byte(field: "padding") == expected else {
        throw MalformedInput(.invalidValue, at: start, field: "padding")
      }
    }
    try reader.requireEnd(field: "padding")
    do throws(CryptographyError) {
      return try PrivateKey(components, publicKey: try PublicKey(publicKey.components))
    } catch { throw MalformedInput(.invalidValue, at: 0, field: "private numbers") }
  }

  /// The numbers, after the public ones once more.
  private func components(
    _ reader: inout ByteReader
  ) throws(MalformedInput) -> PrivateKey.Components {
    switch publicKey.components {
    case .ed25519:
      _ = try reader.string(field: "public key")
      let start = reader.position
      let part = try reader.stringRange(field: "private key")
      // The seed, and the public key behind it.
      guard part.count == 64 else {
        throw MalformedInput(.invalidValue, at: start, field: "private key")
      }
      return .ed25519(seed: section[part.lowerBound..<part.lowerBound + 32])
    case .rsa:
      for field in ["RSA n", "RSA e"] { _ = try reader.string(field: field) }
      let d = section[try reader.stringRange(field: "RSA d")]
      let inverse = section[try reader.stringRange(field: "RSA iqmp")]
      let p = section[try reader.stringRange(field: "RSA p")]
      let q = section[try reader.stringRange(field: "RSA q")]
      return .rsa(exponent: d, p: p, q: q, inverse: inverse)
    case .ecdsa:
      for field in ["curve", "public point"] { _ = try reader.string(field: field) }
      return .ecdsa(scalar: section[try reader.stringRange(field: "ECDSA scalar")])
    }
  }
}
