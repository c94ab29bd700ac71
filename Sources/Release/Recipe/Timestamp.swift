internal import Bytes

/// Moments as YAML writes them.
enum Timestamp {
  /// Seconds since the epoch of an RFC 3339 moment or a date alone (its midnight in UTC).
  ///
  /// `nil` outside 1970...2106, which is all that RPM's 32 bits hold. Fractions are dropped.
  static func seconds(_ text: String) -> Int64? {
    var scanner = Scanner(text.utf8)
    guard let year = scanner.number(4...4), scanner.take("-"),
      let month = scanner.number(1...2), scanner.take("-"), let day = scanner.number(1...2),
      var time = CivilTime(year: year, month: month, day: day)
    else { return nil }
    var offset = 0
    if !scanner.isAtEnd {
      guard scanner.take("T") || scanner.take("t") || scanner.take(" "),
        let hour = scanner.number(1...2), scanner.take(":"),
        let minute = scanner.number(2...2), scanner.take(":"),
        let second = scanner.number(2...2)
      else { return nil }
      if scanner.take("."), scanner.number(1...18) == nil { return nil }
      guard let zone = scanner.offset(), scanner.isAtEnd,
        let exact = CivilTime(
          year: year, month: month, day: day, hour: hour, minute: minute, second: second)
      else { return nil }
      offset = zone
      time = exact
    }
    let seconds = time.secondsSinceEpoch - Int64(offset)
    return (0...Int64(UInt32.max)).contains(seconds) ? seconds : nil
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
