/// A pattern over `/`-separated paths.
public struct GlobPattern: Hashable, Sendable {
  /// As written.
  public let text: String
}
