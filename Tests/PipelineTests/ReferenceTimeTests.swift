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
