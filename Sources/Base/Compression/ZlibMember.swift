internal import CZlib

/// A whole stream by zlib: one gzip member without name or time, or zlib's own format.
@safe
final class ZlibMember {
  /// What stands around the compressed data.
  enum Wrapper {
    /// RFC 1952.
    case gzip
    /// RFC 1950.
    case zlib
  }

  private var stream = unsafe z_stream()
  private let output: UnsafeMutableRawBufferPointer

  init(level: Int, wrapper: Wrapper = .gzip) throws(CompressionError) {
    unsafe output = .allocate(byteCount: 1 << 17, alignment: 64)
    let status =
      switch wrapper {
      case .gzip: unsafe pkg_deflateInitGzip(&stream, CInt(level))
      case .zlib: unsafe pkg_deflateInitZlib(&stream, CInt(level))
      }
    guard status == Z_OK else {
      throw CompressionError(library: "zlib", reason: "deflateInit2 returned \(status)")
    }
  }

  deinit {
    unsafe deflateEnd(&stream)
    unsafe output.deallocate()
  }

  /// Compresses `bytes`, handing finished output to `sink`; `last` ends the member.
  ///
  /// - Precondition: fewer than 4 GiB at a time.
  func compress(
    _ bytes: UnsafeRawBufferPointer, last: Bool, into sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.avail_in = UInt32(bytes.count)
    while true {
      unsafe stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.avail_out = UInt32(output.count)
      let status = unsafe deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH)
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        throw CompressionError(library: "zlib", reason: "deflate returned \(status)")
      }
      let produced = unsafe output.count - Int(stream.avail_out)
      if produced > 0 {
        unsafe try sink(UnsafeRawBufferPointer(rebasing: output[0..<produced]))
      }
      let idle = unsafe stream.avail_out > 0
      if last ? status == Z_STREAM_END : idle { return }
    }
  }
}
