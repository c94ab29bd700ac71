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
       -- \(entry.packager.value)  \(mailDate(entry.date.value))

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

/// `Fri, 02 Jan 2026 03:04:05 +0000`, the date of a changelog's trailer.
///
/// - SeeAlso: RFC 5322, section 3.3. Days become a date in eras of 400 years that begin on
///   1 March, so that the leap day comes last.
func mailDate(_ seconds: Int64) -> String {
  func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
  let days = seconds / 86_400
  let rest = seconds % 86_400
  let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int(days % 7)]
  let shifted = days + 719_468
  let dayOfEra = shifted % 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let monthFromMarch = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
  let month = (monthFromMarch + 2) % 12
  let year = yearOfEra + shifted / 146_097 * 400 + (month < 2 ? 1 : 0)
  let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  let time = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
  return "\(weekday), \(two(day)) \(names[Int(month)]) \(year) \(time) +0000"
}
