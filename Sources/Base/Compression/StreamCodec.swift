/// A compression whose output is one piece from the first byte to the last.
public final class StreamCodec {
  private enum Backend {
    case zstd(ZstdFrame)
    case zlib(ZlibMember)
  }

  private let backend: Backend

  /// The codec for a setting; `nil` for the chunked ones, see ``ChunkCodec``.
  ///
  /// `workers` sets the library's threads and never shows in the output.
  public init?(_ setting: CompressionSetting, workers: Int) throws(CompressionError) {
    switch setting.algorithm {
    case .zstd: backend = .zstd(try ZstdFrame(level: setting.level, workers: workers))
    case .zlib: backend = .zlib(try ZlibMember(level: setting.level))
    case .gzip, .xz, .none: return nil
    }
  }

  /// Compresses more bytes, handing output to `sink` as it is finished.
  public func write(
    _ bytes: UnsafeRawBufferPointer, into sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    switch backend {
    case .zstd(let frame): unsafe try frame.compress(bytes, last: false, into: sink)
    case .zlib(let member): unsafe try member.compress(bytes, last: false, into: sink)
    }
  }

  /// Ends the stream.
  public func finish(into sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    switch backend {
    case .zstd(let frame): unsafe try frame.compress(nothing, last: true, into: sink)
    case .zlib(let member): unsafe try member.compress(nothing, last: true, into: sink)
    }
  }
}

/// What stands around the chunks of a stream: nothing but for xz.
public struct ChunkFrame {
  private let xz: XZStreamFrame?

  public init(_ codec: ChunkCodec) throws(CompressionError) {
    if case .xz = codec.kind { xz = try XZStreamFrame() } else { xz = nil }
  }

  /// What comes before the first chunk.
  public func header() throws(CompressionError) -> [UInt8] { try xz?.header() ?? [] }

  /// Records a chunk that was written.
  public func append(_ chunk: Chunk) throws(CompressionError) { try xz?.append(chunk) }

  /// What comes after the last chunk.
  public func trailer() throws(CompressionError) -> [UInt8] { try xz?.trailer() ?? [] }
}

extension CompressionSetting {
  /// Compresses bytes at hand as a whole stream, by the same rules as a streamed one.
  public func compress(_ bytes: [UInt8]) throws -> [UInt8] {
    var output: [UInt8] = []
    if let codec = ChunkCodec(self) {
      let frame = try ChunkFrame(codec)
      output += try frame.header()
      try unsafe bytes.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: max(1, bytes.count), by: codec.chunkSize) {
          let end = min(bytes.count, start + codec.chunkSize)
          let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
          let chunk = unsafe try codec.compress(piece)
          try frame.append(chunk)
          unsafe output.append(contentsOf: chunk.buffer.bytes)
        }
      }
      output += try frame.trailer()
    } else if let codec = try StreamCodec(self, workers: 1) {
      try unsafe bytes.withUnsafeBytes {
        unsafe try codec.write($0) { unsafe output.append(contentsOf: $0) }
      }
      try unsafe codec.finish { unsafe output.append(contentsOf: $0) }
    }
    return output
  }
}
