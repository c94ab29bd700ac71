import Bytes
import TestSupport
import Testing

/// Dates and moments, held against date(1).
struct CivilTimeTests {
  /// Moments of every kind of year, and around the places where years and eras turn.
  private static let moments: [String] = {
    var moments: [String] = []
    let years = [1970, 1971, 1972, 1999, 2000, 2001, 2024, 2025, 2038, 2100, 2106, 2400, 9999]
    for year in [1600, 1900, 1968, 1969] + years {
      for day in ["01-01", "02-28", "03-01", "06-30", "10-09", "12-31"] {
        moments += ["\(year)-\(day)T00:00:00Z", "\(year)-\(day)T23:59:59Z"]
      }
    }
    return moments + ["2024-02-29T12:34:56Z", "2000-02-29T00:00:01Z", "2038-01-19T03:14:08Z"]
  }()

  /// What date(1) makes of every moment.
  private func date(_ format: String, _ moments: [String] = moments) async throws -> [String] {
    let room = try ScratchDirectory()
    try room.write(moments.joined(separator: "\n") + "\n", to: "moments")
    let output = try await succeed("date", ["-u", "-f", room["moments"], format])
    let lines = output.split(separator: "\n").map(String.init)
    try #require(lines.count == moments.count)
    return lines
  }

  @Test func momentsAsDateCountsThem() async throws {
    for (moment, seconds) in zip(Self.moments, try await date("+%s")) {
      let time = try #require(CivilTime(rfc3339: moment), "\(moment)")
      #expect("\(time.secondsSinceEpoch)" == seconds, "\(moment)")
      #expect(time.rfc3339 == moment)
    }
  }

  @Test func textsAsDateWritesThem() async throws {
    let times = Self.moments.compactMap { CivilTime(rfc3339: $0) }
    #expect(try await date("-R") == times.map(\.rfc5322))
    #expect(try await date("+%a %b %e %H:%M:%S %Y") == times.map(\.asctime))
  }

  /// Every day of eight centuries and more, forth and back.
  @Test func everyDayIsTheNextOne() throws {
    var last = CivilTime(secondsSinceEpoch: -20_000_000_000)
    for count in 1..<300_000 {
      let time = CivilTime(secondsSinceEpoch: last.secondsSinceEpoch + 86_400)
      let isNewMonth = time.day == 1
      #expect(isNewMonth || time.day == last.day + 1 && time.month == last.month)
      #expect(!isNewMonth || time.month == last.month % 12 + 1 && last.day >= 28)
      #expect(time.year == last.year + (time.month == 1 && isNewMonth ? 1 : 0))
      #expect(time.weekday == (last.weekday + 1) % 7)
      if count % 97 == 0 {
        let back = CivilTime(
          year: Int(time.year), month: time.month, day: time.day, hour: time.hour,
          minute: time.minute, second: time.second)
        #expect(back == time)
      }
      last = time
    }
  }

  @Test(arguments: [Int64.min, Int64.min + 1, -1, 0, Int64.max - 1, .max])
  func noMomentTraps(seconds: Int64) {
    let time = CivilTime(secondsSinceEpoch: seconds)
    #expect((1...12).contains(time.month) && (1...31).contains(time.day))
    #expect((0..<24).contains(time.hour) && (0..<7).contains(time.weekday))
    #expect(!time.rfc3339.isEmpty)
  }

  @Test func aLeapSecondIsTheNextMinute() throws {
    let leap = try #require(CivilTime(rfc3339: "2016-12-31T23:59:60Z"))
    #expect(leap.rfc3339 == "2017-01-01T00:00:00Z")
  }

  @Test(arguments: [
    "", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01T00:00:00+00:00", "2024-01-01T00:00:00.0Z",
    "2024-1-01T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z",
    "2024-01-32T00:00:00Z", "2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2024-02-30T00:00:00Z",
    "2024-04-31T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z",
    "2024-01-01t00:00:00z", "2024-01-01 00:00:00Z", "２０２４-01-01T00:00Z",
    "2024-01-01T00:00:0éZ", "+024-01-01T00:00:00Z", "2024-01-01T00:00:-1Z",
  ])
  func whatIsNoMoment(text: String) { #expect(CivilTime(rfc3339: text) == nil) }

  @Test(arguments: [
    (-1, 1, 1), (10000, 1, 1), (2024, 0, 1), (2024, 13, 1), (2024, 1, 0), (2024, 4, 31),
    (2023, 2, 29), (1900, 2, 29), (Int.max, 1, 1), (2024, Int.min, 1), (2024, 1, Int.max),
  ])
  func whatIsNoDay(year: Int, month: Int, day: Int) {
    #expect(CivilTime(year: year, month: month, day: day) == nil)
  }
}
