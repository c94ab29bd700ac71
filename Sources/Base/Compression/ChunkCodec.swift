/// A compression whose output is a concatenation of pieces made independently.
///
/// gzip members (RFC 1952 §2.2) and xz blocks (xz-file-format §3) may follow
/// one another in any stream, so a piece compressed once serves every archive
/// that holds the same bytes, and the pieces may be made on any thread in any
/// order: the result depends on the bytes and the setting alone.
public struct ChunkCodec: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// One gzip member a chunk, by libdeflate.
    case gzip(level: Int)
    /// One xz block a chunk, by liblzma.
    case xz(preset: Int)
    /// The bytes as they are.
    case stored
  }

  public let kind: Kind

  /// The codec for a setting; `nil` for zstd and zlib, which are one piece a stream.
  public init?(_ setting: CompressionSetting) {
    switch setting.algorithm {
    case .gzip: kind = .gzip(level: setting.level)
    case .xz: kind = .xz(preset: setting.level)
    case .none: kind = .stored
    case .zstd, .zlib: return nil
    }
  }

  /// The most bytes compressed as one piece.
  ///
  /// 1 MiB members cost 0.24 % in size; 4 MiB blocks are four times liblzma's
  /// preset-1 dictionary.
  public var chunkSize: Int {
    switch kind {
    case .gzip, .stored: 1 << 20
    case .xz: 4 << 20
    }
  }

  /// Compresses one piece of at most ``chunkSize`` bytes.
  public func compress(_ bytes: UnsafeRawBufferPointer) throws(CompressionError) -> Chunk {
    precondition(bytes.count <= chunkSize, "a chunk is larger than its codec allows")
    switch kind {
    case .gzip(let level): return unsafe try GzipMember.compress(bytes, level: level)
    case .xz(let preset): return unsafe try XZBlock.compress(bytes, preset: preset)
    case .stored:
      let copy = ChunkBuffer(capacity: bytes.count)
      _ = unsafe copy.append(bytes)
      return Chunk(buffer: copy, uncompressedSize: bytes.count, unpaddedSize: 0)
    }
  }
}

/// One compressed piece of a stream.
public struct Chunk: Sendable {
  /// What goes into the stream, padding included.
  public var buffer: ChunkBuffer
  public var uncompressedSize: Int
  /// xz's "unpadded size" of the block, for the index; 0 for other codecs.
  public var unpaddedSize: UInt64
}
