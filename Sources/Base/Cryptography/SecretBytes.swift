internal import CCrypto
internal import Glibc

/// Bytes nobody else should see: a key file, a passphrase, a private number, a key made of one.
///
/// They lie in pages of their own, which the kernel is asked not to swap and not to write into
/// core dumps (best effort: a low `RLIMIT_MEMLOCK` does not stop the work), and are overwritten
/// before the pages go back. A part shares the pages of the whole: what is parsed is not copied.
/// There is no way to an array but to copy byte for byte, for an array's copies are not wiped.
public struct SecretBytes: Sendable {
  private let pages: SecretPages
  private let range: Range<Int>

  private init(_ pages: SecretPages, _ range: Range<Int>) {
    self.pages = pages
    self.range = range
  }

  /// The number of bytes.
  public var count: Int { range.count }

  /// Makes room for `capacity` bytes and keeps as many as `fill` says it wrote.
  ///
  /// - Precondition: `fill` returns no more than `capacity`.
  public init<E: Error>(
    capacity: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(E) -> Int
  ) throws(E) {
    let pages = SecretPages(capacity)
    let count = unsafe try fill(UnsafeMutableRawBufferPointer(rebasing: pages.bytes[0..<capacity]))
    precondition(count >= 0 && count <= capacity, "a secret fits the room made for it")
    self.init(pages, 0..<count)
  }

  /// Makes room for `capacity` bytes and keeps those that `fill` appends.
  public init<E: Error>(
    upTo capacity: Int, initializingWith fill: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) {
    unsafe try self.init(capacity: capacity) { (room) throws(E) -> Int in
      let bytes = unsafe room.bindMemory(to: UInt8.self)
      var output = unsafe OutputSpan(buffer: bytes, initializedCount: 0)
      try fill(&output)
      return unsafe output.finalize(for: bytes)
    }
  }

  /// Copies bytes that lie elsewhere, such as a variable of the environment.
  public init(copying bytes: UnsafeRawBufferPointer) {
    unsafe self.init(capacity: bytes.count) { room in
      unsafe room.copyMemory(from: bytes)
      return bytes.count
    }
  }

  /// Copies bytes out of a span.
  public init(copying bytes: RawSpan) {
    unsafe self.init(capacity: bytes.byteCount) { room in
      unsafe bytes.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
      return room.count
    }
  }

  /// The bytes where they lie.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: pages.bytes[range])
      return unsafe _overrideLifetime(Span(_unsafeBytes: bytes), borrowing: self)
    }
  }

  /// A part, which lies where it lies in the whole; its own first byte is number 0.
  ///
  /// - Precondition: `part` lies inside.
  public subscript(part: Range<Int>) -> SecretBytes {
    precondition(part.lowerBound >= 0 && part.upperBound <= count, "a part lies inside")
    return SecretBytes(
      pages, range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
  }

  /// Lends the bytes; the pointer must not outlive the call.
  public func withUnsafeBytes<R, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    unsafe try body(UnsafeRawBufferPointer(rebasing: pages.bytes[range]))
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

  /// Whether the first bytes are those of a text.
  public func starts(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    return unsafe withUnsafeBytes { bytes in
      unsafe bytes.starts(
        with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
  }

  /// The same secret without one line end (`\n` or `\r\n`) at its end, as passphrase files have.
  public func withoutFinalLineEnd() -> SecretBytes {
    guard count > 0, span[count - 1] == UInt8(ascii: "\n") else { return self }
    let end = count - 1
    return self[0..<(end > 0 && span[end - 1] == UInt8(ascii: "\r") ? end - 1 : end)]
  }
}

/// Pages that hold one secret and nothing else: to unlock them would unlock a neighbour's.
@safe
private final class SecretPages: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(_ capacity: Int) {
    // What is secret here will be given to libcrypto, or comes from it.
    _ = LibraryMemory.hasSecureHeap
    let count = max(1, capacity)
    let address = unsafe mmap(
      nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let address = unsafe address, Int(bitPattern: address) != -1 else {
      preconditionFailure("the system has memory for a secret")
    }
    _ = unsafe mlock(address, count)
    _ = unsafe madvise(address, count, MADV_DONTDUMP)
    unsafe bytes = UnsafeMutableRawBufferPointer(start: address, count: count)
  }

  deinit {
    unsafe OPENSSL_cleanse(bytes.baseAddress, bytes.count)
    unsafe munmap(bytes.baseAddress, bytes.count)
  }
}
