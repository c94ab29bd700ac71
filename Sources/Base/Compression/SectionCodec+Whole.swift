extension SectionCodec {
  /// The `count` bytes that a whole section decompresses to.
  ///
  /// Takes memory as output comes, never for more than `count` bytes. A damaged stream, or one of
  /// another size, throws.
  public func decompress(
    _ bytes: UnsafeRawBufferPointer, count: Int
  ) throws(CompressionError) -> [UInt8] {
    precondition(count >= 0, "a size is not negative")
    let decoder = try decoder()
    let wrongSize = CompressionError(library: "pkg", reason: "the stream is of another size")
    var output: [UInt8] = []
    do {
      for start in stride(from: 0, to: bytes.count, by: 1 << 30) {
        let end = min(bytes.count, start + (1 << 30))
        let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        unsafe try decoder.write(part) { more in
          guard more.count <= count - output.count else { throw wrongSize }
          unsafe output.append(contentsOf: more)
        }
      }
      try decoder.finish()
    } catch let error as CompressionError {
      throw error
    } catch {
      throw CompressionError(library: "pkg", reason: "\(error)")
    }
    guard output.count == count else { throw wrongSize }
    return output
  }
}
