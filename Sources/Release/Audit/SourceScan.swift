internal import Bytes

/// Feeds ranges of one source to several readers in a single pass.
struct SourceScan {
  private var takers: [Taker] = []

  @safe
  private struct Taker {
    let range: Range<Int>
    let take: (UnsafeRawBufferPointer) throws -> Void

    /// Passes on what of `window`, which begins at `offset` of the source, is wanted.
    func offer(_ window: UnsafeRawBufferPointer, at offset: Int) throws {
      let part = range.clamped(to: offset..<offset + window.count)
      guard !part.isEmpty else { return }
      try unsafe take(
        UnsafeRawBufferPointer(
          rebasing: window[part.lowerBound - offset..<part.upperBound - offset]))
    }
  }

  /// Sends the bytes of `range` to `take`, in order.
  mutating func send(
    _ range: Range<Int>, to take: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) {
    takers.append(unsafe Taker(range: range, take: take))
  }

  /// Reads the source once, a window at a time.
  func run(over source: any ByteSource) throws {
    var offset = 0
    do throws(WindowFailure<Stopped>) {
      try unsafe source.forEachWindow(in: 0..<source.count) { bytes throws(Stopped) in
        do {
          for taker in takers { try unsafe taker.offer(bytes, at: offset) }
        } catch {
          throw Stopped(reason: error)
        }
        offset += bytes.count
      }
    } catch {
      switch error {
      case .source(let error): throw error
      case .body(let error): throw error.reason
      }
    }
  }

  private struct Stopped: Error { var reason: any Error }
}
