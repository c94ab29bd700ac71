/// One relation to other packages.
public struct DependencyText: Hashable, Sendable {
  /// As written.
  public let text: String
  /// In Debian's syntax; `nil` when Debian has no words for it.
  public let debian: String?
  /// In RPM's syntax; `nil` when RPM has no words for it.
  public let rpm: String?
}
