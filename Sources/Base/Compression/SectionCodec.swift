/// How an ELF section may be compressed; its size is known to the reader.
public enum SectionCodec: String, Hashable, Sendable, CaseIterable {
  /// RFC 1950, zlib's own format.
  case zlib
  /// One zstd frame.
  case zstd

  /// A compression of one section.
  public func encoder() throws(CompressionError) -> SectionEncoder {
    switch self {
    case .zlib:
      SectionEncoder(
        .zlib(
          try ZlibMember(level: CompressionSetting(.zlib).level, wrapper: .zlib)))
    case .zstd:
      SectionEncoder(.zstd(try ZstdFrame(level: CompressionSetting(.zstd).level, workers: 1)))
    }
  }

  /// The decompression of one section.
  public func decoder() throws(CompressionError) -> SectionDecoder {
    switch self {
    case .zlib: SectionDecoder(.zlib(try ZlibInflater()))
    case .zstd: SectionDecoder(.zstd(try ZstdReader()))
    }
  }
}

/// Compresses one section, handing output to a sink as it is finished.
public final class SectionEncoder {
  enum Backend {
    case zlib(ZlibMember)
    case zstd(ZstdFrame)
  }

  private let backend: Backend

  init(_ backend: Backend) { self.backend = backend }

  /// Compresses more bytes, fewer than 4 GiB at a time; `last` ends the stream.
  public func write(
    _ bytes: UnsafeRawBufferPointer, last: Bool, into sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    switch backend {
    case .zlib(let stream): unsafe try stream.compress(bytes, last: last, into: sink)
    case .zstd(let frame): unsafe try frame.compress(bytes, last: last, into: sink)
    }
  }
}

/// Decompresses one section, handing output to a sink as it comes.
///
/// Whatever carries a checksum is held against it.
public final class SectionDecoder {
  enum Backend {
    case zlib(ZlibInflater)
    case zstd(ZstdReader)
  }

  private let backend: Backend

  init(_ backend: Backend) { self.backend = backend }

  /// Decompresses more bytes, fewer than 4 GiB at a time.
  ///
  /// Throws ``CompressionError`` for damage and for bytes behind the stream's end.
  public func write(
    _ bytes: UnsafeRawBufferPointer, into sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    switch backend {
    case .zlib(let stream): unsafe try stream.decompress(bytes, into: sink)
    case .zstd(let frame): unsafe try frame.decompress(bytes, into: sink)
    }
  }

  /// Throws ``CompressionError`` unless the stream has ended.
  public func finish() throws(CompressionError) {
    let (library, isAtEnd) =
      switch backend {
      case .zlib(let stream): ("zlib", stream.isAtEnd)
      case .zstd(let frame): ("libzstd", frame.isAtEnd)
      }
    guard isAtEnd else {
      throw CompressionError(library: library, reason: "the stream ends too soon")
    }
  }
}
