internal import CZstd

/// A whole stream as one zstd frame, compressed on the library's own workers.
///
/// dpkg-deb reads only the first frame of a stream, hence one. The job size
/// and "at least one worker" are fixed: the library's output differs between
/// zero workers and any, but not between one and more.
@safe
final class ZstdFrame {
  private static let jobSize = 4 << 20
  private let context: OpaquePointer
  private let output: UnsafeMutableRawBufferPointer

  init(level: Int, workers: Int) throws(CompressionError) {
    guard let context = unsafe ZSTD_createCCtx() else {
      throw CompressionError(library: "libzstd", reason: "out of memory")
    }
    unsafe self.context = context
    unsafe output = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 64)
    try unsafe Self.check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, CInt(level)))
    try unsafe Self.check(ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, CInt(max(1, workers))))
    try unsafe Self.check(ZSTD_CCtx_setParameter(context, ZSTD_c_jobSize, CInt(Self.jobSize)))
    try unsafe Self.check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
  }

  deinit {
    unsafe ZSTD_freeCCtx(context)
    unsafe output.deallocate()
  }

  /// Compresses `bytes`, handing finished output to `sink`; `last` ends the frame.
  func compress(
    _ bytes: UnsafeRawBufferPointer, last: Bool, into sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var input = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    while true {
      var buffer = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
      let left = unsafe ZSTD_compressStream2(
        context, &buffer, &input, last ? ZSTD_e_end : ZSTD_e_continue)
      try Self.check(left)
      if unsafe buffer.pos > 0 {
        unsafe try sink(UnsafeRawBufferPointer(rebasing: output[0..<buffer.pos]))
      }
      if unsafe last ? left == 0 : input.pos == input.size { return }
    }
  }

  private static func check(_ status: Int) throws(CompressionError) {
    guard ZSTD_isError(status) != 0 else { return }
    let reason = unsafe ZSTD_getErrorName(status).map { unsafe String(cString: $0) }
    throw CompressionError(library: "libzstd", reason: reason ?? "error \(status)")
  }
}
