import Compatibility
import Foundation
import TestSupport
import Testing

/// `Documentation/Bincompat.md` lists every rule, once, and no other.
@Suite struct RuleDocumentTests {
  @Test func listsEveryRule() throws {
    let text = try String(
      contentsOfFile: "\(packageDirectory)/Documentation/Bincompat.md", encoding: .utf8)
    let rows = text.split(separator: "\n").drop { !$0.hasPrefix("| rule |") }.dropFirst(2)
      .prefix { $0.hasPrefix("|") }
    let rules = rows.flatMap { row in
      row.split(separator: "|")[0].split(separator: "`").filter { !$0.contains(" ") && $0 != "," }
        .map(String.init)
    }
    #expect(rules.count == Set(rules).count)
    #expect(Set(rules) == Set(CompatibilityRule.allCases.map(\.rawValue)))
  }
}
