/// How a stream is compressed: the algorithm and its level.
public struct CompressionSetting: Hashable, Sendable {
  public enum Algorithm: String, Sendable, CaseIterable {
    /// gzip members of 1 MiB by libdeflate.
    case gzip
    /// One gzip member by zlib, for readers that stop after the first.
    case zlib
    /// One zstd frame.
    case zstd
    /// xz blocks of 4 MiB.
    case xz
    case none
  }

  public var algorithm: Algorithm
  /// The library's own scale; 0 for ``Algorithm/none``.
  public var level: Int

  /// - Precondition: `level` lies in the algorithm's ``Algorithm/levels``.
  public init(_ algorithm: Algorithm, level: Int) {
    precondition(algorithm.levels.contains(level), "\(algorithm) has no level \(level)")
    self.algorithm = algorithm
    self.level = level
  }

  public init(_ algorithm: Algorithm) {
    self.algorithm = algorithm
    level = algorithm.defaultLevel
  }
}

extension CompressionSetting.Algorithm {
  /// The levels a recipe may ask for.
  public var levels: ClosedRange<Int> {
    switch self {
    case .gzip: 1...12
    case .zlib: 1...9
    case .zstd: 1...22
    case .xz: 0...9
    case .none: 0...0
    }
  }

  /// The level meant when a recipe names none.
  public var defaultLevel: Int {
    switch self {
    case .gzip, .zlib, .zstd: 6
    case .xz: 1
    case .none: 0
    }
  }
}

/// A failure a compression library reported.
public struct CompressionError: Error, Hashable, Sendable {
  public var library: String
  public var reason: String

  public init(library: String, reason: String) {
    self.library = library
    self.reason = reason
  }
}
