import Foundation
import Testing

struct CodeTests {
  private func codes(below folder: URL) throws -> Set<String> {
    var found: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /recipe\.[a-z]+(-[a-z]+)*/) {
        found.insert(String(match.output.0))
      }
    }
    return found
  }

  /// A diagnostic nobody has seen is one nobody knows to be right.
  @Test func everyCodeIsTested() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    let defined = try codes(below: root.appendingPathComponent("Sources/Release/Recipe"))
    #expect(defined.subtracting(try codes(below: tests)) == [])
    #expect(defined.count > 40)
  }
}
