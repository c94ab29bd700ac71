/// The days and hours, in UTC, at which a policy lets things be signed.
public struct SigningHours: Hashable, Sendable {
  /// A day of the week.
  public enum Day: String, Hashable, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
  }

  /// Minutes since midnight; the end is exclusive, and 1440 for the day's end.
  public var minutes: Range<Int>
  /// At least one.
  public var days: Set<Day>

  public init(minutes: Range<Int> = 0..<1440, days: Set<Day> = Set(Day.allCases)) {
    self.minutes = minutes
    self.days = days
  }

  /// Reads `08:00-18:00`; `nil` for what is no such span within one day.
  public static func minutes(_ text: String) -> Range<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minute($0) }
    guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
    return start..<end
  }

  private static func minute(_ text: Substring) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
    let digits = [0, 1, 3, 4].map { Int(bytes[$0]) - 48 }
    guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    guard minute < 60, hour < 24 || hour == 24 && minute == 0 else { return nil }
    return hour * 60 + minute
  }

  /// Whether `time`, in seconds since the epoch, is one of them.
  public func contains(_ time: Int64) -> Bool {
    let day = time / 86_400 - (time % 86_400 < 0 ? 1 : 0)
    // The first of January 1970 was a Thursday.
    let weekday = Day.allCases[Int(((day + 3) % 7 + 7) % 7)]
    return days.contains(weekday) && minutes.contains(Int(time - day * 86_400) / 60)
  }
}
