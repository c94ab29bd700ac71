internal import Bytes
public import Cryptography
internal import Debian
internal import RPM

/// A file that a signed index lists.
public struct ListedFile: Hashable, Sendable {
  /// From the index's own directory.
  public var path: String
  public var algorithm: DigestAlgorithm
  /// In lower-case hexadecimal.
  public var digest: String
  /// In bytes; `nil` where the index does not say.
  public var size: Int?

  public init(path: String, algorithm: DigestAlgorithm, digest: String, size: Int? = nil) {
    self.path = path
    self.algorithm = algorithm
    self.digest = digest
    self.size = size
  }
}

/// Judges the text of a Debian archive's `Release` at `time`, in seconds since the epoch.
///
/// Returns the files it lists under the strongest digest it has, for the caller to look at. What a
/// list says of itself, as `apt-ftparchive` writes when an older one lies there, cannot be right.
public func auditRelease(
  _ text: [UInt8], _ audit: inout PackageAudit, at time: UInt32
) -> [ListedFile] {
  let release: ReleaseFile
  do throws(MalformedInput) { release = try ReleaseFile(parsing: text) } catch {
    audit.doubt("verify.malformed-release", "the Release file is malformed: \(error)")
    return []
  }
  if let date = release.date {
    if date > Int64(time) {
      audit.doubt(
        "verify.release-from-the-future",
        "the Release file is from \(CivilTime(secondsSinceEpoch: date).rfc3339)",
        hint: "set the clock; or the archive's was wrong")
    }
  } else {
    audit.doubt("verify.malformed-release", "the Release file has no Date")
  }
  if let end = release.validUntil, end <= Int64(time) {
    audit.doubt(
      "verify.release-expired",
      "the Release file was valid until \(CivilTime(secondsSinceEpoch: end).rfc3339)",
      hint: "get the archive's current one: an old one hides updates")
  }
  guard
    let algorithm = [DigestAlgorithm.sha512, .sha256].first(where: { release.listed[$0] != nil })
  else {
    audit.doubt(
      "verify.weak-digests", "the Release file lists its files by neither SHA-256 nor SHA-512",
      hint: "have the archive made anew with SHA256")
    return []
  }
  let own: Set = ["Release", "Release.gpg", "InRelease"]
  return (release.listed[algorithm] ?? []).filter { !own.contains($0.path) }.map {
    ListedFile(path: $0.path, algorithm: algorithm, digest: $0.digest, size: $0.size)
  }
}

/// Judges the text of an RPM repository's `repomd.xml`; returns the files it lists.
public func auditRepositoryIndex(_ text: [UInt8], _ audit: inout PackageAudit) -> [ListedFile] {
  let index: RepositoryIndex
  do throws(MalformedInput) { index = try RepositoryIndex(parsing: text) } catch {
    audit.doubt("verify.malformed-repository", "repomd.xml is malformed: \(error)")
    return []
  }
  return index.entries.compactMap { entry in
    guard let algorithm = entry.algorithm else {
      audit.doubt(
        "verify.weak-digests",
        "repomd.xml lists '\(entry.path)' by '\(entry.checksumType)', which proves nothing",
        hint: "have the repository made anew with SHA-256")
      return nil
    }
    // The path starts above the directory of the index.
    return ListedFile(path: "../\(entry.path)", algorithm: algorithm, digest: entry.digest)
  }
}
