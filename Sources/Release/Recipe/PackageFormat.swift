/// A package format this program writes.
public enum PackageFormat: String, Hashable, Sendable, CaseIterable, Comparable {
  case rpm
  case deb

  /// The order in which formats are built: that of ``allCases``.
  public static func < (a: Self, b: Self) -> Bool { a == .rpm && b == .deb }
}
