internal import Bytes
internal import Compression
public import RPM
public import Recipe

/// A changelog as RPM's header holds it, newest first.
public func rpmChangelog(_ changelog: Changelog) -> [RPMChangelogEntry] {
  changelog.entries.sorted { $0.date.value > $1.date.value }.map { entry in
    RPMChangelogEntry(
      time: UInt32(clamping: entry.date.value),
      author: "\(entry.packager.value) - \(entry.version.rpmVersion)-\(entry.version.rpmRelease)",
      text: entry.changes.map { "- \(indented($0.value, by: 2))" }.joined(separator: "\n"))
  }
}

/// A changelog as a DEB installs it, compressed, with the path it belongs at.
///
/// A package without a revision is native to Debian and has `changelog.gz`.
///
/// - SeeAlso: deb-changelog(5); Debian Policy Manual §12.7.
public func debianChangelog(
  _ changelog: Changelog, of recipe: PackageRecipe, date: Int64
) throws -> PackageEntry {
  let name = recipe.name.value
  let text = changelog.entries.sorted { $0.date.value > $1.date.value }.map { entry in
    let distributions =
      entry.distributions.isEmpty ? "unstable" : entry.distributions.joined(separator: " ")
    let changes = entry.changes.map { "  * \(indented($0.value, by: 4))\n" }.joined()
    return """
      \(name) (\(entry.version.debianVersion)) \(distributions); urgency=\(entry.urgency)

      \(changes)
       -- \(entry.packager.value)  \(CivilTime(secondsSinceEpoch: entry.date.value).rfc5322)

      """
  }.joined(separator: "\n")
  let file = recipe.version.release == nil ? "changelog.gz" : "changelog.Debian.gz"
  let bytes = try CompressionSetting(.zlib, level: 9).compress(Array(text.utf8))
  let path = "/usr/share/doc/\(name)/\(file)"
  return PackageEntry(
    path: path, kind: .file(Content(bytes), identity: path), permissions: 0o644, modified: date,
    role: .documentation, location: recipe.changelog?.location)
}

/// Further lines of a text, set in by `width` spaces.
private func indented(_ text: String, by width: Int) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: true)
    .joined(separator: "\n" + String(repeating: " ", count: width))
}
