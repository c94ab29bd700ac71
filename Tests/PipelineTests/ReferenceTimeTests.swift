import Bytes
import Diagnostics
import ELF
import Foundation
import GoBuild
import Recipe
import Stages
import TestSupport
import Testing

@testable import Pipeline

/// The one time of a build.
struct ReferenceTimeTests {
  /// Moments of every kind of year, held against date(1).
  @Test func momentsAsDateCountsThem() async throws {
    var moments: [String] = []
    for year in [1970, 1971, 1972, 1999, 2000, 2001, 2024, 2025, 2038, 2100, 2106, 2400, 9999] {
      for day in ["01-01", "02-28", "03-01", "06-30", "10-09", "12-31"] {
        moments += ["\(year)-\(day)T00:00:00Z", "\(year)-\(day)T23:59:59Z"]
      }
    }
    moments += ["2024-02-29T12:34:56Z", "2000-02-29T00:00:01Z", "2038-01-19T03:14:08Z"]
    let room = try ScratchDirectory()
    try room.write(moments.joined(separator: "\n") + "\n", to: "moments")
    let counted = try await succeed("date", ["-u", "-f", room["moments"], "+%s"])
    let expected = counted.split(separator: "\n").map { Int64($0) }
    #expect(expected.count == moments.count)
    for (moment, seconds) in zip(moments, expected) {
      #expect(secondsSinceEpoch(moment) == seconds, "\(moment)")
    }
  }

  @Test(arguments: [
    "", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01T00:00:00+00:00", "2024-01-01T00:00:00.0Z",
    "2024-1-01T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z",
    "2024-01-32T00:00:00Z", "2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2024-02-30T00:00:00Z",
    "2024-04-31T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z",
    "1969-12-31T23:59:59Z", "2024-01-01t00:00:00z", "2024-01-01 00:00:00Z", "２０２４-01-01T00:00Z",
    "2024-01-01T00:00:0éZ", "+024-01-01T00:00:00Z", "2024-01-01T00:00:-1Z",
  ])
  func whatIsNoMoment(text: String) { #expect(secondsSinceEpoch(text) == nil) }

  @Test func secondsOfTheEnvironment() throws {
    #expect(try sourceDateEpoch("0") == 0)
    #expect(try sourceDateEpoch("1700000000") == 1_700_000_000)
    #expect(try sourceDateEpoch("4294967295") == 4_294_967_295)
    for text in ["", " 1", "1 ", "-1", "4294967296", "1.5", "0x10", "now", "99999999999999999999"] {
      let error = #expect(throws: Diagnostic.self) { try sourceDateEpoch(text) }
      #expect(error?.code == "build.bad-date", "\(text)")
    }
  }

  /// A prepared binary that says it was built from a commit of `time`.
  private func binary(_ time: String?) throws -> PreparedBinary {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: "/usr/bin/env")))
    var reader = ByteReader(bytes.span.bytes)
    let info = BuildInfo(
      goVersion: "go1.22", settings: time.map { [.init(key: "vcs.time", value: $0)] } ?? [])
    return PreparedBinary(
      content: Content([UInt8]()), file: try ELFFile(parsing: &reader), buildInfo: info,
      unstrippedSHA256: nil)
  }

  private func recipe(_ more: String = "") throws -> PackageRecipe {
    let text = "name: hello\narch: amd64\nversion: 1.2.3\nmaintainer: A <a@example.com>\n"
    return try #require(
      try PackageRecipe.parse(yaml: Array((text + more).utf8), file: "r.yaml").recipes.first)
  }

  @Test func whichTimeCounts() throws {
    let binaries = [
      try binary("2020-01-01T00:00:00Z"), try binary("2021-01-01T00:00:00Z"), try binary(nil),
      try binary("nonsense"),
    ]
    let dated = try recipe("mtime: 2022-01-01T00:00:00Z\n")
    let plain = try recipe()
    let environment = ["SOURCE_DATE_EPOCH": "1700000000"]
    #expect(
      try referenceTime(environment, recipe: dated, binaries: binaries) == 1_700_000_000)
    #expect(
      try referenceTime(["SOURCE_DATE_EPOCH": ""], recipe: dated, binaries: binaries)
        == 1_640_995_200)
    #expect(try referenceTime([:], recipe: dated, binaries: binaries) == 1_640_995_200)
    // The newest commit, in whatever order they come.
    #expect(try referenceTime([:], recipe: plain, binaries: binaries) == 1_609_459_200)
    #expect(
      try referenceTime([:], recipe: plain, binaries: binaries.reversed()) == 1_609_459_200)
    let none = #expect(throws: Diagnostic.self) {
      try referenceTime([:], recipe: plain, binaries: [binary(nil)])
    }
    #expect(none?.code == "build.no-date" && none?.location?.line == 1)
    // A wrong wish is not passed over.
    let wrong = #expect(throws: Diagnostic.self) {
      try referenceTime(["SOURCE_DATE_EPOCH": "x"], recipe: dated, binaries: binaries)
    }
    #expect(wrong?.code == "build.bad-date")
  }
}
