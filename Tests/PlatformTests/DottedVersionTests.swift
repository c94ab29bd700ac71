import Testing

@testable import Platform

struct DottedVersionTests {
  @Test func versionsAreOrderedByTheirNumbers() throws {
    let texts = ["2.2", "2.2.5", "2.6.32", "2.17", "2.28", "3", "3.2", "10"]
    let versions = try texts.map { try #require(DottedVersion($0)) }
    #expect(versions == versions.sorted())
    #expect(versions.map(\.description) == texts)
  }

  @Test func zerosAtTheEndDoNotCount() {
    #expect(DottedVersion("3.2") == DottedVersion("3.2.0"))
    #expect(DottedVersion("3.2.0")?.description == "3.2.0")
    #expect(DottedVersion("0") == DottedVersion("0.0"))
    #expect(DottedVersion("3.2") != DottedVersion("3.20"))
  }

  @Test(arguments: ["", ".", "2.", ".2", "2..3", "2.x", "-1", "1.2.3.4.5.6.7", "1234567890", "٢"])
  func whatIsNoVersion(text: String) { #expect(DottedVersion(text) == nil) }
}
