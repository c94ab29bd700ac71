internal import Bytes
internal import Cryptography

/// The name of a version 4 key: SHA-1 over its public packet, 20 bytes (RFC 9580 §5.5.4).
public struct Fingerprint: Hashable, Sendable {
  public let bytes: [UInt8]

  /// - Precondition: 20 bytes.
  public init(_ bytes: [UInt8]) {
    precondition(bytes.count == 20, "a version 4 fingerprint has 20 bytes")
    self.bytes = bytes
  }

  /// The fingerprint that 40 hexadecimal digits stand for, spaces left out; `nil` for other text.
  public init?(_ text: String) {
    guard let bytes = Bytes.bytes(hexadecimal: text.filter { $0 != " " }), bytes.count == 20
    else { return nil }
    self.bytes = bytes
  }

  /// The last 8 bytes.
  public var keyID: KeyID { KeyID(Array(bytes.suffix(8))) }
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
