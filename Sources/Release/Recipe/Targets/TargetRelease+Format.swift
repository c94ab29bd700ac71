public import Platform

extension TargetRelease {
  /// The format of the packages it installs; `nil` for one that is not made here.
  public var format: PackageFormat? {
    switch packageManager {
    case .rpm: .rpm
    case .dpkg: .deb
    case .apk, .opkg: nil
    }
  }
}

extension CompressionChoice {
  /// What packages of `format` use when the recipe does not say, given the releases they are for.
  ///
  /// zstd where each of them is known to read it, xz where one is not: every rpm and dpkg in the
  /// table reads xz, and both formats can share what is compressed once. Without a release to go
  /// by it is each format's own standard.
  public static func standard(
    for format: PackageFormat, targets: [TargetRelease]
  ) -> CompressionChoice {
    let concerned = targets.filter { $0.format == format }
    guard !concerned.isEmpty else { return standard(for: format) }
    let isKnown = concerned.allSatisfy { $0.readsZstd && !$0.unverified.contains(.zstd) }
    let algorithm: Algorithm = isKnown ? .zstd : .xz
    return CompressionChoice(algorithm, level: algorithm.usualLevel)
  }
}
