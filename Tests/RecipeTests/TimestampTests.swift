import Testing

@testable import Recipe

/// Moments as YAML writes them.
struct TimestampTests {
  /// Expected values are `date -u -d TEXT +%s`.
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2009-11-10T23:00:00Z", 1_257_894_000),
    ("2000-02-29", 951_782_400), ("2100-02-28", 4_107_456_000),
    ("2024-12-31T23:59:59Z", 1_735_689_599), ("2024-03-01 00:00:00", 1_709_251_200),
    ("2024-03-01T02:00:00+02:00", 1_709_251_200), ("2024-02-29t19:00:00.5-05:00", 1_709_251_200),
    ("2106-02-07T06:28:15Z", 4_294_967_295),
  ])
  func momentsAreSeconds(_ text: String, _ expected: Int64) {
    #expect(Timestamp.seconds(text) == expected)
  }

  @Test(arguments: [
    "", "2024", "2024-13-01", "2023-02-29", "2100-02-29", "2024-01-01T", "2024-01-01T25:00:00Z",
    "1969-12-31T23:59:59Z", "2106-02-07T06:28:16Z", "2024-01-01T00:00:00Zx", "2024-01-01T00:00",
    "2024-01-00", "2024-01-01T00:00:00+1:00", "99999999-01-01",
  ])
  func otherMomentsAreNone(_ text: String) {
    #expect(Timestamp.seconds(text) == nil)
  }
}
