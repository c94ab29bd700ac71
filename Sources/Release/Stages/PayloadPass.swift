public import Archiving
internal import Bytes
internal import Compression
public import Cryptography

/// The one pass over the files of a package: read once, digest once, compress once.
///
/// Streams of several formats advance together. A large file's chunks are
/// compressed once per codec on any thread and then appended, in order, to every
/// stream that uses the codec. The number of chunks in flight is bounded, so
/// memory does not grow with the payload; thread timing never shows in the bytes.
public final class PayloadPass {
  /// Files from this size on get chunks of their own, for all streams alike.
  ///
  /// Fixed, whatever the formats asked for: the bytes of a DEB must not depend
  /// on whether an RPM is built beside it.
  static let sharedFrom = 256 << 10

  private let streams: [PayloadStream]
  private let algorithms: [DigestAlgorithm]
  private let window: Int
  private let bufferSize: Int
  private var pending: [Pending] = []

  private struct Pending {
    let streams: [PayloadStream]
    let task: Task<Chunk, any Error>
  }

  /// - Precondition: `jobs` is at least 1.
  public init(streams: [PayloadStream], algorithms: [DigestAlgorithm], jobs: Int) {
    precondition(jobs >= 1, "a pass needs a worker")
    self.streams = streams
    self.algorithms = algorithms
    bufferSize = streams.compactMap(\.codec?.chunkSize).max() ?? 1 << 20
    // One job alone: each chunk is waited for, so nothing runs beside it.
    window = jobs == 1 ? 0 : jobs + 2
  }

  /// Writes one member into every stream that has an entry for it.
  ///
  /// `entries` matches the streams by position. Returns the digests of `content`,
  /// none for a member without one.
  public func add(_ content: Content?, as entries: [ArchiveEntry?]) async throws -> ContentDigests {
    let takers = zip(streams, entries).filter { $0.1 != nil }.map(\.0)
    for (stream, entry) in zip(streams, entries) {
      if let entry { try stream.begin(entry) }
    }
    guard let content else {
      try await settle()
      return ContentDigests()
    }
    let digests = try algorithms.map { algorithm throws(CryptographyError) in
      try DigestStream(algorithm)
    }
    if content.size < Self.sharedFrom {
      try unsafe withBuffer(of: content, at: 0, count: content.size) { bytes in
        for digest in digests { unsafe try digest.update(bytes) }
        for stream in takers { unsafe try stream.write(bytes) }
      }
      try await settle()
    } else {
      for stream in takers { flush(stream, all: true) }
      var offset = 0
      while offset < content.size {
        let count = min(bufferSize, content.size - offset)
        try submit(content, at: offset, count: count, digests: digests, takers: takers)
        offset += count
        try await settle()
      }
    }
    return try ContentDigests(Array(zip(algorithms, digests)))
  }

  /// Ends every archive and its compression.
  public func finish() async throws {
    for stream in streams {
      try stream.endArchive()
      flush(stream, all: true)
    }
    try await drain(to: 0)
    for stream in streams { try stream.finish() }
    ChunkBuffer.releasePool()
  }

  /// Waits for the work still running, after a failure.
  public func abandon() async {
    for item in pending { item.task.cancel() }
    for item in pending { _ = await item.task.result }
    pending.removeAll()
  }

  /// Reads one buffer of a large file and starts its compression, once per codec.
  private func submit(
    _ content: Content, at offset: Int, count: Int, digests: [DigestStream],
    takers: [PayloadStream]
  ) throws {
    let buffer = try filled(from: content, at: offset, count: count)
    let bytes = unsafe buffer.bytes
    for digest in digests { unsafe try digest.update(bytes) }
    var byCodec: [(codec: ChunkCodec, streams: [PayloadStream])] = []
    for stream in takers {
      guard let codec = stream.codec else {
        unsafe try stream.write(bytes)
        continue
      }
      unsafe try stream.writeShared(bytes)
      if let index = byCodec.firstIndex(where: { $0.codec == codec }) {
        byCodec[index].streams.append(stream)
      } else {
        byCodec.append((codec, [stream]))
      }
    }
    for (codec, streams) in byCodec {
      for start in stride(from: 0, to: count, by: codec.chunkSize) {
        let range = start..<min(count, start + codec.chunkSize)
        pending.append(
          Pending(
            streams: streams,
            task: Task {
              unsafe try codec.compress(UnsafeRawBufferPointer(rebasing: buffer.bytes[range]))
            }))
      }
    }
  }

  /// Starts the compression of what a stream has buffered.
  private func flush(_ stream: PayloadStream, all: Bool) {
    guard let codec = stream.codec else { return }
    for piece in stream.takeBuffered(all: all) {
      pending.append(
        Pending(
          streams: [stream],
          task: Task { try unsafe codec.compress(piece.bytes) }))
    }
  }

  private func settle() async throws {
    for stream in streams { flush(stream, all: false) }
    try await drain(to: window)
  }

  /// Appends finished chunks in order until at most `count` are in flight.
  private func drain(to count: Int) async throws {
    var done = 0
    defer { pending.removeFirst(done) }
    while pending.count - done > count {
      let chunk = try await pending[done].task.value
      for stream in pending[done].streams { try stream.accept(chunk) }
      done += 1
    }
  }

  private func withBuffer(
    of content: Content, at offset: Int, count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    if case .bytes(let bytes)? = content.segments.first, content.segments.count == 1 {
      return try unsafe bytes.withUnsafeBytes(body)
    }
    let buffer = try filled(from: content, at: offset, count: count)
    try unsafe body(buffer.bytes)
  }

  private func filled(
    from content: Content, at offset: Int, count: Int
  ) throws(SourceFailure) -> ChunkBuffer {
    let buffer = ChunkBuffer(capacity: count)
    unsafe try content.read(into: buffer.room, at: offset)
    buffer.commit(count)
    return buffer
  }
}
