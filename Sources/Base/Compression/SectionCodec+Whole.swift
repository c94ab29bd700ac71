extension SectionCodec {
  /// The first `count` bytes that a section decompresses to; all of them when it has fewer.
  ///
  /// Reads no further than needed: what follows may be damaged, and costs nothing.
  public func decompress(
    _ bytes: UnsafeRawBufferPointer, first count: Int
  ) throws(CompressionError) -> [UInt8] {
    struct Enough: Error {}
    let decoder = try decoder()
    var output: [UInt8] = []
    do {
      for start in stride(from: 0, to: bytes.count, by: 1 << 12) where output.count < count {
        let end = min(bytes.count, start + (1 << 12))
        unsafe try decoder.write(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) { more in
          unsafe output.append(contentsOf: more.prefix(count - output.count))
          if output.count == count { throw Enough() }
        }
      }
    } catch is Enough {
    } catch let error as CompressionError {
      throw error
    } catch {
      throw CompressionError(library: "pkg", reason: "\(error)")
    }
    return output
  }

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
