internal import Bytes

/// Seconds since the epoch as `YYYY-MM-DDTHH:MM:SSZ`, which has room for four digits of the year.
func timestampText(_ seconds: Int64) throws(UndescribablePackage) -> String {
  guard (0...253_402_300_799).contains(seconds) else {
    throw .unrepresentableTime(seconds)
  }
  return CivilTime(secondsSinceEpoch: seconds).rfc3339
}
