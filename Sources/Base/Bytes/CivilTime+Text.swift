extension CivilTime {
  /// `2026-01-02T03:04:05Z`.
  ///
  /// - SeeAlso: RFC 3339, section 5.6.
  public var rfc3339: String {
    "\(padded(Int(year), to: 4))-\(padded(month))-\(padded(day))T\(clock)Z"
  }

  /// `Fri, 02 Jan 2026 03:04:05 +0000`.
  ///
  /// - SeeAlso: RFC 5322, section 3.3.
  public var rfc5322: String {
    "\(weekdayName), \(padded(day)) \(monthName) \(year) \(clock) +0000"
  }

  /// `Fri Jan  2 03:04:05 2026`, as C's `%c` has it in locale `C`.
  public var asctime: String {
    "\(weekdayName) \(monthName) \(day < 10 ? " " : "")\(day) \(clock) \(year)"
  }

  /// Reads `2026-01-02T03:04:05Z`; `nil` for any other form.
  public init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 20 else { return nil }
    for (place, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "Z")] {
      guard mark.utf8.first == bytes[place] else { return nil }
    }
    func number(_ range: Range<Int>) -> Int? {
      bytes[range].allSatisfy { (48...57).contains($0) }
        ? bytes[range].reduce(0) { $0 * 10 + Int($1 - 48) } : nil
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
    else { return nil }
    self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
  }

  private var clock: String { "\(padded(hour)):\(padded(minute)):\(padded(second))" }

  private var weekdayName: String {
    ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][weekday]
  }

  private var monthName: String {
    [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][month - 1]
  }
}

private func padded(_ value: Int, to width: Int = 2) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
