import Foundation
import TestSupport
import Testing

/// `Documentation/Errors.md` lists every diagnostic that the sources can make, and no other.
@Suite struct ErrorsDocumentTests {
  @Test func codesAndTableAgree() throws {
    let sources = try swiftSources().joined(separator: "\n")
    let made = Set(
      sources.matches(of: /Diagnostic\(\s*(?:code:\s*)?"([a-z0-9.-]+)"/).map {
        String($0.1)
      })
    try #require(!made.isEmpty)
    let rows = try documentedCodes()
    let listed = Set(rows.map(\.code))
    #expect(rows.count == listed.count, "a code has two rows")
    // A code may also be named away from the initializer: whatever is spelled like one is one.
    let areas = Set((made.union(listed)).compactMap { $0.split(separator: ".").first })
    let spelled = Set(
      sources.matches(of: /"([a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)*)"/).map { String($0.1) }
        .filter { code in areas.contains { code.hasPrefix($0 + ".") } })
    #expect(made.union(spelled).subtracting(listed).sorted() == [], "not in Errors.md")
    #expect(listed.subtracting(made.union(spelled)).sorted() == [], "not in the sources")
    for row in rows { #expect(!row.cause.isEmpty && !row.cure.isEmpty, "\(row.code)") }
  }

  private func swiftSources() throws -> [String] {
    let root = URL(filePath: packageDirectory).appending(path: "Sources")
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    return try (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
      .map { try String(contentsOf: $0, encoding: .utf8) }
  }

  private func documentedCodes() throws -> [(code: String, cause: String, cure: String)] {
    let text = try String(
      contentsOfFile: packageDirectory + "/Documentation/Errors.md", encoding: .utf8)
    return text.matches(of: /^\| `([a-z0-9.-]+)` \| (.*?) \| (.*?) \|$/.anchorsMatchLineEndings())
      .map {
        (String($0.1), String($0.2), String($0.3))
      }
  }
}
