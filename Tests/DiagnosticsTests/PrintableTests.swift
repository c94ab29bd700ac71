import Diagnostics
import Foundation
import Testing

/// Text of strangers on a terminal.
struct PrintableTests {
  @Test(arguments: [
    ("/usr/bin/größe ☃\ttab", "/usr/bin/größe ☃\ttab"), ("\u{1b}[2J", "\\u001b[2J"),
    ("a\rb", "a\\u000db"), ("\r\n", "\\u000d\\u000a"), ("\u{7f}\u{9b}31m", "\\u007f\\u009b31m"),
    ("\u{202e}fdp.exe", "\\u202efdp.exe"), ("e\u{301}\u{0}", "e\u{301}\\u0000"),
  ])
  func harmfulCharactersAreEscaped(_ text: String, _ expected: String) {
    #expect(printable(text) == expected)
  }

  @Test func linesStayWhereTheyAreAskedFor() {
    #expect(printable("a\nb\u{7}\n", keepsLines: true) == "a\nb\\u0007\n")
  }

  /// What is escaped in a JSON document still reads as what it was.
  @Test func escapedJSONMeansTheSame() throws {
    let names = ["\u{9b}", "\u{202e}x", "\u{7f}", "plain\n"]
    let json = String(decoding: try JSONEncoder().encode(names), as: UTF8.self)
    let read = try JSONDecoder().decode(
      [String].self, from: Data(printable(json, keepsLines: true).utf8))
    #expect(read == names)
  }

  @Test func diagnosticsCannotForgeLinesOrActOnTheTerminal() {
    let diagnostic = Diagnostic(
      "verify.unlisted-file", "'\n\u{1b}]0;x\u{7}' is odd", hint: "a\nb", exit: .findings)
    #expect(
      diagnostic.description == """
        pkg: error: '\\u000a\\u001b]0;x\\u0007' is odd [verify.unlisted-file]
        pkg: hint: a\\u000ab
        """)
  }
}
