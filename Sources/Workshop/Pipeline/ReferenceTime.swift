internal import Bytes
internal import Diagnostics
internal import GoBuild
internal import Recipe
internal import Stages

/// The one time of a build, in seconds since the epoch: never the clock's.
///
/// `SOURCE_DATE_EPOCH`, else the recipe's `mtime`, else the newest commit time
/// the binaries carry.
///
/// - SeeAlso: https://reproducible-builds.org/specs/source-date-epoch/
func referenceTime(
  _ environment: [String: String], recipe: PackageRecipe, binaries: [PreparedBinary]
) throws(Diagnostic) -> Int64 {
  if let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty {
    return try sourceDateEpoch(text)
  }
  if let time = recipe.modificationTime?.value { return time }
  let commits = binaries.compactMap { $0.buildInfo?.vcsTime }
    .compactMap { CivilTime(rfc3339: $0)?.secondsSinceEpoch }
  guard let newest = commits.max(), newest >= 0 else {
    throw Diagnostic(
      "build.no-date", "nothing says when this release was made", at: recipe.name.location,
      hint: "set SOURCE_DATE_EPOCH, or mtime: in the recipe, or build with -buildvcs")
  }
  return newest
}

/// The time a `SOURCE_DATE_EPOCH` states.
func sourceDateEpoch(_ text: String) throws(Diagnostic) -> Int64 {
  guard let time = Int64(text), time >= 0, time <= Int64(UInt32.max) else {
    throw Diagnostic(
      "build.bad-date", "SOURCE_DATE_EPOCH '\(text)' is not a number of seconds since 1970",
      hint: "set it to the output of 'git log -1 --format=%ct'")
  }
  return time
}
