/// Moments as YAML writes them.
enum Timestamp {
  /// Seconds since the epoch of an RFC 3339 moment or a date alone (its midnight in UTC).
  ///
  /// `nil` outside 1970...2106, which is all that RPM's 32 bits hold. Fractions are dropped.
  static func seconds(_ text: String) -> Int64? {
    var scanner = Scanner(text.utf8)
    guard let year = scanner.number(4...4), scanner.take("-"),
      let month = scanner.number(1...2), scanner.take("-"), let day = scanner.number(1...2),
      (1...12).contains(month), day >= 1, day <= daysInMonth(month, of: year)
    else { return nil }
    var seconds = daysFromEpoch(year, month, day) * 86_400
    if !scanner.isAtEnd {
      guard scanner.take("T") || scanner.take("t") || scanner.take(" "),
        let hour = scanner.number(1...2), scanner.take(":"),
        let minute = scanner.number(2...2), scanner.take(":"),
        let second = scanner.number(2...2), hour < 24, minute < 60, second < 61
      else { return nil }
      if scanner.take("."), scanner.number(1...18) == nil { return nil }
      guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
      seconds += Int64(hour * 3600 + minute * 60 + second) - Int64(offset)
    }
    return (0...Int64(UInt32.max)).contains(seconds) ? seconds : nil
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func daysInMonth(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days of the proleptic Gregorian calendar since 1970-01-01.
  private static func daysFromEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    // Years that start in March put the leap day last.
    let shifted = month > 2 ? year : year - 1
    let fromMarch = (month + 9) % 12
    let days =
      365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (153 * fromMarch + 2) / 5
      + day - 1
    return Int64(days) - 719_468
  }

  private struct Scanner {
    let bytes: [UInt8]
    var position = 0

    init(_ text: String.UTF8View) { bytes = Array(text) }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard position < bytes.count, UInt32(bytes[position]) == character.value else {
        return false
      }
      position += 1
      return true
    }

    mutating func number(_ digits: ClosedRange<Int>) -> Int? {
      var value = 0
      var count = 0
      while count < digits.upperBound, position < bytes.count,
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
      {
        value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
        position += 1
        count += 1
      }
      return digits.contains(count) ? value : nil
    }

    /// Seconds east of UTC of `Z`, `+02:00` or nothing.
    mutating func offset() -> Int? {
      if isAtEnd || take("Z") || take("z") { return 0 }
      let sign = take("+") ? 1 : take("-") ? -1 : 0
      guard sign != 0, let hours = number(2...2), take(":"), let minutes = number(2...2),
        hours < 24, minutes < 60
      else { return nil }
      return sign * (hours * 3600 + minutes * 60)
    }
  }
}
