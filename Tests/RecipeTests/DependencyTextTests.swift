import Diagnostics
import Foundation
import Testing
import TestSupport

@testable import Recipe

struct DependencyTextTests {
  static let translations: [(text: String, debian: String?, rpm: String?)] = [
    ("foo", "foo", "foo"),
    ("libfoo (>= 1.2)", "libfoo (>= 1.2)", "libfoo >= 1.2"),
    ("libfoo(>=1.2)", "libfoo (>= 1.2)", "libfoo >= 1.2"),
    ("libfoo >= 1.2", "libfoo (>= 1.2)", "libfoo >= 1.2"),
    ("foo<2", "foo (<< 2)", "foo < 2"),
    ("foo (<< 2:1.0-1~rc1+b)", "foo (<< 2:1.0-1~rc1+b)", "foo < 2:1.0-1~rc1+b"),
    ("foo > 1", "foo (>> 1)", "foo > 1"),
    ("foo == 1", "foo (= 1)", "foo = 1"),
    ("foo => 1", "foo (>= 1)", "foo >= 1"),
    ("  foo   =<  1 ", "foo (<= 1)", "foo <= 1"),
    ("a | b", "a | b", "(a or b)"),
    ("a (>= 1) | b | c (= 2)", "a (>= 1) | b | c (= 2)", "(a >= 1 or b or c = 2)"),
    ("(a or b >= 1)", "a | b (>= 1)", "(a or b >= 1)"),
    ("python3:any (>= 3.9)", "python3:any (>= 3.9)", "python3 >= 3.9"),
    ("Foo_bar", "Foo_bar", "Foo_bar"),
    ("pkgconfig(zlib) >= 1.2", nil, "pkgconfig(zlib) >= 1.2"),
    ("libc.so.6(GLIBC_2.34)(64bit)", nil, "libc.so.6(GLIBC_2.34)(64bit)"),
    ("perl(Foo::Bar)", nil, "perl(Foo::Bar)"),
    ("/bin/sh", nil, "/bin/sh"),
    ("foo >= 1^git1", nil, "foo >= 1^git1"),
    ("foo >= 1_2", nil, "foo >= 1_2"),
    ("(a and b)", nil, "(a and b)"),
    ("(a if b)", nil, "(a if b)"),
    ("(a if b else c)", nil, "(a if b else c)"),
    ("(a unless b)", nil, "(a unless b)"),
    ("(a without b)", nil, "(a without b)"),
    ("(a >= 1 with a < 2)", nil, "(a >= 1 with a < 2)"),
    ("((a and b) or pkgconfig(c))", nil, "((a and b) or pkgconfig(c))"),
    ("(a or (b or c))", "a | b | c", "(a or (b or c))"),
  ]

  @Test(arguments: translations.indices)
  func translates(_ index: Int) throws {
    let (text, debian, rpm) = Self.translations[index]
    let dependency = try DependencyText(text)
    #expect(dependency.debian == debian)
    #expect(dependency.rpm == rpm)
    #expect(dependency.text == text)
    // What is written is read back as the same.
    if let debian { #expect(try DependencyText(debian).debian == debian) }
    if let rpm { #expect(try DependencyText(rpm).rpm == rpm) }
  }

  @Test(arguments: [
    ("", "a package's name is missing"), ("foo >=", "a version is missing after '>='"),
    ("foo (>= )", "a version is missing after '>='"),
    ("foo (1.2)", "a comparison such as '>=' is missing"),
    ("foo (>= 1", "a '(' is not closed"), ("foo >< 1", "'><' is no comparison"),
    ("foo bar", "'bar' is left over"), ("foo | ", "a package's name is missing"),
    ("foo, bar", "it holds a ','"),
    ("foo [amd64]", "a package's dependencies cannot be restricted"),
    ("foo >> 1", "'>>' is no comparison"),
    ("-foo", "the name '-foo' does not start with a letter or digit"),
    ("(a)", "the parentheses join nothing"), ("(a or b", "a '(' is not closed"),
    ("(a or b and c)", "'or' is mixed with other words"),
    ("(a nor b)", "'nor' does not join dependencies"),
    ("(a or b) c", "'c' is left over"), ("(a else b)", "'else' cannot stand together"),
    ("(a without b without c)", "'without' and 'without' cannot stand together"),
    ("foo:", "'foo:' is no package of an architecture"), ("foo(bar", "a '(' is not closed"),
    ("pkgconfig(a):any", "'pkgconfig(a):' is no package of an architecture"),
    ("f\u{f6}o", "it is not plain ASCII"), ("foo \u{7}", "it is not plain ASCII"),
    ("((((((((((a or b))))))))))", "parentheses nest too deep"),
  ])
  func refuses(_ text: String, _ words: String) {
    let error = #expect(throws: Diagnostic.self) { try DependencyText(text) }
    #expect(error?.code == "recipe.malformed-dependency")
    #expect(error?.message == "'\(text)' is no dependency: \(words)")
  }

  @Test func tellsWhatFormatsNeedToKnow() throws {
    #expect(try DependencyText("a | b").isRich)
    #expect(try !DependencyText("a (>= 1)").isRich)
    #expect(try DependencyText("a (>= 1)").comparison == ">=")
    #expect(try DependencyText("a (< 1)").isAmbiguous)
    #expect(try !DependencyText("a < 1").isAmbiguous)
    #expect(try !DependencyText("a (<< 1)").isAmbiguous)
  }

  @Test func truncationNeverTraps() {
    for (text, _, _) in Self.translations {
      for end in 0...text.utf8.count {
        _ = try? DependencyText(String(decoding: text.utf8.prefix(end), as: UTF8.self))
      }
    }
  }

  /// dpkg builds a package with every Debian text, in one go.
  @Test func dpkgTakesTheDebianTexts() async throws {
    let directory = try ScratchDirectory()
    let depends = Self.translations.compactMap(\.debian).joined(separator: ", ")
    let control = """
      Package: x
      Version: 1
      Architecture: all
      Maintainer: A <a@example.com>
      Depends: \(depends)
      Description: x

      """
    try directory.write(control, to: "p/DEBIAN/control")
    let result = try await run(
      "dpkg-deb", ["--root-owner-group", "-b", "p", "p.deb"], in: directory.path)
    #expect(result.status == 0, "\(result.errors)")
  }

  /// rpm's parser reads every RPM text.
  @Test func rpmTakesTheRPMTexts() async throws {
    let directory = try ScratchDirectory()
    // 'unless' is for conflicts alone.
    let texts = Self.translations.compactMap(\.rpm).filter { !$0.contains("unless") }
    let requires = texts.map { "Requires: \($0)" } + ["Conflicts: (a unless b)"]
    let spec = """
      Name: x
      Version: 1
      Release: 1
      Summary: x
      License: x
      \(requires.joined(separator: "\n"))
      %description
      x
      """
    try directory.write(spec, to: "x.spec")
    let result = try await run("rpmspec", ["-q", "--requires", "x.spec"], in: directory.path)
    #expect(result.status == 0, "\(result.errors)")
    let read = Set(result.output.split(separator: "\n").map(String.init))
    #expect(read == Set(texts))
  }
}
