/// The symbol versions of zlib's `libz.so.1`.
///
/// Each is named after the release that first has it, as in `ZLIB_1.2.9`. So no table of them is
/// needed. What zlib-ng builds as `libz.so.1` has the same, up to `ZLIB_1.2.12`.
public enum ZlibVersions {
  /// Whether the zlib of `release` has the symbol version `name` in `library`; `nil` for another
  /// library, or a version that is not zlib's.
  public static func has(
    _ name: String, in library: String, of release: DottedVersion
  ) -> Bool? {
    guard library == "libz.so.1", name.hasPrefix(prefix) else { return nil }
    return DottedVersion(name.dropFirst(prefix.count)).map { $0 <= release }
  }

  private static let prefix = "ZLIB_"
}
