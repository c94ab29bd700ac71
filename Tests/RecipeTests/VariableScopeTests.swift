import Diagnostics
import Platform
import Testing

@testable import Recipe

struct VariableScopeTests {
  private func expand(_ text: String) -> (text: String, problems: [String]) {
    let scope = VariableScope(environment: ["A": "1", "LONG_9": "two", "EMPTY": "", "D": "$A"])
    let dollars = text.unicodeScalars.enumerated().filter { $0.element == "$" }.map {
      SpecLocation(file: "f", line: 1, column: $0.offset + 1)
    }
    var problems: [Diagnostic] = []
    let (result, _) = scope.expand(
      YAMLScalar(text: text, isPlain: true, dollars: dollars),
      at: SpecLocation(file: "f", line: 1, column: 1), problems: &problems)
    return (result, problems.map { "\($0.code) \($0.location?.column ?? 0)" })
  }

  @Test(arguments: [
    ("plain", "plain"), ("${A}", "1"), ("$A", "1"), ("x${A}y", "x1y"), ("$LONG_9-", "two-"),
    ("${A:-x}", "1"), ("${NO:-x}", "x"), ("${EMPTY:-x}", "x"), ("${EMPTY}", ""), ("${NO:-}", ""),
    ("$$", "$"), ("$$A", "$A"), ("$${A}", "${A}"), ("a$", "a$"), ("$(x)", "$(x)"), ("$ A", "$ A"),
    ("$.", "$."), ("${NO:-${A}}", "1"), ("${NO:-a${NO:-b}c}", "abc"), ("${A:-${NO}}", "1"),
    ("${NO:-$$}", "$"), ("$D", "$A"), ("${A}${A}", "11"), ("é${A}", "é1"), ("}", "}"),
    ("${NO:-a:-b}", "a:-b"),
  ])
  func expands(_ text: String, _ expected: String) {
    let result = expand(text)
    #expect(result.text == expected)
    #expect(result.problems == [])
  }

  @Test(arguments: [
    ("${NO}", ["recipe.unset-variable 1"]), ("a $NO b", ["recipe.unset-variable 3"]),
    ("$$${NO}$NO", ["recipe.unset-variable 3", "recipe.unset-variable 8"]),
    ("${NO:-${NO}}", ["recipe.unset-variable 7"]), ("${}", ["recipe.malformed-variable 1"]),
    ("${A", ["recipe.malformed-variable 1"]), ("${A:-x", ["recipe.malformed-variable 1"]),
    ("${A:?x}$NO", ["recipe.malformed-variable 1", "recipe.unset-variable 8"]),
    ("${9}", ["recipe.malformed-variable 1"]), ("$1", ["recipe.malformed-variable 1"]),
    ("a$@", ["recipe.malformed-variable 2"]), ("${NO-x}", ["recipe.malformed-variable 1"]),
    ("${${A}}", ["recipe.malformed-variable 1"]),
  ])
  func reports(_ text: String, _ expected: [String]) {
    #expect(expand(text).problems == expected)
  }

  @Test func defaultsNestOnlySoDeep() {
    let deep = String(repeating: "${NO:-", count: 9) + String(repeating: "}", count: 9)
    #expect(expand(deep).problems == ["recipe.malformed-variable 49"])
  }

  @Test func textCannotGrowWithoutEnd() {
    let scope = VariableScope(environment: ["A": String(repeating: "x", count: 100_000)])
    var problems: [Diagnostic] = []
    let text = String(repeating: "$A ", count: 100_000)
    _ = scope.expand(
      YAMLScalar(text: text, isPlain: true, dollars: nil),
      at: SpecLocation(file: "f", line: 1, column: 1), problems: &problems)
    #expect(problems.map(\.code) == ["recipe.invalid-text"])
  }

  @Test(arguments: [
    ("amd64", "amd64 amd64  amd64 x86_64"), ("arm7", "arm7 arm 7 armhf armv7hl"),
    ("arm64", "arm64 arm64  arm64 aarch64"), ("386", "386 386  i386 i686"),
    ("all", "all   all noarch"),
  ])
  func targetsHaveTheirVariables(_ name: String, _ expected: String) throws {
    let architecture = try #require(Architecture.named(name))
    let scope = VariableScope(
      environment: ["ARCH": "no", "GOARM": "no"], target: architecture)
    var problems: [Diagnostic] = []
    let text = "${ARCH} ${GOARCH} ${GOARM} ${DEB_ARCH} ${RPM_ARCH}"
    let (result, _) = scope.expand(
      YAMLScalar(text: text, isPlain: true, dollars: nil),
      at: SpecLocation(file: "f", line: 1, column: 1), problems: &problems)
    #expect(result == expected)
    #expect(problems == [])
  }

  @Test func placesAreTheSourcesOwn() {
    let yaml =
      base + """
        description: |
          first
          second ${NOPE}
        homepage: "x $NOPE"
        license: "\\u0024NOPE"
        """
    #expect(
      said(yaml).map { $0.location.map { "\($0.line):\($0.column)" } } == ["7:10", "8:14", "9:10"])
  }

  @Test func keysAndSkippedSectionsAreNotExpanded() throws {
    let warnings = said(base + "apk: {arch: \"${NOPE}\"}\ndeb: {fields: {\"X-$A\": \"y\"}}\n")
    #expect(warnings.map(\.code) == ["recipe.skipped-section"])
  }
}
