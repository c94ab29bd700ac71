internal import CZstd

/// Undoes one zstd frame, and holds the result against its checksum if it has one.
@safe
final class ZstdReader {
  private let context: OpaquePointer
  private let output: UnsafeMutableRawBufferPointer
  private(set) var isAtEnd = false

  init() throws(CompressionError) {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw CompressionError(library: "libzstd", reason: "out of memory")
    }
    unsafe self.context = context
    unsafe output = .allocate(byteCount: ZSTD_DStreamOutSize(), alignment: 64)
  }

  deinit {
    unsafe ZSTD_freeDCtx(context)
    unsafe output.deallocate()
  }

  /// Decompresses `bytes`, handing output to `sink`.
  func decompress(
    _ bytes: UnsafeRawBufferPointer, into sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var input = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    while !isAtEnd {
      var buffer = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
      let left = unsafe ZSTD_decompressStream(context, &buffer, &input)
      if ZSTD_isError(left) != 0 {
        let words = unsafe ZSTD_getErrorName(left).map { unsafe String(cString: $0) }
        throw CompressionError(library: "libzstd", reason: words ?? "error \(left)")
      }
      isAtEnd = left == 0
      if unsafe buffer.pos > 0 {
        unsafe try sink(UnsafeRawBufferPointer(rebasing: output[0..<buffer.pos]))
      } else if unsafe input.pos == input.size {
        return
      }
    }
    if unsafe input.pos < input.size {
      throw CompressionError(library: "libzstd", reason: "other data follows the frame")
    }
  }
}
