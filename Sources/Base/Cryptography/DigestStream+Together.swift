internal import CCrypto

extension DigestStream {
  /// Adds the same bytes to several messages.
  ///
  /// A digest is one long chain of steps, each waiting for the one before, so most of the processor
  /// idles. Given a block at a time in turn, the chains of two digests run in each other's gaps:
  /// MD5 and SHA-256 of the same bytes take a fifth less time than one after the other.
  public static func update(
    _ streams: [DigestStream], with bytes: UnsafeRawBufferPointer
  ) throws(CryptographyError) {
    guard streams.count > 1, let start = bytes.baseAddress else {
      for stream in streams { unsafe try stream.update(bytes) }
      return
    }
    let step = streams.map(\.blockSize).max() ?? 1
    // Whole blocks only, each message from where its own begin: a piece of one would be copied.
    let heads = streams.map { min(bytes.count, (step - $0.lastBlock % step) % step) }
    let rounds = max(0, bytes.count - step) / step
    let contexts = unsafe zip(streams, heads).map { unsafe ($0.context, start + $1) }
    for (stream, head) in zip(streams, heads) {
      unsafe try stream.update(UnsafeRawBufferPointer(rebasing: bytes[..<head]))
    }
    var isFed = true
    for round in 0..<rounds {
      for unsafe(context, first) in unsafe contexts {
        isFed = unsafe EVP_DigestUpdate(context, first + round * step, step) == 1 && isFed
      }
    }
    guard isFed else { throw .last("EVP_DigestUpdate") }
    for (stream, head) in zip(streams, heads) {
      unsafe try stream.update(UnsafeRawBufferPointer(rebasing: bytes[(head + rounds * step)...]))
    }
  }
}
