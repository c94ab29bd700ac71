public import Bytes
public import Cryptography

/// An Ed25519 key as minisign and signify know it.
///
/// - SeeAlso: the minisign manual, "Public key format".
public struct MinisignPublicKey: Hashable, Sendable {
  /// Eight bytes chosen when the key was made; not derived from it.
  public let keyID: [UInt8]
  /// The encoded point, 32 bytes.
  public let point: [UInt8]

  /// - Precondition: 8 and 32 bytes.
  public init(keyID: [UInt8], point: [UInt8]) {
    precondition(keyID.count == 8 && point.count == 32, "a minisign key has 8 and 32 bytes")
    self.keyID = keyID
    self.point = point
  }

  /// Describes a key that was not made by minisign.
  ///
  /// Its id is the beginning of its SHA-256, so that it is always the same.
  ///
  /// - Throws: `CryptographyError` for a key that is not Ed25519.
  public init(_ key: PublicKey) throws(CryptographyError) {
    guard case .ed25519(let point) = key.components else {
      throw CryptographyError(operation: "minisign", reason: "only Ed25519 keys sign")
    }
    self.init(keyID: Array(try digest(.sha256, of: point).prefix(8)), point: point)
  }

  /// Reads a `.pub` file.
  public init(file text: [UInt8]) throws(MalformedInput) {
    let lines = try MinisignLines(text, count: 2)
    let bytes = try lines.bytes(1, count: 42, field: "public key")
    guard bytes.starts(with: "Ed".utf8) else {
      throw MalformedInput(.unsupported, at: 0, field: "signature algorithm")
    }
    self.init(keyID: Array(bytes[2..<10]), point: Array(bytes[10...]))
  }

  /// The `.pub` file.
  public func serialized() -> [UInt8] {
    minisignFile(
      comment: "minisign public key \(identifier)", Array("Ed".utf8) + keyID + point)
  }

  /// The key id as minisign prints it: its bytes as one little-endian number.
  public var identifier: String { hexadecimal(keyID.reversed()).uppercased() }
}
