import Diagnostics
import TestSupport
import Testing

@testable import RPM

@Suite struct RPMDependencyTests {
  static let fields: [(RPMDependency.Kind, String)] = [
    (.requires, "a"), (.requires, "a >= 1-2-3"), (.requires, "a >= 1:2:3"), (.requires, "a >= x:3"),
    (.requires, "-a"), (.requires, "a >="), (.requires, "/a > 1"), (.requires, "/bin/sh"),
    (.requires, "(a"), (.requires, "(a or b) = 1"), (.provides, "(a or b)"), (.obsoletes, "a(b)"),
    (.requires, "a, b c"), (.requires, "a == 1"), (.requires, "a =< 1"), (.requires, "a => 1"),
    (.requires, "a >= 1/2"), (.requires, "(a and b or c)"), (.requires, "(a if b else c)"),
    (.requires, "(a unless b)"), (.conflicts, "(a unless b)"), (.requires, "(a without b)"),
    (.conflicts, "(a if b)"), (.provides, "a(b) = 1"), (.requires, "a = 1 b"),
    (.requires, "a =1"), (.requires, "a = 1..2"), (.requires, "éa"), (.requires, "(a or -b)"),
    (.requires, "((a) or b)"), (.requires, "()"), (.provides, "rpmlib(x)"),
    (.requires, "rpmlib(x) = 1"), (.requires, "a != 1"), (.requires, "_a"), (.requires, "+a"),
    (.requires, "libc.so.6(GLIBC_2.34)(64bit)"), (.provides, "font(:lang=de)"),
    (.requires, "(a >= 1 with a < 2)"), (.requires, "(a and b and c)"),
    (.requires, "(a or b or (c and d))"), (.requires, "(a if b if c)"),
    (.requires, "(a or)"), (.requires, "(a xor b)"), (.requires, "(a without b without c)"),
    (.requires, "(pkg(x) >= 1:2~rc1-3 and d(e)(f))"), (.requires, "(a >= )"),
    (.requires, "(a if (b or c))"), (.requires, "((a if b) or c)"), (.requires, "((a if b) and c)"),
    (.requires, "((a unless b) or c)"), (.requires, "(a with (b or c))"),
    (.requires, "(a with (b and c))"), (.requires, "(a if (b if c) else d)"),
    (.conflicts, "(a and b)"), (.conflicts, "((a if b) or c)"), (.obsoletes, "a < 2:1-1"),
    (.requires, "(a(b )"), (.requires, "a<b"), (.requires, "(a ,or, b)"), (.requires, "%a"),
    (.requires, "a = 1^2~3+4"),
  ]
  /// What rpmbuild takes for a name, and nobody can have meant.
  static let stricter = ["a<b", "a = 1-", "(a(b )"]

  @Test func agreesWithRPMBuild() async throws {
    let scratch = try ScratchDirectory()
    for (kind, text) in Self.fields {
      let field = kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
      let (accepted, printed) = try await RPMBuild.accepts(["\(field): \(text)"], in: scratch)
      let ours = Result { () throws(Diagnostic) in try RPMDependency.parse(text, as: kind) }
      guard accepted, !Self.stricter.contains(text) else {
        #expect(throws: Diagnostic.self, "\(kind) \(text)") { try ours.get() }
        continue
      }
      let tag = kind.rawValue.dropLast().uppercased() + "|"
      let expected = printed.split(separator: "\n").filter { $0.hasPrefix(tag) }.map { line in
        line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
          .joined(separator: "|")
      }
      let found = try RPMDependency.sortedAndUnique(ours.get()).map {
        "\(String($0.sense.rawValue, radix: 16))|\($0.name)|\($0.version)"
      }
      for line in found { #expect(expected.contains(line), "\(kind) \(text): \(expected)") }
    }
  }

  @Test func namesTheFaultAndTheCure() {
    let error = #expect(throws: Diagnostic.self) {
      try RPMDependency.parse("libfoo>=1.2", as: .requires)
    }
    #expect(error?.code == "rpm.invalid-dependency")
    #expect(error?.message == "requires 'libfoo>=1.2' has a comparison in its name")
    #expect(error?.hint == "put spaces around the comparison")
  }

  @Test func refusesBottomlessNesting() {
    let text = String(repeating: "(", count: 100_000)
    #expect(throws: Diagnostic.self) { try RPMDependency.parse(text, as: .requires) }
  }

  @Test func sortsAsStrcmpDoes() {
    let all = ["b", "é", "B", "a", "/a", "(a or b)", "a"].map { RPMDependency(.requires, $0) }
    #expect(
      RPMDependency.sortedAndUnique(all).map(\.name) == ["(a or b)", "/a", "B", "a", "b", "é"])
  }
}
