import Compatibility
import Diagnostics
import TestSupport
import Testing

@Suite struct IgnoreListTests {
  private func list(_ text: String) throws(Diagnostics) -> IgnoreList {
    try IgnoreList(parsing: text, file: "ignore")
  }

  private func change(
    _ rule: CompatibilityRule, symbol: String? = nil, version: String? = nil, type: String? = nil,
    member: String? = nil, file: String = "usr/lib/liba.so.1"
  ) -> CompatibilityChange {
    var change = CompatibilityChange(.breaking, rule, file: file, "")
    change.symbol = symbol
    change.version = version
    change.type = type
    change.member = member
    return change
  }

  /// The reason the one line gives for ignoring a change; `nil` when it does not.
  private func reason(
    _ line: String, _ change: CompatibilityChange, on day: String = "2026-01-01"
  ) throws -> String? {
    try list(line).applied(to: [change], on: CalendarDate(day)).changes[0].ignoredBy
  }

  @Test func coversWhatAllItsPatternsMatch() throws {
    let removed = change(.functionRemoved, symbol: "_internal_a", version: "V1")
    #expect(try reason("symbol:_internal_*  # never told", removed) == "never told")
    #expect(try reason("symbol:_internal_? rule:fn-removed # x", removed) == "x")
    #expect(try reason("symbol:_internal_* rule:fn-added # x", removed) == nil)
    #expect(try reason("symbol:_internal_* version:V2 # x", removed) == nil)
    #expect(try reason("rule:fn-removed file:usr/lib/* # x", removed) == "x")
    #expect(try reason("rule:fn-removed file:*.so # x", removed) == nil)
    #expect(try reason("type:* # x", removed) == nil)
    let member = change(.memberOffset, type: "struct internal_state", member: "mode")
    #expect(try reason("type:struct internal_state # opaque", member) == "opaque")
    #expect(try reason("type:struct internal_* rule:member-offset # x", member) == "x")
    #expect(
      try reason("rule:member-offset type:struct internal_state member:mode # x", member) == "x")
    #expect(try reason("type:union internal_state # x", member) == nil)
    // A name of C++ has colons and blanks.
    let template = change(.typeSize, type: "class ns::box<unsigned int>")
    #expect(try reason("type:class ns::box<unsigned int> # x", template) == "x")
  }

  @Test func expires() throws {
    let removed = change(.functionRemoved, symbol: "f")
    let line = "symbol:f until:2027-01-31 # until the next release"
    #expect(try reason(line, removed, on: "2027-01-31") == "until the next release")
    #expect(try reason(line, removed, on: "2027-02-01") == nil)
    let entries = try list("\(line)\nsymbol:g # for ever\n")
    #expect(entries.expires)
    let outcome = entries.applied(to: [removed], on: CalendarDate("2028-01-01"))
    #expect(outcome.expired.map(\.text) == ["symbol:f until:2027-01-31"])
    #expect(outcome.unused.map(\.text) == ["symbol:g"])
    #expect(try !list("symbol:g # for ever").expires)
  }

  @Test func passesOverCommentsAndBlankLines() throws {
    #expect(try list("\n  \n# a comment\r\nsymbol:f # why\r\n").entries.map(\.reason) == ["why"])
  }

  static let wrong: [(String, String, Int)] = [
    ("symbol:f", "bincompat.no-reason", 9),
    ("symbol:f #", "bincompat.no-reason", 10),
    ("symbol:f until:2027-02-30 # x", "bincompat.bad-date", 10),
    ("symbol:f until:soon # x", "bincompat.bad-date", 10),
    ("symbol:f rule:fn-gone # x", "bincompat.unknown-rule", 10),
    ("symbol:f colour:red # x", "bincompat.bad-entry", 10),
    ("f # x", "bincompat.bad-entry", 1),
    ("symbol: # x", "bincompat.bad-entry", 1),
    ("until:2027-01-01 # x", "bincompat.bad-entry", 1),
  ]

  @Test(arguments: wrong) func namesThePlaceOfAMistake(
    _ line: String, _ code: String, _ column: Int
  )
    throws
  {
    do throws(Diagnostics) {
      _ = try list("# first\n\(line)\nsymbol:fine # x\nalso wrong\n")
      Issue.record("'\(line)' was read")
    } catch {
      #expect(error.all.count == 2)
      #expect(error.all.first?.code == code)
      let place = SpecLocation(file: "ignore", line: 2, column: column)
      #expect(error.all.first?.location?.line == 2)
      if code != "bincompat.no-reason" { #expect(error.all.first?.location == place) }
    }
  }

  @Test func knowsTheCalendar() async throws {
    #expect(CalendarDate("2024-02-29") != nil && CalendarDate("2023-02-29") == nil)
    #expect(CalendarDate("2027-1-01") == nil && CalendarDate("+027-01-01") == nil)
    for seconds in [0, 86_399, 86_400, 951_782_400, 1_709_164_800, 4_102_444_799] {
      let day = try await succeed("date", ["-u", "-d", "@\(seconds)", "+%Y-%m-%d"])
      #expect("\(CalendarDate(secondsSinceEpoch: Int64(seconds)))\n" == day)
    }
  }

  /// A pattern of many stars is no trap.
  @Test func matchesInBoundedTime() throws {
    let name = String(repeating: "a", count: 20_000)
    let pattern = String(repeating: "*a", count: 500) + "b"
    #expect(try reason("symbol:\(pattern) # x", change(.functionRemoved, symbol: name)) == nil)
  }

  /// What libabigail makes of the exported entries.
  @Test func exportsForAbidiff() async throws {
    let old = Version(source: "int f(void) { return 0; }\nint _in_a(void) { return 1; }\n")
    let new = Version(source: "int f(void) { return 0; }\n")
    let entries = try list("symbol:_in_* rule:fn-removed # private\nrule:soname # no words\n")
    let scratch = try ScratchDirectory()
    let file = try scratch.write(entries.libabigailText, to: "suppressions")
    let paths = [try await old.strippedPath(), try await new.strippedPath()]
    #expect(try await run("abidiff", paths).status == 12)
    #expect(try await run("abidiff", ["--suppr", file] + paths).status == 0)
    #expect(entries.libabigailText.contains("libabigail has no words for this entry"))
  }
}
