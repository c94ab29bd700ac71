internal import CDeflate
internal import CZstd

/// A compression of bytes whose size is stated beside them, as in a compressed ELF section.
public enum SizedCompression: Sendable {
  /// One zlib stream (RFC 1950).
  case zlib
  /// zstd frames.
  case zstd

  /// The `count` bytes that `bytes` decompress to.
  ///
  /// Takes `count` bytes of memory whatever the stream says; the caller bounds it. A damaged
  /// stream, or one of another size, throws.
  public func decompress(
    _ bytes: UnsafeRawBufferPointer, count: Int
  ) throws(CompressionError) -> [UInt8] {
    precondition(count >= 0, "a size is not negative")
    var output = [UInt8](repeating: 0, count: count)
    switch self {
    case .zlib: try unsafe inflate(bytes, into: &output)
    case .zstd: try unsafe expand(bytes, into: &output)
    }
    return output
  }

  private func inflate(
    _ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]
  ) throws(CompressionError) {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else {
      throw CompressionError(library: "libdeflate", reason: "out of memory")
    }
    defer { unsafe libdeflate_free_decompressor(decompressor) }
    let status = unsafe output.withUnsafeMutableBytes { output in
      // Without a place for the actual size, any other size is an error.
      unsafe libdeflate_zlib_decompress(
        decompressor, bytes.baseAddress, bytes.count, output.baseAddress, output.count, nil)
    }
    switch status {
    case LIBDEFLATE_SUCCESS: return
    case LIBDEFLATE_SHORT_OUTPUT, LIBDEFLATE_INSUFFICIENT_SPACE:
      throw CompressionError(library: "libdeflate", reason: "the stream is of another size")
    default: throw CompressionError(library: "libdeflate", reason: "the stream is damaged")
    }
  }

  private func expand(
    _ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]
  ) throws(CompressionError) {
    let written = unsafe output.withUnsafeMutableBytes { output in
      unsafe ZSTD_decompress(output.baseAddress, output.count, bytes.baseAddress, bytes.count)
    }
    guard ZSTD_isError(written) == 0 else {
      let reason = unsafe ZSTD_getErrorName(written).map { unsafe String(cString: $0) }
      throw CompressionError(library: "libzstd", reason: reason ?? "error \(written)")
    }
    guard written == output.count else {
      throw CompressionError(library: "libzstd", reason: "the stream is of another size")
    }
  }
}
