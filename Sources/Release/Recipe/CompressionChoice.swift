public import Diagnostics

/// How a package's payload is compressed: `algorithm[:level]`, the same for both formats.
public struct CompressionChoice: Hashable, Sendable {
  public enum Algorithm: String, Hashable, Sendable, CaseIterable {
    case gzip
    /// gzip in one member, for readers that stop after the first.
    case zlib
    case zstd
    case xz
    case none

    /// The levels that may be asked for.
    public var levels: ClosedRange<Int> {
      switch self {
      case .gzip, .zlib: 1...9
      case .zstd: 1...22
      case .xz: 0...9
      case .none: 0...0
      }
    }

    /// The level when the recipe names none: zlib's, what RPM distributions use, xz's fastest
    /// that gains over gzip.
    public var usualLevel: Int {
      switch self {
      case .gzip, .zlib, .zstd: 6
      case .xz: 1
      case .none: 0
      }
    }
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

  /// Throws `recipe.invalid-compression`; `gzip:-1`, nfpm's default, asks for the usual level.
  public init(_ text: String, at location: SpecLocation? = nil) throws(Diagnostic) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let algorithm = Algorithm(rawValue: name) else {
      let names = Algorithm.allCases.map(\.rawValue)
      let near = name == "lzma" ? "xz" : closest(to: name, among: names)
      throw Diagnostic(
        "recipe.invalid-compression", "'\(name)' is no compression", at: location,
        hint: near.map { "write '\($0)'" }
          ?? "it can be \(names.map { "'\($0)'" }.joined(separator: ", "))")
    }
    self.algorithm = algorithm
    level = algorithm.usualLevel
    guard parts.count == 2, text != "gzip:-1" else { return }
    let digits = parts[1]
    guard algorithm != .none, (1...2).contains(digits.utf8.count),
      digits.allSatisfy(\.isASCIIDigit), let level = Int(digits), algorithm.levels.contains(level)
    else {
      let levels = algorithm.levels
      throw Diagnostic(
        "recipe.invalid-compression", "'\(algorithm.rawValue)' has no level '\(digits)'",
        at: location,
        hint: algorithm == .none
          ? "write 'none' alone"
          : "levels go from \(levels.lowerBound) to \(levels.upperBound)")
    }
    self.level = level
  }
}
