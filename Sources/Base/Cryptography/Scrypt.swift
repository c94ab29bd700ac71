internal import CCrypto

/// A key from a passphrase, at a cost in memory (RFC 7914).
public struct Scrypt: Hashable, Sendable {
  /// More than this is refused: 1 GiB, what minisign asks for, and as much again for libcrypto's own.
  public static let mostMemory: UInt64 = 1 << 30

  /// The number of blocks, `N`, a power of two.
  public let cost: UInt64
  /// The size of a block in units of 128 bytes, `r`.
  public let blockSize: UInt64
  /// How many runs there are, `p`.
  public let parallelization: UInt64

  /// `nil` for numbers scrypt has no meaning for, more than ``mostMemory``, or more work than four
  /// times minisign's own.
  public init?(cost: UInt64, blockSize: UInt64, parallelization: UInt64) {
    guard cost > 1, cost & (cost - 1) == 0, (1...64).contains(blockSize),
      (1...4).contains(parallelization),
      case let (memory, overflow) = cost.multipliedReportingOverflow(by: 128 * blockSize),
      !overflow, memory <= Self.mostMemory
    else { return nil }
    self.cost = cost
    self.blockSize = blockSize
    self.parallelization = parallelization
  }

  public func key(
    _ count: Int, passphrase: SecretBytes, salt: [UInt8]
  ) throws(CryptographyError) -> SecretBytes {
    unsafe try SecretBytes(capacity: count) { (room) throws(CryptographyError) -> Int in
      let done = unsafe passphrase.withUnsafeBytes { words in
        unsafe EVP_PBE_scrypt(
          words.bindMemory(to: CChar.self).baseAddress, words.count, salt, salt.count, cost,
          blockSize, parallelization, 2 * Self.mostMemory,
          room.bindMemory(to: UInt8.self).baseAddress, count)
      }
      guard done == 1 else { throw .last("EVP_PBE_scrypt") }
      return count
    }
  }
}
