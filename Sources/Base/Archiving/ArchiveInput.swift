internal import CArchive

/// Delivers the next bytes of a compressed or plain archive.
///
/// Fills the buffer as far as it can and returns how much; 0 is the end.
public typealias ArchiveInput = (UnsafeMutableRawBufferPointer) throws -> Int

/// What libarchive's read callback asks for bytes.
@safe
final class InputBox {
  static let window = 1 << 18
  let body: ArchiveInput
  let buffer: UnsafeMutableRawBufferPointer
  var error: (any Error)?

  init(_ body: @escaping ArchiveInput) {
    unsafe self.body = body
    unsafe buffer = .allocate(byteCount: Self.window, alignment: 64)
  }

  deinit { unsafe buffer.deallocate() }

  static let callback:
    @convention(c) (
      OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?
    ) -> Int = { _, context, start in
      guard let context = unsafe context, let start = unsafe start else { return -1 }
      let box = unsafe Unmanaged<InputBox>.fromOpaque(context).takeUnretainedValue()
      do {
        let count = unsafe try box.body(box.buffer)
        unsafe start.pointee = UnsafeRawPointer(box.buffer.baseAddress)
        return count
      } catch {
        box.error = error
        return -1
      }
    }
}
