internal import Synchronization

/// A piece of a stream in memory that is filled once and then only read, on any thread.
///
/// The memory goes back to a pool: a long run of chunks takes what a few in
/// flight take, and its pages are faulted in once.
@safe
public final class ChunkBuffer: @unchecked Sendable {
  /// How many bytes it can hold.
  public let capacity: Int
  /// How many it holds.
  public private(set) var count = 0
  private let memory: UnsafeMutableRawBufferPointer

  /// Takes memory for at least `capacity` bytes, empty.
  public init(capacity: Int) {
    self.capacity = capacity
    unsafe memory = ChunkMemory.shared.take(capacity)
  }

  deinit { unsafe ChunkMemory.shared.give(back: memory) }

  /// Gives the pool's memory back to the system: no chunks come for a while.
  public static func releasePool() { ChunkMemory.shared.releaseIdle() }

  /// The bytes held; the pointer lives as long as the buffer.
  public var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[0..<count])
  }

  /// The room left; ``commit(_:)`` says how much of it was filled.
  public var room: UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count..<capacity])
  }

  /// Counts bytes that were written to ``room``.
  ///
  /// - Precondition: they fit.
  public func commit(_ length: Int) {
    precondition(length >= 0 && length <= capacity - count, "a chunk fits its buffer")
    count += length
  }

  /// Adds as many of `source`'s bytes as there is room for; returns how many.
  public func append(_ source: UnsafeRawBufferPointer) -> Int {
    let length = min(source.count, capacity - count)
    if length > 0 {
      unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[0..<length]))
      count += length
    }
    return length
  }
}

/// Memory between two uses.
private final class ChunkMemory: Sendable {
  static let shared = ChunkMemory()
  /// Sizes are rounded up to this, so that a few classes serve all.
  private static let grain = 1 << 18

  @safe private struct Idle: @unchecked Sendable {
    var blocks: [UnsafeMutableRawBufferPointer] = unsafe []
  }

  private let idle = Mutex(Idle())

  func take(_ capacity: Int) -> UnsafeMutableRawBufferPointer {
    let size = (max(1, capacity) + Self.grain - 1) / Self.grain * Self.grain
    let found = unsafe idle.withLock { idle -> UnsafeMutableRawBufferPointer? in
      let index = unsafe idle.blocks.lastIndex { $0.count == size }
      return unsafe index.map { unsafe idle.blocks.remove(at: $0) }
    }
    return unsafe found ?? .allocate(byteCount: size, alignment: 4096)
  }

  func give(back memory: UnsafeMutableRawBufferPointer) {
    idle.withLock { unsafe $0.blocks.append(memory) }
  }

  func releaseIdle() {
    let blocks = unsafe idle.withLock { idle in
      defer { unsafe idle.blocks.removeAll() }
      return unsafe idle.blocks
    }
    unsafe blocks.forEach { unsafe $0.deallocate() }
  }
}
