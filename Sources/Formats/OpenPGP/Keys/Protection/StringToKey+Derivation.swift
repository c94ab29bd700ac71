internal import Bytes
public import Cryptography

extension StringToKey {
  /// The key of `length` bytes that `passphrase` stands for.
  ///
  /// At the largest count 65 MB are hashed for each block of the key, which keeps guessing slow.
  ///
  /// - Throws: `OpenPGPError.unsupportedProtection` for a type or hash that is not derived here,
  ///   `.noSecret` where there is nothing to derive a key for.
  public func key(
    from passphrase: SecretBytes, length: Int
  ) throws(OpenPGPError) -> SecretBytes {
    switch self {
    case .simple(let hash):
      return try Self.key(hash, [], passphrase, octets: passphrase.count, length)
    case .salted(let hash, let salt):
      return try Self.key(hash, salt, passphrase, octets: salt.count + passphrase.count, length)
    case .iterated(let hash, let salt, let codedCount):
      let octets = max(Self.octets(codedCount: codedCount), salt.count + passphrase.count)
      return try Self.key(hash, salt, passphrase, octets: octets, length)
    case .argon2: throw .unsupportedProtection(.argon2)
    case .absent: throw .noSecret
    case .unsupported(let type): throw .unsupportedProtection(.stringToKey(type))
    }
  }

  /// Hashes salt and passphrase, over and over up to `octets`; each block of the key after the
  /// first has one more zero in front.
  private static func key(
    _ hash: HashAlgorithm, _ salt: [UInt8], _ passphrase: SecretBytes, octets: Int, _ length: Int
  ) throws(OpenPGPError) -> SecretBytes {
    guard let algorithm = hash.digest else { throw .unsupportedProtection(.hash(hash)) }
    let unit = salt.count + passphrase.count
    let repeats = repeated(salt, passphrase, times: max(1, (1 << 16) / max(1, unit)))
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
          try feed(repeats, octets: octets, to: stream)
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
