import Diagnostics
import TestSupport
import Testing

@testable import Workspace

struct ExtendedPatternTests {
  static let cases: [(String, String)] = [
    ("^v[0-9]+\\.[0-9]+$", "name\nv1.2\nmore"), ("^v[0-9]+$", "name v1\n"), ("a|b", "xbx"),
    ("^$", "a\n\nb"), ("(ab)+c", "ababc"), ("x{3}", "xx"), (".", ""), ("hello", "say HELLO"),
  ]

  @Test(arguments: cases) func grepAgrees(_ pattern: String, _ text: String) async throws {
    let grep = try await run("grep", ["-Eq", "-e", pattern], input: text)
    #expect(try ExtendedPattern(pattern).matches(Array(text.utf8)) == (grep.status == 0))
  }

  @Test func bytesOfAnyKindAreLookedAt() throws {
    let pattern = try ExtendedPattern("^end$")
    #expect(pattern.matches([0, 0xff, 10] + Array("end".utf8)))
    #expect(!pattern.matches([0, 0xff] + Array("end".utf8)))
    #expect(!pattern.matches([]))
  }

  @Test func aBadPatternIsTheUsersMistake() throws {
    let error = #expect(throws: Diagnostic.self) { try ExtendedPattern("(") }
    #expect(error?.code == "run.bad-pattern")
    #expect(error?.exit == .usage)
    #expect(error?.message.contains("Unmatched") == true)
  }
}
