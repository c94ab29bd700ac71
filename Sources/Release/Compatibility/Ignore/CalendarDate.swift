internal import Bytes

/// A day of the Gregorian calendar, in UTC.
public struct CalendarDate: Hashable, Sendable, Comparable, CustomStringConvertible {
  private let midnight: CivilTime

  /// Reads `2027-01-31`; `nil` for anything else, and for days that do not exist.
  public init?(_ text: some StringProtocol) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2],
      parts.allSatisfy({ $0.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    let numbers = parts.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
    guard let time = CivilTime(year: numbers[0], month: numbers[1], day: numbers[2]) else {
      return nil
    }
    midnight = time
  }

  /// The day of a moment, in seconds since the epoch.
  public init(secondsSinceEpoch seconds: Int64) {
    let rest = ((seconds % 86_400) + 86_400) % 86_400
    midnight = CivilTime(secondsSinceEpoch: seconds - rest)
  }

  public static func < (a: Self, b: Self) -> Bool {
    a.midnight.secondsSinceEpoch < b.midnight.secondsSinceEpoch
  }

  public var description: String { String(midnight.rfc3339.prefix(10)) }
}
