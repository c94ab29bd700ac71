internal import CZlib

/// Undoes RFC 1950, and holds the result against its Adler-32.
@safe
final class ZlibInflater {
  private var stream = unsafe z_stream()
  private let output: UnsafeMutableRawBufferPointer
  private(set) var isAtEnd = false

  init() throws(CompressionError) {
    unsafe output = .allocate(byteCount: 1 << 17, alignment: 64)
    let status = unsafe pkg_inflateInitZlib(&stream)
    guard status == Z_OK else {
      throw CompressionError(library: "zlib", reason: "inflateInit returned \(status)")
    }
  }

  deinit {
    unsafe inflateEnd(&stream)
    unsafe output.deallocate()
  }

  /// Decompresses `bytes`, handing output to `sink`.
  ///
  /// - Precondition: fewer than 4 GiB at a time.
  func decompress(
    _ bytes: UnsafeRawBufferPointer, into sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.avail_in = UInt32(bytes.count)
    while !isAtEnd {
      unsafe stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.avail_out = UInt32(output.count)
      let status = unsafe inflate(&stream, Z_NO_FLUSH)
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        let words = unsafe stream.msg.map { unsafe String(cString: $0) }
        throw CompressionError(library: "zlib", reason: words ?? "inflate returned \(status)")
      }
      isAtEnd = status == Z_STREAM_END
      let produced = unsafe output.count - Int(stream.avail_out)
      if produced > 0 {
        unsafe try sink(UnsafeRawBufferPointer(rebasing: output[0..<produced]))
      } else if unsafe stream.avail_in == 0 {
        return
      }
    }
    if unsafe stream.avail_in > 0 {
      throw CompressionError(library: "zlib", reason: "other data follows the stream")
    }
  }
}
