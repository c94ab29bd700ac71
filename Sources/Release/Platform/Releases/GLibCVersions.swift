/// The symbol versions that releases of the GNU C library define, by architecture.
///
/// From `Data/glibc-versions.table`.
public enum GLibCVersions {
  /// Whether the GNU C library of `release`, made for `architecture`, has the symbol version
  /// `name`, such as `GLIBC_2.34` or `GLIBC_ABI_DT_RELR`.
  ///
  /// Membership decides, not the number: some versions are missing between two others. Only
  /// beyond the last one known the number is all there is to go by.
  public static func has(
    _ name: String, in release: DottedVersion, for architecture: Architecture
  ) -> Bool {
    guard name.hasPrefix(prefix) else { return false }
    let suffix = name.dropFirst(prefix.count)
    let row = table[architecture.name]
    if let since = row?.since[String(suffix)] { return since <= release }
    guard let version = DottedVersion(suffix) else { return false }
    if let last = row?.last, version <= last { return false }
    return version <= release
  }

  /// The first release in which any architecture has the symbol version `name`; `nil` for one that
  /// is not known.
  public static func firstRelease(with name: String) -> DottedVersion? {
    guard name.hasPrefix(prefix) else { return nil }
    let suffix = String(name.dropFirst(prefix.count))
    return table.values.compactMap { $0.since[suffix] }.min()
  }

  /// What the names of its versions begin with.
  public static let prefix = "GLIBC_"

  private struct Row {
    /// The release that first has each version, by the version's name without the prefix.
    var since: [String: DottedVersion] = [:]
    /// The highest number known to be there.
    var last: DottedVersion?
  }

  private static let table: [String: Row] = {
    var table: [String: Row] = [:]
    for line in DataTable(PackageResources.glibc_versions_table).rows {
      var row = Row()
      for word in line.words("versions") {
        let parts = word.split(separator: "@")
        guard let name = parts.first, let last = parts.last, let since = DottedVersion(last)
        else { preconditionFailure("no version: \(word)") }
        row.since[String(name)] = since
        if parts.count == 1 { row.last = max(row.last ?? since, since) }
      }
      table[line.text("architecture")] = row
    }
    return table
  }()
}
