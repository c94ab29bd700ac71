/// Seconds since the epoch as `YYYY-MM-DDTHH:MM:SSZ`.
///
/// The civil date comes from the day number by the 400-year cycle of the Gregorian calendar;
/// years begin in March there, so that the leap day is a year's last.
func timestampText(_ seconds: Int64) throws(UndescribablePackage) -> String {
  guard (0...253_402_300_799).contains(seconds) else {
    throw .unrepresentableTime(seconds)
  }
  let clock = seconds % 86_400
  let day = seconds / 86_400 + 719_468
  let dayOfEra = day % 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  let year = yearOfEra + day / 146_097 * 400 + (month <= 2 ? 1 : 0)
  func padded(_ value: Int64, _ width: Int = 2) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
  let date = "\(padded(year, 4))-\(padded(month))-\(padded(dayOfMonth))"
  return "\(date)T\(padded(clock / 3600)):\(padded(clock / 60 % 60)):\(padded(clock % 60))Z"
}
