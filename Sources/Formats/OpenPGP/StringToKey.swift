public import Bytes
public import Cryptography

/// How a passphrase becomes a cipher's key (RFC 9580 §3.7.1).
///
/// Only the iterated and salted kind is used; the others are read far enough to be named.
public enum StringToKey: Hashable, Sendable {
  /// Type 3: the hash of salt and passphrase, repeated to as many octets as the coded count says.
  case iterated(HashAlgorithm, salt: [UInt8], codedCount: UInt8)
  /// Type 101, GnuPG's own: there is no private part here (mode 1), or it is on a card (mode 2).
  case absent(mode: UInt8)
  /// Another type, such as 4, Argon2, which libcrypto has from 3.2 on.
  case unsupported(UInt8)

  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let type = try reader.byte(field: "S2K type")
    switch type {
    case 3:
      let hash = HashAlgorithm(rawValue: try reader.byte(field: "S2K hash"))
      let salt = try reader.array(8, field: "S2K salt")
      self = .iterated(hash, salt: salt, codedCount: try reader.byte(field: "S2K count"))
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
    case .iterated(let hash, let salt, let count): [3, hash.rawValue] + salt + [count]
    case .absent(let mode): [101, 0] + Array("GNU".utf8) + [mode]
    case .unsupported(let type): [type]
    }
  }

  /// The number of octets that are hashed, at most 65,011,712.
  public static func octets(codedCount: UInt8) -> Int {
    (16 + Int(codedCount & 15)) << (Int(codedCount >> 4) + 6)
  }

  /// The key of `length` bytes that `passphrase` stands for.
  ///
  /// At the largest count 65 MB are hashed for each block of the key, which keeps guessing slow.
  public func key(
    from passphrase: SecretBytes, length: Int
  ) throws(OpenPGPError) -> SecretBytes {
    guard case .iterated(let hash, let salt, let codedCount) = self else {
      throw .unsupported("this derivation of a key from a passphrase")
    }
    guard let algorithm = hash.digest else { throw .unsupported("a passphrase hashed by \(hash)") }
    let unit = salt.count + passphrase.count
    let total = max(Self.octets(codedCount: codedCount), unit)
    let repeats = repeated(salt, passphrase, times: max(1, (1 << 16) / unit))
    return try crypto { () throws(CryptographyError) in
      unsafe try SecretBytes(capacity: length) { (room) throws(CryptographyError) -> Int in
        let width = algorithm.byteCount
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: width, alignment: 16)
        defer {
          unsafe block.initializeMemory(as: UInt8.self, repeating: 0)
          unsafe block.deallocate()
        }
        for (index, start) in stride(from: 0, to: length, by: width).enumerated() {
          let stream = try DigestStream(algorithm)
          try stream.update([UInt8](repeating: 0, count: index))
          try feed(repeats, octets: total, to: stream)
          unsafe try stream.current(into: block)
          let count = min(width, length - start)
          unsafe UnsafeMutableRawBufferPointer(rebasing: room[start..<start + count])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: block[0..<count]))
        }
        return length
      }
    }
  }
}

/// Salt and passphrase over and over, to be hashed in large pieces.
private func repeated(_ salt: [UInt8], _ passphrase: SecretBytes, times: Int) -> SecretBytes {
  let unit = salt.count + passphrase.count
  return unsafe SecretBytes(capacity: unit * times) { room in
    for index in 0..<times {
      let part = unsafe UnsafeMutableRawBufferPointer(
        rebasing: room[index * unit..<(index + 1) * unit])
      unsafe part.copyBytes(from: salt)
      unsafe passphrase.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(rebasing: part[salt.count...])
          .copyMemory(from: bytes)
      }
    }
    return room.count
  }
}

private func feed(
  _ repeats: SecretBytes, octets: Int, to stream: DigestStream
) throws(CryptographyError) {
  unsafe try repeats.withUnsafeBytes { (bytes) throws(CryptographyError) in
    var left = octets
    while left > 0 {
      let count = min(left, bytes.count)
      unsafe try stream.update(UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
      left -= count
    }
  }
}
