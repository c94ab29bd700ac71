extension CivilTime {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Reads `Fri, 02 Jan 2026 03:04:05 UTC`; `nil` for any other form.
  ///
  /// The zone is `UTC`, `GMT`, `Z` or `+0000`: apt takes no other. The name of the day must be the
  /// date's.
  ///
  /// - SeeAlso: RFC 5322, section 3.3.
  public init?(rfc5322 text: String) {
    let words = text.split(separator: " ")
    guard words.count == 6, words[0].last == ",",
      ["UTC", "GMT", "Z", "+0000"].contains(words[5]),
      let month = Self.months.firstIndex(of: String(words[2])),
      let day = number(words[1], digits: 1...2), let year = number(words[3], digits: 4...4)
    else { return nil }
    let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], digits: 1...2),
      let minute = number(clock[1], digits: 2...2), let second = number(clock[2], digits: 2...2),
      let time = CivilTime(
        year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second),
      time.rfc5322.hasPrefix(words[0])
    else { return nil }
    self = time
  }
}

/// A number of so many ASCII digits.
private func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
  guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) })
  else { return nil }
  return Int(text)
}
