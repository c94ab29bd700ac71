/// How a package's payload is compressed.
public struct CompressionChoice: Hashable, Sendable {
  public enum Algorithm: String, Hashable, Sendable, CaseIterable {
    case gzip
    case zstd
    case xz
    case none
  }

  public var algorithm: Algorithm
  /// The algorithm's own scale; 0 for ``Algorithm/none``.
  public var level: Int

  public init(_ algorithm: Algorithm, level: Int) {
    self.algorithm = algorithm
    self.level = level
  }

  /// What packages of `format` use when the recipe does not say.
  public static func standard(for format: PackageFormat) -> CompressionChoice {
    switch format {
    case .rpm: CompressionChoice(.zstd, level: 6)
    case .deb: CompressionChoice(.xz, level: 1)
    }
  }
}
