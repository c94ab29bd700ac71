internal import Bytes
internal import Cryptography

/// The name of a key: a digest over its public packet, of 20 bytes (SHA-1) for version 4 and of 32
/// bytes (SHA-256) for version 6 (RFC 9580 §5.5.4).
public struct Fingerprint: Hashable, Sendable {
  public let bytes: [UInt8]

  /// - Precondition: 20 or 32 bytes.
  public init(_ bytes: [UInt8]) {
    precondition([20, 32].contains(bytes.count), "a fingerprint has 20 or 32 bytes")
    self.bytes = bytes
  }

  /// The fingerprint that 40 or 64 hexadecimal digits stand for, spaces left out; `nil` for other
  /// text.
  public init?(_ text: String) {
    guard let bytes = Bytes.bytes(hexadecimal: text.filter { $0 != " " }),
      [20, 32].contains(bytes.count)
    else { return nil }
    self.bytes = bytes
  }

  /// The version of the key.
  public var version: UInt8 { bytes.count == 20 ? 4 : 6 }

  /// The last 8 bytes in version 4, the first 8 in version 6.
  public var keyID: KeyID { KeyID(Array(version == 4 ? bytes.suffix(8) : bytes.prefix(8))) }
}

extension Fingerprint: CustomStringConvertible {
  /// Upper-case hexadecimal, as GnuPG prints it.
  public var description: String { hexadecimal(bytes).uppercased() }
}

/// The short name of a key: 8 bytes, which collide if someone wants them to.
public struct KeyID: Hashable, Sendable {
  public let bytes: [UInt8]

  /// - Precondition: 8 bytes.
  public init(_ bytes: [UInt8]) {
    precondition(bytes.count == 8, "a key id has 8 bytes")
    self.bytes = bytes
  }
}

extension KeyID: CustomStringConvertible {
  /// Upper-case hexadecimal, as GnuPG prints it.
  public var description: String { hexadecimal(bytes).uppercased() }
}
