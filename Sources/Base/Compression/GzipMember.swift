internal import CDeflate
internal import Synchronization

/// Whole gzip members by libdeflate: no name, no time, operating system "unknown".
enum GzipMember {
  static func compress(
    _ bytes: UnsafeRawBufferPointer, level: Int
  ) throws(CompressionError) -> Chunk {
    let compressor = try DeflateCompressors.shared.take(level: level)
    defer { DeflateCompressors.shared.give(back: compressor) }
    let bound = unsafe libdeflate_gzip_compress_bound(compressor.pointer, bytes.count)
    let room = ChunkBuffer(capacity: bound)
    let count = unsafe libdeflate_gzip_compress(
      compressor.pointer, bytes.baseAddress, bytes.count, room.room.baseAddress, bound)
    guard count > 0 else {
      throw CompressionError(library: "libdeflate", reason: "output exceeds its own bound")
    }
    room.commit(count)
    // A member waits its turn in memory of its own size; the room serves the next one.
    let member = ChunkBuffer(capacity: count)
    _ = unsafe member.append(room.bytes)
    return Chunk(buffer: member, uncompressedSize: bytes.count, unpaddedSize: 0)
  }
}

/// Sole owner of a `struct libdeflate_compressor`, used by one thread at a time.
@safe
private final class DeflateCompressor: @unchecked Sendable {
  let level: Int
  let pointer: OpaquePointer

  init(level: Int) throws(CompressionError) {
    guard let pointer = unsafe libdeflate_alloc_compressor(CInt(level)) else {
      throw CompressionError(library: "libdeflate", reason: "out of memory")
    }
    unsafe self.pointer = pointer
    self.level = level
  }

  deinit { unsafe libdeflate_free_compressor(pointer) }
}

/// Compressors kept between chunks: each is over a megabyte of tables to set up.
private final class DeflateCompressors: Sendable {
  static let shared = DeflateCompressors()
  private let idle = Mutex<[DeflateCompressor]>([])

  func take(level: Int) throws(CompressionError) -> DeflateCompressor {
    let found = idle.withLock { idle in
      idle.lastIndex { $0.level == level }.map { idle.remove(at: $0) }
    }
    return if let found { found } else { try DeflateCompressor(level: level) }
  }

  func give(back compressor: DeflateCompressor) { idle.withLock { $0.append(compressor) } }
}
