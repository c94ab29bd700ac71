/// Undoes gzip, xz or zstd, a window at a time; plain bytes pass through.
///
/// Each by the library's own code, in this process. Whatever carries a checksum is held against it.
public final class Decompressor {
  private enum Backend {
    case gzip(GzipStream)
    case filtered(FilteredStream)
  }

  private let backend: Backend

  /// Looks at the first bytes already.
  ///
  /// A damaged stream throws `ArchiveError`, a failing input its own error.
  public init(_ input: @escaping ArchiveInput) throws {
    let input = unsafe InputBox(input)
    backend =
      try input.begins(with: [0x1f, 0x8b])
      ? .gzip(try GzipStream(input)) : .filtered(try FilteredStream(input))
  }

  /// The next decompressed bytes; 0 at the end.
  ///
  /// A damaged stream throws `ArchiveError`, a failing input its own error.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    switch backend {
    case .gzip(let stream): unsafe try stream.read(into: buffer)
    case .filtered(let stream): unsafe try stream.read(into: buffer)
    }
  }
}
