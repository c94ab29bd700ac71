/// Where a writer puts bytes that may be too many to hold in memory.
///
/// `Workspace` implements it over a temporary file.
public protocol ByteSink: AnyObject {
  /// The number of bytes appended and reserved so far.
  var count: Int { get }

  /// Adds bytes at the end.
  func append(_ bytes: UnsafeRawBufferPointer) throws(SinkFailure)

  /// Leaves room for bytes that ``overwrite(_:at:)`` fills in later.
  func reserve(_ length: Int) throws(SinkFailure)

  /// Writes over bytes appended or reserved before.
  func overwrite(_ bytes: [UInt8], at offset: Int) throws(SinkFailure)

  /// Adds a range of a source at the end; throws the failure of either side.
  func append(_ range: Range<Int>, of source: any ByteSource) throws

  /// Adds a range of a source at the end, and shows it to somebody else on the way, piece by piece.
  func append(
    _ range: Range<Int>, of source: any ByteSource,
    showing body: (UnsafeRawBufferPointer) throws -> Void
  ) throws
}

extension ByteSink {
  public func append(_ range: Range<Int>, of source: any ByteSource) throws {
    try copy(range, of: source)
  }

  public func append(
    _ range: Range<Int>, of source: any ByteSource,
    showing body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try unsafe copy(range, of: source, showing: body)
  }

  /// Adds a range of a source through a buffer, and shows it to somebody else on the way.
  public func copy(
    _ range: Range<Int>, of source: any ByteSource,
    showing body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try unsafe source.show(range) { bytes in
      try unsafe body(bytes)
      try unsafe append(bytes)
    }
  }

  /// Adds a range of a source through a buffer.
  public func copy(_ range: Range<Int>, of source: any ByteSource) throws {
    do throws(WindowFailure<SinkFailure>) {
      try unsafe source.forEachWindow(in: range) { bytes throws(SinkFailure) in
        unsafe try append(bytes)
      }
    } catch {
      switch error {
      case .source(let error): throw error
      case .body(let error): throw error
      }
    }
  }

  /// Adds bytes at the end.
  public func append(_ bytes: [UInt8]) throws(SinkFailure) {
    var failure: SinkFailure?
    unsafe bytes.withUnsafeBytes { buffer in
      do throws(SinkFailure) { unsafe try append(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// A sink that could not take bytes.
public struct SinkFailure: Error, Hashable, Sendable {
  /// What was being written, as the user named it.
  public var name: String
  /// The system's words, such as `No space left on device`.
  public var reason: String

  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }
}

/// A sink in memory, for small archives.
public final class ArraySink: ByteSink {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public var count: Int { bytes.count }

  public func append(_ more: UnsafeRawBufferPointer) throws(SinkFailure) {
    unsafe bytes.append(contentsOf: more)
  }

  public func reserve(_ length: Int) throws(SinkFailure) {
    bytes.append(contentsOf: repeatElement(0, count: length))
  }

  public func overwrite(_ more: [UInt8], at offset: Int) throws(SinkFailure) {
    precondition(offset >= 0 && offset + more.count <= bytes.count, "overwrite past the end")
    bytes.replaceSubrange(offset..<offset + more.count, with: more)
  }
}
