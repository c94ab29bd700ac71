internal import Bytes
internal import CLinux
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Writes the bulk of a file past the page cache, while its maker goes on.
///
/// A copy through the cache costs as much as a digest: each page is found, filled, and sent to the
/// disk later, before the file may have its name. Here whole windows go to the disk from the memory
/// they were made in. The first window stays in memory until ``finish()``, because its beginning
/// is often known last.
final class DirectWriter: @unchecked Sendable {
  /// What is written at once, in bytes; a multiple of any disk's block.
  static let windowSize = 1 << 20
  /// Whoever is faster than the disk waits, with this many windows on their way.
  private static let most = 3

  private let descriptor: CInt
  private let thread = DispatchQueue(label: "write")
  private let room = DispatchSemaphore(value: most)
  /// `errno` of the first write that failed, or 0.
  private let failed = Mutex<CInt>(0)

  /// The first window, once it is full.
  private var head: WindowBuffer?
  private var window = WindowBuffer()
  private var filled = 0
  /// Where the window lies in the file.
  private var start = 0

  /// `nil` where the file system has no such writes.
  init?(_ descriptor: CInt) {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | pkg_O_DIRECT) == 0 else { return nil }
    self.descriptor = descriptor
  }

  /// The part of the window that is still empty.
  var space: UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: window.bytes[filled...])
  }

  /// Counts the first bytes of ``space`` to the file; returns `errno` of an earlier write, or 0.
  func commit(_ count: Int) -> CInt {
    filled += count
    guard filled == Self.windowSize else { return 0 }
    let full = window
    if start == 0 {
      head = full
    } else {
      let place = start
      room.wait()
      thread.async { self.write(full, at: place) }
    }
    start += filled
    filled = 0
    window = WindowBuffer()
    return failed.withLock(\.self)
  }

  /// The memory of a range that is not on its way to the disk, for reading and writing over.
  func memory(of range: Range<Int>) -> UnsafeMutableRawBufferPointer? {
    let first = head ?? (start == 0 ? window : nil)
    guard let first, range.upperBound <= (head == nil ? filled : Self.windowSize) else {
      return nil
    }
    return unsafe UnsafeMutableRawBufferPointer(rebasing: first.bytes[range])
  }

  /// Writes the rest; returns `errno`, or 0 when everything is written.
  ///
  /// The first and the last window go through the cache: the last is no multiple of a block.
  func finish() -> CInt {
    thread.sync {}
    let error = failed.withLock(\.self)
    guard error == 0 else { return error }
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags & ~pkg_O_DIRECT) == 0 else { return errno }
    if let head {
      let error = unsafe writeFully(descriptor, UnsafeRawBufferPointer(head.bytes), at: 0)
      if error != 0 { return error }
    }
    return unsafe writeFully(
      descriptor, UnsafeRawBufferPointer(rebasing: window.bytes[..<filled]), at: start)
  }

  /// Waits until nobody uses the descriptor any more.
  func stop() { thread.sync {} }

  private func write(_ buffer: WindowBuffer, at offset: Int) {
    let error = unsafe writeFully(descriptor, UnsafeRawBufferPointer(buffer.bytes), at: offset)
    failed.withLock { if $0 == 0 { $0 = error } }
    room.signal()
  }
}

/// One window's memory, at the beginning of a page.
///
/// Huge pages, kept for the next file: finding and clearing small ones would cost what is saved.
@safe
final class WindowBuffer: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  private static let spare = Mutex<[Window]>([])

  @safe
  private struct Window: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer
  }

  init() {
    let kept = Self.spare.withLock { $0.popLast() }
    if let kept {
      unsafe bytes = kept.bytes
      return
    }
    let size = DirectWriter.windowSize
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * size, alignment: 2 * size)
    // Advice: without huge pages it works as well.
    unsafe madvise(memory.baseAddress, memory.count, MADV_HUGEPAGE)
    unsafe bytes = UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
    let other = unsafe Window(bytes: UnsafeMutableRawBufferPointer(rebasing: memory[size...]))
    Self.spare.withLock { $0.append(other) }
  }

  deinit {
    let window = unsafe Window(bytes: bytes)
    Self.spare.withLock { $0.append(window) }
  }
}
