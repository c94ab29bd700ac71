import Foundation
import TestSupport
import Testing

@testable import Recipe

/// `Documentation/Recipe.md` lists every key, as the parser knows it, and no other.
struct ReferenceTests {
  /// `| `key` | about |` of a table's keys and of those below them; `overrides` repeats the others.
  private func rows(_ table: KeyTable, below path: String = "") -> [String] {
    table.keys.flatMap { key -> [String] in
      let name = path + key.name
      if case .otherFormat = key.fate { return [] }
      let row = "| `\(name)` | \(escaped(meaning(of: key))) |"
      guard key.name != "overrides", let inner = mapping(key.shape) else { return [row] }
      return [row] + rows(inner, below: name + ".")
    }
  }

  private func meaning(of key: KeyTable.Key) -> String {
    if case .withoutEffect(let why) = key.fate { return "No effect: \(why)." }
    let words = words(key.shape).filter { !$0.isEmpty }.joined(separator: ", ")
    return key.about + (words.isEmpty ? "" : " One of: \(words).")
      + (key.isRequired ? " Required." : "")
  }

  /// What Markdown would take for a tag or a column.
  private func escaped(_ text: String) -> String {
    text.replacing("<", with: "\\<").replacing("|", with: "\\|")
  }

  private func words(_ shape: Shape) -> [String] {
    switch shape {
    case .choice(let words): words
    case .list(let item), .listOrOne(let item): self.words(item)
    default: []
    }
  }

  private func mapping(_ shape: Shape) -> KeyTable? {
    switch shape {
    case .mapping(let table): table
    case .list(let item), .listOrOne(let item): mapping(item)
    default: nil
    }
  }

  @Test func everyKeyOfAReleaseHasItsRow() throws {
    let text = try String(
      contentsOfFile: packageDirectory + "/Documentation/Targets.md", encoding: .utf8)
    let section = try #require(text.split(separator: "## Releases of your own").last)
    let listed = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    #expect(listed == rows(.release))
  }

  @Test func everyKeyOfAPolicyHasItsRow() throws {
    let text = try String(
      contentsOfFile: packageDirectory + "/Documentation/Policy.md", encoding: .utf8)
    let listed = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    // A key's own settings are the values of a mapping whose keys are the user's names.
    let known = rows(.policyFile).flatMap { row in
      row.hasPrefix("| `keys` ") ? [row] + rows(.policyKey, below: "keys.NAME.") : [row]
    }
    #expect(listed == known)
  }

  @Test func everyKeyHasItsRow() throws {
    let text = try String(
      contentsOfFile: packageDirectory + "/Documentation/Recipe.md", encoding: .utf8)
    let listed = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    let known = rows(.recipe)
    #expect(Set(listed).count == listed.count, "a key has two rows")
    #expect(known.filter { !listed.contains($0) } == [], "not in Recipe.md")
    #expect(listed.filter { !known.contains($0) } == [], "not in the key table")
  }
}
