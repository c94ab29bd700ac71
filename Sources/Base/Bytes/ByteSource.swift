/// Random access to bytes that may be too many to hold in memory.
///
/// Format rooms read through this; `Workspace` implements it over an open file.
public protocol ByteSource: Sendable {
  /// The number of bytes, fixed for the life of the source.
  var count: Int { get }

  /// Fills `buffer` with the bytes from `offset` on.
  ///
  /// - Throws: ``SourceFailure`` when the range is not all there or cannot be read.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SourceFailure)
}

/// A source that could not deliver bytes it had promised.
public struct SourceFailure: Error, Hashable, Sendable {
  /// What was being read, as the user named it.
  public var name: String
  /// The system's words, such as `Input/output error`.
  public var reason: String

  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }
}

extension ByteSource {
  /// Copies a range of the source.
  public func bytes(in range: Range<Int>) throws(SourceFailure) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw SourceFailure(name: "input", reason: "unexpected end of file")
    }
    var result = [UInt8](repeating: 0, count: range.count)
    var failure: SourceFailure?
    unsafe result.withUnsafeMutableBytes { buffer in
      do throws(SourceFailure) {
        unsafe try read(into: buffer, at: range.lowerBound)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return result
  }

  /// Hands out the bytes of `range` in order, at most `window` at a time.
  ///
  /// One buffer of `window` bytes is reused, so memory does not grow with the range.
  public func forEachWindow<E: Error>(
    in range: Range<Int>, of window: Int = 1 << 20,
    _ body: (UnsafeRawBufferPointer) throws(E) -> Void
  ) throws(WindowFailure<E>) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, min(window, range.count)), alignment: 64)
    defer { unsafe buffer.deallocate() }
    var offset = range.lowerBound
    while offset < range.upperBound {
      let length = min(buffer.count, range.upperBound - offset)
      let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[0..<length])
      do throws(SourceFailure) { unsafe try read(into: part, at: offset) } catch {
        throw .source(error)
      }
      do throws(E) { unsafe try body(UnsafeRawBufferPointer(part)) } catch { throw .body(error) }
      offset += length
    }
  }
}

extension ByteSource {
  /// Hands out the bytes of `range` in order, a window at a time, to a body that throws anything.
  public func show(
    _ range: Range<Int>, to body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    do throws(WindowFailure<Stopped>) {
      try unsafe forEachWindow(in: range) { bytes throws(Stopped) in
        do { try unsafe body(bytes) } catch { throw Stopped(reason: error) }
      }
    } catch {
      switch error {
      case .source(let failure): throw failure
      case .body(let stopped): throw stopped.reason
      }
    }
  }
}

private struct Stopped: Error { var reason: any Error }

/// Why a walk over a source ended early.
public enum WindowFailure<E: Error>: Error {
  case source(SourceFailure)
  case body(E)
}

/// Bytes already in memory, as a source.
public struct ArraySource: ByteSource {
  public let storage: [UInt8]

  public init(_ storage: [UInt8]) { self.storage = storage }

  public var count: Int { storage.count }

  public func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceFailure) {
    let length = buffer.count
    guard offset >= 0, length <= storage.count - offset else {
      throw SourceFailure(name: "input", reason: "unexpected end of file")
    }
    unsafe buffer.copyBytes(from: storage[offset..<offset + length])
  }
}
