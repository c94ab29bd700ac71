internal import CCrypto
internal import Glibc

/// Bytes nobody else should see: a passphrase, a private number, a key derived from one.
///
/// They live in pages of their own, which the kernel is asked not to swap and not to write into
/// core dumps (best effort: a low `RLIMIT_MEMLOCK` does not stop the work), and are overwritten
/// before the pages go back. Pages are not shared between secrets, because unlocking one
/// secret's page would unlock its neighbour's. A reference is shared, never the bytes copied.
@safe
public final class SecretBytes: @unchecked Sendable {
  /// The number of bytes.
  public let count: Int
  private let pages: UnsafeMutableRawBufferPointer

  /// Makes room for `capacity` bytes and keeps as many as `fill` says it wrote.
  ///
  /// - Precondition: `fill` returns no more than `capacity`.
  public init<E: Error>(
    capacity: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(E) -> Int
  ) throws(E) {
    let pages = unsafe mapPages(max(1, capacity))
    do throws(E) {
      count = unsafe try fill(UnsafeMutableRawBufferPointer(rebasing: pages[0..<capacity]))
      unsafe self.pages = pages
    } catch {
      unsafe unmapPages(pages)
      throw error
    }
    precondition(count >= 0 && count <= capacity, "a secret fits the room made for it")
  }

  /// Copies bytes that lie elsewhere, such as a variable of the environment.
  public convenience init(copying bytes: UnsafeRawBufferPointer) {
    unsafe self.init(capacity: bytes.count) { room in
      unsafe room.copyMemory(from: bytes)
      return bytes.count
    }
  }

  /// Copies bytes out of a span.
  public convenience init(copying bytes: RawSpan) {
    unsafe self.init(capacity: bytes.byteCount) { room in
      unsafe bytes.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
      return room.count
    }
  }

  deinit { unsafe unmapPages(pages) }

  /// Lends the bytes; the pointer must not outlive the call.
  public func withUnsafeBytes<R, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    unsafe try body(UnsafeRawBufferPointer(rebasing: pages[0..<count]))
  }

  /// Whether both hold the same bytes; the time taken does not depend on them.
  public func equals(_ other: SecretBytes) -> Bool {
    guard count == other.count else { return false }
    return unsafe withUnsafeBytes { mine in
      unsafe other.withUnsafeBytes { theirs in
        unsafe CRYPTO_memcmp(mine.baseAddress, theirs.baseAddress, mine.count) == 0
      }
    }
  }

  /// The same secret without one line end (`\n` or `\r\n`) at its end, as passphrase files have.
  public func withoutFinalLineEnd() -> SecretBytes {
    unsafe withUnsafeBytes { bytes in
      guard unsafe bytes.last == UInt8(ascii: "\n") else { return self }
      var end = bytes.count - 1
      if end > 0, unsafe bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      return unsafe SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[0..<end]))
    }
  }
}

private func mapPages(_ count: Int) -> UnsafeMutableRawBufferPointer {
  let address = unsafe mmap(
    nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  guard let address = unsafe address, Int(bitPattern: address) != -1 else {
    preconditionFailure("the system has memory for a secret")
  }
  _ = unsafe mlock(address, count)
  _ = unsafe madvise(address, count, MADV_DONTDUMP)
  return unsafe UnsafeMutableRawBufferPointer(start: address, count: count)
}

private func unmapPages(_ pages: UnsafeMutableRawBufferPointer) {
  unsafe OPENSSL_cleanse(pages.baseAddress, pages.count)
  unsafe munmap(pages.baseAddress, pages.count)
}
