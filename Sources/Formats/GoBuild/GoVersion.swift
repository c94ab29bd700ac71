/// A release of the Go toolchain, such as 1.22 of `go1.22.3`.
public struct GoVersion: Hashable, Sendable, Comparable {
  public var major: Int
  public var minor: Int

  public init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads what programs record, such as `go1.22.3`, `go1.22rc1`, `go1.27.3-X:nodwarf5` or
  /// `devel go1.28-5a7bf1c`; `nil` for what names no release.
  public init?(_ text: some StringProtocol) {
    for word in text.split(separator: " ") where word.hasPrefix("go") {
      let numbers = word.dropFirst(2).prefix { $0 == "." || ("0"..."9").contains($0) }
        .split(separator: ".", omittingEmptySubsequences: false)
      guard let major = numbers.first.flatMap({ Int($0) }) else { continue }
      self.major = major
      minor = numbers.count > 1 ? Int(numbers[1]) ?? 0 : 0
      return
    }
    return nil
  }

  public static func < (a: Self, b: Self) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
}
