internal import Bytes
internal import Cryptography

extension SecretBytes {
  /// Several secrets one after the other.
  init(joining parts: [SecretBytes]) {
    self.init(upTo: parts.reduce(0) { $0 + $1.count }) { output in
      for part in parts { output.append(part.span) }
    }
  }

  /// Bytes that are public, and a secret behind them.
  init(_ head: [UInt8], followedBy secret: SecretBytes) {
    self.init(upTo: head.count + secret.count) { output in
      output.append(head.span)
      output.append(secret.span)
    }
  }

  /// The SHA-1 of the bytes, itself a secret.
  func hash() throws(CryptographyError) -> SecretBytes {
    let stream = try DigestStream(.sha1)
    unsafe try withUnsafeBytes { (bytes) throws(CryptographyError) in
      unsafe try stream.update(bytes)
    }
    return unsafe try SecretBytes(capacity: 20) { (room) throws(CryptographyError) -> Int in
      unsafe try stream.current(into: room)
      return room.count
    }
  }

  /// The sum of the bytes modulo 65536.
  func sum() -> UInt16 {
    unsafe withUnsafeBytes { bytes in unsafe bytes.reduce(0) { $0 &+ UInt16($1) } }
  }

  /// All but the last 2 bytes, which must be the sum of the others.
  func withoutSum() throws(OpenPGPError) -> SecretBytes {
    guard count >= 2 else { throw .inconsistentKey }
    let numbers = self[0..<count - 2]
    guard UInt16(span[count - 2]) << 8 | UInt16(span[count - 1]) == numbers.sum() else {
      throw .inconsistentKey
    }
    return numbers
  }

  /// All but the last 20 bytes, which must be the SHA-1 of the others.
  func withoutHash() throws(OpenPGPError) -> SecretBytes {
    guard count >= 20 else { throw .inconsistentKey }
    let numbers = self[0..<count - 20]
    let hash = try crypto { () throws(CryptographyError) in try numbers.hash() }
    guard hash.equals(self[count - 20..<count]) else { throw .inconsistentKey }
    return numbers
  }
}
