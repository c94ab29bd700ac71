internal import Cryptography

extension SecretBytes {
  /// Several secrets one after the other.
  convenience init(joining parts: [SecretBytes]) {
    unsafe self.init(capacity: parts.reduce(0) { $0 + $1.count }) { room in
      var end = 0
      for part in parts {
        unsafe part.withUnsafeBytes { bytes in
          unsafe UnsafeMutableRawBufferPointer(rebasing: room[end..<end + bytes.count])
            .copyMemory(from: bytes)
        }
        end += part.count
      }
      return end
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
    let (numbers, tail) = split(at: count - 2)
    guard
      unsafe tail.withUnsafeBytes({ unsafe UInt16($0[0]) << 8 | UInt16($0[1]) }) == numbers.sum()
    else { throw .inconsistentKey }
    return numbers
  }

  /// All but the last 20 bytes, which must be the SHA-1 of the others.
  func withoutHash() throws(OpenPGPError) -> SecretBytes {
    guard count >= 20 else { throw .inconsistentKey }
    let (numbers, tail) = split(at: count - 20)
    let hash = try crypto { () throws(CryptographyError) in try numbers.hash() }
    guard hash.equals(tail) else { throw .inconsistentKey }
    return numbers
  }

  private func split(at index: Int) -> (SecretBytes, SecretBytes) {
    unsafe withUnsafeBytes { bytes in
      unsafe (
        SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[..<index])),
        SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[index...]))
      )
    }
  }
}
