public import Bytes

/// How a passphrase becomes a cipher's key (RFC 9580 §3.7.1).
public enum StringToKey: Hashable, Sendable {
  /// Type 0: the hash of the passphrase. Read, never written: equal passphrases make equal keys.
  case simple(HashAlgorithm)
  /// Type 1: the hash of salt and passphrase. Read, never written: guessing is too quick.
  case salted(HashAlgorithm, salt: [UInt8])
  /// Type 3: the hash of salt and passphrase, repeated to as many octets as the coded count says.
  case iterated(HashAlgorithm, salt: [UInt8], codedCount: UInt8)
  /// Type 4, Argon2, which libcrypto has from 3.2 on: 16 bytes of salt, then the passes, the
  /// lanes and the binary logarithm of the memory in KiB. It is not derived here.
  case argon2([UInt8])
  /// Type 101, GnuPG's own: there is no private part here (mode 1), or it is on a card (mode 2).
  case absent(mode: UInt8)
  /// Another type.
  case unsupported(UInt8)

  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let type = try reader.byte(field: "S2K type")
    switch type {
    case 0, 1, 3:
      let hash = HashAlgorithm(rawValue: try reader.byte(field: "S2K hash"))
      guard type != 0 else {
        self = .simple(hash)
        return
      }
      let salt = try reader.array(8, field: "S2K salt")
      self =
        type == 1
        ? .salted(hash, salt: salt)
        : .iterated(hash, salt: salt, codedCount: try reader.byte(field: "S2K count"))
    case 4: self = .argon2(try reader.array(19, field: "S2K Argon2 parameters"))
    case 101:
      try reader.skip(1, field: "S2K hash")
      let start = reader.position
      guard try reader.array(3, field: "S2K extension") == Array("GNU".utf8) else {
        throw MalformedInput(.unsupported, at: start, field: "S2K extension")
      }
      self = .absent(mode: try reader.byte(field: "S2K mode"))
    default: self = .unsupported(type)
    }
  }

  /// The specifier; an unsupported one loses its parameters.
  public func serialized() -> [UInt8] {
    switch self {
    case .simple(let hash): [0, hash.rawValue]
    case .salted(let hash, let salt): [1, hash.rawValue] + salt
    case .iterated(let hash, let salt, let count): [3, hash.rawValue] + salt + [count]
    case .argon2(let parameters): [4] + parameters
    case .absent(let mode): [101, 0] + Array("GNU".utf8) + [mode]
    case .unsupported(let type): [type]
    }
  }

  /// The number of octets that are hashed, at most 65,011,712.
  public static func octets(codedCount: UInt8) -> Int {
    (16 + Int(codedCount & 15)) << (Int(codedCount >> 4) + 6)
  }
}
