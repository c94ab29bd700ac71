internal import CArchive

/// Delivers the next bytes of a compressed or plain archive.
///
/// Fills the buffer as far as it can and returns how much; 0 is the end.
public typealias ArchiveInput = (UnsafeMutableRawBufferPointer) throws -> Int

/// What libarchive's read callback, or a decompressor of our own, asks for bytes.
@safe
final class InputBox {
  static let window = 1 << 18
  var error: (any Error)?

  private let body: ArchiveInput
  private let buffer: UnsafeMutableRawBufferPointer
  /// Bytes at the start of the buffer that were looked at and not yet handed out.
  private var held = 0

  init(_ body: @escaping ArchiveInput) {
    unsafe self.body = body
    unsafe buffer = .allocate(byteCount: Self.window, alignment: 64)
  }

  deinit { unsafe buffer.deallocate() }

  /// The next bytes, which stay where they are until the next call; none at the end.
  func next() throws -> UnsafeRawBufferPointer {
    let count = unsafe held > 0 ? held : try body(buffer)
    held = 0
    return unsafe UnsafeRawBufferPointer(rebasing: buffer[0..<count])
  }

  /// Whether the input begins with `magic`; asked before anything is handed out.
  func begins(with magic: [UInt8]) throws -> Bool {
    while held < magic.count {
      let count = unsafe try body(UnsafeMutableRawBufferPointer(rebasing: buffer[held...]))
      if count == 0 { return false }
      held += count
    }
    return unsafe buffer.starts(with: magic)
  }

  static let callback:
    @convention(c) (
      OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?
    ) -> Int = { _, context, start in
      guard let context = unsafe context, let start = unsafe start else { return -1 }
      let box = unsafe Unmanaged<InputBox>.fromOpaque(context).takeUnretainedValue()
      do {
        let bytes = unsafe try box.next()
        unsafe start.pointee = bytes.baseAddress
        return bytes.count
      } catch {
        box.error = error
        return -1
      }
    }
}
