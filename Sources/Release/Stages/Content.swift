public import Bytes
public import Cryptography

/// The bytes of one file to install: pieces of inputs and bytes made here, in order.
///
/// Nothing is read until the one pass that writes the packages.
public struct Content: Sendable {
  public enum Segment: Sendable {
    /// A range of an input.
    case source(any ByteSource, Range<Int>)
    /// Bytes at hand.
    case bytes([UInt8])

    public var count: Int {
      switch self {
      case .source(_, let range): range.count
      case .bytes(let bytes): bytes.count
      }
    }
  }

  public let segments: [Segment]
  /// In bytes.
  public let size: Int

  public init(_ segments: [Segment]) {
    self.segments = segments
    size = segments.reduce(0) { $0 + $1.count }
  }

  public init(_ bytes: [UInt8]) { self.init([.bytes(bytes)]) }

  public init(whole source: any ByteSource) { self.init([.source(source, 0..<source.count)]) }

  /// Fills `buffer` with the bytes from `offset` on.
  ///
  /// - Precondition: the range lies within ``size``.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceFailure) {
    var skip = offset
    var filled = 0
    for segment in segments {
      if skip >= segment.count {
        skip -= segment.count
        continue
      }
      let length = min(segment.count - skip, buffer.count - filled)
      let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + length])
      switch segment {
      case .source(let source, let range):
        unsafe try source.read(into: part, at: range.lowerBound + skip)
      case .bytes(let bytes):
        unsafe part.copyBytes(from: bytes[skip..<skip + length])
      }
      filled += length
      skip = 0
      if filled == buffer.count { return }
    }
    precondition(filled == buffer.count, "read past the end of a content")
  }
}

/// Digests of one content, those that were asked for.
public struct ContentDigests: Hashable, Sendable {
  // Fields and not a dictionary: a package may have a hundred thousand files.
  private var md5: [UInt8]?
  private var sha1: [UInt8]?
  private var sha256: [UInt8]?
  private var sha384: [UInt8]?
  private var sha512: [UInt8]?

  init() {}

  init(_ streams: [(DigestAlgorithm, DigestStream)]) throws(CryptographyError) {
    for (algorithm, stream) in streams { self[algorithm] = try stream.current() }
  }

  /// The digest's bytes; `nil` when it was not asked for.
  public private(set) subscript(algorithm: DigestAlgorithm) -> [UInt8]? {
    get { self[keyPath: Self.field(algorithm)] }
    set { self[keyPath: Self.field(algorithm)] = newValue }
  }

  /// The digest in lower-case hexadecimal; empty when it was not asked for.
  public func hexadecimal(_ algorithm: DigestAlgorithm) -> String {
    Bytes.hexadecimal(self[algorithm] ?? [])
  }

  private static func field(
    _ algorithm: DigestAlgorithm
  ) -> WritableKeyPath<Self, [UInt8]?> {
    switch algorithm {
    case .md5: \.md5
    case .sha1: \.sha1
    case .sha256: \.sha256
    case .sha384: \.sha384
    case .sha512: \.sha512
    }
  }
}
