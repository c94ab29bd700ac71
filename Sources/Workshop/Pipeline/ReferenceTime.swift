internal import GoBuild
internal import Diagnostics
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
  let commits = binaries.compactMap { $0.buildInfo?.vcsTime }.compactMap(secondsSinceEpoch)
  guard let newest = commits.max() else {
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

/// The time `2026-01-02T03:04:05Z` stands for; `nil` for any other form.
func secondsSinceEpoch(_ text: String) -> Int64? {
  let bytes = Array(text.utf8)
  guard bytes.count == 20, bytes[4] == 45, bytes[7] == 45, bytes[10] == 84, bytes[13] == 58,
    bytes[16] == 58, bytes[19] == 90
  else { return nil }
  func number(_ range: Range<Int>) -> Int64? {
    bytes[range].allSatisfy { (48...57).contains($0) }
      ? bytes[range].reduce(0) { $0 * 10 + Int64($1 - 48) } : nil
  }
  guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
    let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
    year >= 1970, (1...12).contains(month), (1...days(in: month, of: year)).contains(day),
    hour < 24, minute < 60, second < 61
  else { return nil }
  // Days since 1970-01-01 in the proleptic Gregorian calendar, years starting in March.
  let shifted = month > 2 ? year : year - 1
  let era = shifted / 400
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  let sinceEpoch = era * 146_097 + dayOfEra - 719_468
  return sinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second
}

private func days(in month: Int64, of year: Int64) -> Int64 {
  switch month {
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}
