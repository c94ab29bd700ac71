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
    for (name, beginnings) in Self.foreign {
      for beginning in beginnings where try input.begins(with: beginning) {
        throw ArchiveError(
          code: -25, message: "it is compressed with \(name); gzip, xz and zstd are read")
      }
    }
    backend =
      try input.begins(with: [0x1f, 0x8b])
      ? .gzip(try GzipStream(input)) : .filtered(try FilteredStream(input))
  }

  /// What old packages are compressed with, and how such streams begin, so that they are not taken
  /// for plain bytes: bzip2's block size and the mark of its first block; the properties that
  /// every writer of `.lzma` uses, with dictionaries from 64 KiB to 64 MiB.
  private static let foreign: [(name: String, beginnings: [[UInt8]])] = [
    ("bzip2", "123456789".utf8.map { Array("BZh".utf8) + [$0] + Array("1AY&SY".utf8) }),
    (
      "lzma",
      (16...26).map { bits in
        let size = UInt32(1) << UInt32(bits)
        return [0x5d, 0, 0, UInt8(truncatingIfNeeded: size >> 16), UInt8(size >> 24)]
      }
    ),
  ]

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
