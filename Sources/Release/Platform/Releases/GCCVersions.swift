/// The symbol versions that the libraries of GCC's runtime define.
///
/// From `Data/gcc-versions.table`.
public enum GCCVersions {
  /// Whether the libraries of `release` have the symbol version `name`, such as `GLIBCXX_3.4.30`
  /// of libstdc++ or `GCC_7.0.0` of libgcc_s; `nil` for a name that is none of theirs, or that
  /// nobody has looked up.
  public static func has(_ name: String, in release: DottedVersion) -> Bool? {
    guard let prefix = prefixes.first(where: name.hasPrefix) else { return nil }
    let suffix = name.dropFirst(prefix.count)
    if prefix == gcc { return DottedVersion(suffix).map { $0 <= release } }
    let row = table[prefix]
    if let since = row?.since[String(suffix)] { return since <= release }
    guard let version = DottedVersion(suffix), let last = row?.last else { return nil }
    return version > last ? false : nil
  }

  /// libgcc's names say themselves which release they are of.
  private static let gcc = "GCC_"

  private static let prefixes = table.keys + [gcc]

  private struct Row {
    /// The release that first has each version, by the version's name without the prefix.
    var since: [String: DottedVersion] = [:]
    var last: DottedVersion?
  }

  private static let table: [String: Row] = {
    var table: [String: Row] = [:]
    for line in DataTable(PackageResources.gcc_versions_table).rows {
      var row = Row()
      for word in line.words("versions") {
        let parts = word.split(separator: "@")
        guard parts.count == 2, let since = DottedVersion(parts[1]) else {
          preconditionFailure("no version: \(word)")
        }
        row.since[String(parts[0])] = since
        if let number = DottedVersion(parts[0]) { row.last = max(row.last ?? number, number) }
      }
      table[line.text("prefix")] = row
    }
    return table
  }()
}
