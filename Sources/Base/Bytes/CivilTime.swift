/// A moment as the calendar names it, in UTC: proleptic Gregorian, without leap seconds.
///
/// Days become dates by the calendar's cycle of 400 years, counted from 1 March of year 0, so that
/// a leap day ends its year.
public struct CivilTime: Hashable, Sendable {
  public let secondsSinceEpoch: Int64
  public let year: Int64
  /// From 1.
  public let month: Int
  /// From 1.
  public let day: Int
  public let hour: Int
  public let minute: Int
  public let second: Int
  /// From 0 for Sunday.
  public let weekday: Int

  /// The moment `seconds` after 1970-01-01T00:00:00Z, or before it.
  public init(secondsSinceEpoch seconds: Int64) {
    let (days, rest) = floored(seconds, by: 86_400)
    secondsSinceEpoch = seconds
    hour = Int(rest / 3600)
    minute = Int(rest / 60 % 60)
    second = Int(rest % 60)
    // 1970-01-01 was a Thursday.
    weekday = Int(floored(days + 4, by: 7).remainder)
    let (era, dayOfEra) = floored(days + daysToEpoch, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The moment with these numbers; `nil` when there is none, or outside the years 0 to 9999.
  ///
  /// Second 60 is the first of the next minute.
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.days(inMonth: month, of: year), (0..<24).contains(hour),
      (0..<60).contains(minute), (0...60).contains(second)
    else { return nil }
    let shifted = month > 2 ? year : year - 1
    let (era, yearOfEra) = floored(Int64(shifted), by: 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + Int64(dayOfYear)
    let days = era * 146_097 + dayOfEra - daysToEpoch
    self.init(
      secondsSinceEpoch: days * 86_400 + Int64(hour * 3600 + minute * 60 + second))
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// From 1 March of year 0 to 1 January 1970.
private let daysToEpoch: Int64 = 719_468

/// A quotient rounded down, so that the remainder is never negative.
private func floored(
  _ dividend: Int64, by divisor: Int64
) -> (quotient: Int64, remainder: Int64) {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
