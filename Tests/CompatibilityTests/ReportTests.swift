import Compatibility
import Foundation
import TestSupport
import Testing

@Suite struct ReportTests {
  private func report(
    _ old: LibraryInterface, _ new: LibraryInterface, ignoring text: String = ""
  ) throws -> CompatibilityReport {
    func side(_ interface: LibraryInterface) -> (CompatibilityReport.Side, LibrarySet) {
      let set = LibrarySet([interface])
      return (CompatibilityReport.Side(path: interface.path, kind: "file", of: set), set)
    }
    return CompatibilityReport(
      old: side(old), new: side(new), profile: .auto,
      ignoring: try IgnoreList(parsing: text, file: "ignore"), on: CalendarDate("2026-01-01"),
      toolVersion: "1")
  }

  private let old = Version(
    source: "struct s { int a; }; int f(struct s *p) { return p->a; }\nint g(void) { return 0; }",
    flags: ["-Wl,-soname,liba.so.1"])
  private let new = Version(
    source: "struct s { long a; }; int f(struct s *p) { return p->a; }",
    flags: ["-Wl,-soname,liba.so.1"])

  @Test func countsWhatIsNotIgnored() async throws {
    let (a, b) = (try await old.interface(), try await new.interface())
    let report = try report(a, b, ignoring: "symbol:g # private\nsymbol:h # there is none\n")
    #expect(report.summary.breaking == 2)
    #expect(report.summary.ignored == 1)
    #expect(report.changes.filter { $0.ignoredBy == "private" }.map(\.symbol) == ["g"])
    #expect(report.idleEntries.map(\.state) == ["unused"])
    #expect(report.pairs.map(\.types) == ["debug-information"])
    #expect(report.old.soname == "liba.so.1")
    #expect(report.text.contains("[ignored: private]"))
    #expect(report.text.hasSuffix("2 BREAKING, 0 UNDEFINED, 0 NON_BREAKING, 1 ignored\n"))
  }

  /// Every key a program may rely on, by name.
  @Test func writesItsSchema() async throws {
    let report = try report(
      try await old.interface(), try await new.interface(), ignoring: "symbol:g # private\n")
    let data = try JSONEncoder().encode(report)
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(json["schema"] as? String == "pkg-bincompat-report/1")
    #expect(
      Set(json.keys) == [
        "schema", "tool", "old", "new", "summary", "pairs", "floor", "changes", "idle_entries",
      ])
    let summary = try #require(json["summary"] as? [String: Int])
    #expect(summary == ["breaking": 2, "non_breaking": 0, "undefined": 0, "ignored": 1])
    let changes = try #require(json["changes"] as? [[String: Any]])
    let ignored = try #require(changes.first { $0["symbol"] as? String == "g" })
    #expect(ignored["class"] as? String == "BREAKING")
    #expect(ignored["rule"] as? String == "fn-removed")
    #expect(ignored["ignored_by"] as? String == "private")
    let member = try #require(changes.first { $0["member"] as? String == "a" })
    #expect(member["type"] as? String == "struct s")
    #expect(member["old"] as? String == "int" && member["new"] as? String == "long")
    #expect(member["through"] as? String == "f")
  }

  /// Names from strangers' files do not become markup, nor move a cursor.
  @Test func escapesNames() async throws {
    var (a, b) = (try await old.interface(), try await new.interface())
    a.exports[0].name = "a|b<script>\u{1b}[31m\nc"
    b.exports = []
    let report = try report(a, b)
    #expect(!report.markdown.contains("<script>") || report.markdown.contains("\\<script\\>"))
    #expect(report.markdown.contains("a\\|b"))
    #expect(!report.markdown.contains("\u{1b}") && !report.text.contains("\u{1b}"))
    for line in report.markdown.split(separator: "\n") where line.hasPrefix("| BREAKING") {
      // Seven cells, whatever the names hold.
      #expect(line.replacing("\\|", with: "").filter { $0 == "|" }.count == 8)
    }
  }

  @Test func doesNotDependOnOrder() async throws {
    var (a, b) = (try await old.interface(stripped: true), try await new.interface(stripped: true))
    let changes = try report(a, b).changes
    a.exports.reverse()
    b.exports.reverse()
    #expect(try report(a, b).changes == changes)
  }
}
