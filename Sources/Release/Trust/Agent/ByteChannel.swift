public import Cryptography

/// A connection to something that answers, such as a socket.
///
/// A channel is used by one conversation at a time.
public protocol ByteChannel: AnyObject {
  /// Sends all of `bytes`.
  ///
  /// - Throws: `SigningFailure` `.unavailable` or `.timedOut`.
  func write(_ bytes: UnsafeRawBufferPointer) throws(SigningFailure)

  /// Fills a part of `buffer` with what arrives next, and says how much; 0 means the other side
  /// has closed.
  ///
  /// - Throws: `SigningFailure` `.unavailable` or `.timedOut`.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SigningFailure) -> Int
}
