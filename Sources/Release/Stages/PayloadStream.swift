public import Archiving
public import Bytes
public import Compression
internal import Cryptography

/// One archive on its way into one compressed file.
///
/// Headers, padding and small files collect in a buffer of the stream's own
/// and are compressed a chunk at a time; chunks of large files come from
/// outside, compressed once for every stream that holds them.
public final class PayloadStream {
  public let format: ArchiveFormat
  /// `nil` for algorithms whose output is one piece.
  let codec: ChunkCodec?
  /// Bytes of the archive before compression.
  public private(set) var uncompressedSize = 0
  /// SHA-256 of the archive before compression, when it was asked for.
  public private(set) var uncompressedSHA256: [UInt8]?
  /// SHA-256 of what reached the sink.
  public private(set) var compressedSHA256: [UInt8] = []
  /// Bytes that reached the sink.
  public private(set) var compressedSize = 0

  private let sink: any ByteSink
  private let stream: StreamCodec?
  private let frame: ChunkFrame?
  private let archive: ArchiveWriter
  private let tap: Tap
  private let compressedDigest: DigestStream

  /// - Throws: a library's own error when it cannot start.
  public init(
    _ format: ArchiveFormat, compression: CompressionSetting, workers: Int,
    digestUncompressed: Bool, into sink: any ByteSink
  ) throws {
    self.format = format
    self.sink = sink
    codec = ChunkCodec(compression)
    stream = try StreamCodec(compression, workers: workers)
    frame = try codec.map { codec throws(CompressionError) in try ChunkFrame(codec) }
    compressedDigest = try DigestStream(.sha256)
    let tap = Tap(
      digest: digestUncompressed ? try DigestStream(.sha256) : nil,
      chunkSize: codec?.chunkSize ?? 1 << 18)
    self.tap = tap
    archive = unsafe try ArchiveWriter(format) { unsafe try tap.receive($0) }
    if let frame { try emit(frame.header()) }
  }

  /// Starts a member; its contents follow.
  public func begin(_ entry: ArchiveEntry) throws {
    tap.isShared = false
    try archive.begin(entry)
    try drainStream()
  }

  /// Contents that this stream compresses itself.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    tap.isShared = false
    unsafe try archive.write(bytes)
    try drainStream()
  }

  /// Contents whose compressed chunks arrive through ``accept(_:)``.
  func writeShared(_ bytes: UnsafeRawBufferPointer) throws {
    precondition(codec != nil, "only chunked streams share chunks")
    tap.isShared = true
    unsafe try archive.write(bytes)
    tap.isShared = false
  }

  /// Ends the archive; what is buffered still waits in ``takeBuffered(all:)``.
  func endArchive() throws {
    tap.isShared = false
    try archive.finish()
    try drainStream()
  }

  /// The buffered bytes that make whole chunks, or all of them.
  func takeBuffered(all: Bool) -> [ChunkBuffer] { codec == nil ? [] : tap.take(all: all) }

  /// Appends a compressed chunk; chunks arrive in the archive's order.
  func accept(_ chunk: Chunk) throws {
    try frame?.append(chunk)
    try unsafe emit(chunk.buffer.bytes)
  }

  /// Ends the compressed stream, once every chunk was accepted.
  func finish() throws {
    if let stream { unsafe try stream.finish { unsafe try emit($0) } }
    if let frame { try emit(frame.trailer()) }
    uncompressedSize = tap.count
    uncompressedSHA256 = try tap.digest?.current()
    compressedSHA256 = try compressedDigest.current()
  }

  /// Feeds what a one-piece codec is owed.
  private func drainStream() throws {
    guard let stream else { return }
    for piece in tap.take(all: true) {
      try unsafe stream.write(piece.bytes) { unsafe try emit($0) }
    }
  }

  private func emit(_ bytes: UnsafeRawBufferPointer) throws {
    unsafe try compressedDigest.update(bytes)
    unsafe try sink.append(bytes)
    compressedSize += bytes.count
  }

  private func emit(_ bytes: [UInt8]) throws {
    try unsafe bytes.withUnsafeBytes { unsafe try emit($0) }
  }
}

/// What libarchive's output passes through: counted, digested, and kept unless it is shared.
private final class Tap {
  var isShared = false
  private(set) var count = 0
  let digest: DigestStream?
  private let chunkSize: Int
  private var full: [ChunkBuffer] = []
  private var current: ChunkBuffer?

  init(digest: DigestStream?, chunkSize: Int) {
    self.digest = digest
    self.chunkSize = chunkSize
  }

  func receive(_ bytes: UnsafeRawBufferPointer) throws {
    count += bytes.count
    unsafe try digest?.update(bytes)
    guard !isShared else { return }
    var rest = unsafe bytes
    while rest.count > 0 {
      let buffer = current ?? ChunkBuffer(capacity: chunkSize)
      let taken = unsafe buffer.append(rest)
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
      if buffer.count == chunkSize {
        full.append(buffer)
        current = nil
      } else {
        current = buffer
      }
    }
  }

  /// Hands over the full buffers, and the one begun when `all`.
  func take(all: Bool) -> [ChunkBuffer] {
    defer {
      full.removeAll()
      if all { current = nil }
    }
    return all ? full + [current].compactMap(\.self) : full
  }
}
