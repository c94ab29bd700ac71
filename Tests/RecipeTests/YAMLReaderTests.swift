import Diagnostics
import Testing

@testable import Recipe

struct YAMLReaderTests {
  private func read(_ yaml: String) -> (node: YAMLNode?, problems: [String]) {
    read(Array(yaml.utf8))
  }

  private func read(_ bytes: [UInt8]) -> (node: YAMLNode?, problems: [String]) {
    var problems: [Diagnostic] = []
    let node = YAMLReader.document(in: bytes, file: "f", problems: &problems)
    return (node, problems.texts)
  }

  private func place(_ line: Int, _ column: Int) -> SpecLocation {
    SpecLocation(file: "f", line: line, column: column)
  }

  @Test func scalarsKeepTextStyleAndPlace() throws {
    let (node, problems) = read("a: 1.10\nb: 'no'\nc:\n  - no\n  - |\n    x\n  - \"y\\tz\"\n")
    #expect(problems == [])
    let root = try #require(node)
    #expect(root["a"]?.scalar == YAMLScalar(text: "1.10", isPlain: true, dollars: []))
    #expect(root["a"]?.location == place(1, 4))
    #expect(root["b"]?.scalar == YAMLScalar(text: "no", isPlain: false, dollars: []))
    let items = try #require(root["c"]?.items)
    #expect(items.map { $0.scalar?.text } == ["no", "x\n", "y\tz"])
    #expect(items.map { $0.scalar?.isPlain } == [true, false, false])
    #expect(items.map(\.location) == [place(4, 5), place(5, 5), place(7, 5)])
    #expect(root.entries?.map(\.location) == [place(1, 1), place(2, 1), place(3, 1)])
  }

  @Test func columnsCountCharactersNotBytes() throws {
    let (node, _) = read("{é: x, b: $y}\n")
    #expect(try #require(node?["b"]).location == place(1, 11))
    #expect(node?["b"]?.scalar?.dollars == [place(1, 11)])
  }

  @Test func aByteOrderMarkIsNoCharacter() throws {
    let (node, problems) = read("\u{feff}a: $b\n")
    #expect(problems == [])
    #expect(node?["a"]?.location == place(1, 4))
    #expect(node?["a"]?.scalar?.dollars == [place(1, 4)])
  }

  @Test(arguments: [("\n", 2), ("\r", 2), ("\r\n", 2), ("\n\r", 3), ("\n\n", 3)])
  func dollarsStandInLibyamlsLines(_ lineBreak: String, _ line: Int) throws {
    let (node, problems) = read("a: x\(lineBreak)b: v$w\n")
    #expect(problems == [])
    let b = try #require(node?["b"])
    #expect(b.location == place(line, 4))
    #expect(b.scalar?.dollars == [place(line, 5)])
  }

  @Test func dollarsOfBlocksAndQuotesAreFound() throws {
    let (node, _) = read("a: |\n  one\n  two $x and $y\nb: \"q $z\"\nc: \"\\x24 $w\"\n")
    #expect(node?["a"]?.scalar?.dollars == [place(3, 7), place(3, 14)])
    #expect(node?["b"]?.scalar?.dollars == [place(4, 7)])
    // An escaped dollar sign has no place of its own.
    #expect(node?["c"]?.scalar?.text == "$ $w")
    #expect(node?["c"]?.scalar?.dollars == nil)
  }

  @Test func aliasesStandForTheirAnchors() throws {
    let (node, problems) = read("a: &x [1, {k: v}]\nb: *x\n")
    #expect(problems == [])
    #expect(node?["b"] == node?["a"])
  }

  @Test func mergeKeysYieldToOwnAndEarlierKeys() throws {
    let (node, problems) = read(
      "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], a: 0}\nw: {<<: *y}\n")
    #expect(problems == [])
    let z = try #require(node?["z"])
    #expect(z["a"]?.scalar?.text == "0")
    #expect(z["b"]?.scalar?.text == "1")
    #expect(z["c"]?.scalar?.text == "2")
    #expect(z.entries?.count == 3)
    #expect(node?["w"]?["c"]?.scalar?.text == "2")
  }

  @Test func tagsOfYAMLsOwnAreTaken() throws {
    let (node, problems) = read("a: !!str\nb: ! 1\nc: !!int 2\nd: !!null\n")
    #expect(problems == [])
    #expect(node?["a"]?.scalar?.isNull == false)
    #expect(node?["b"]?.scalar?.isPlain == false)
    #expect(node?["c"]?.scalar?.isPlain == true)
    #expect(node?["d"]?.scalar?.isNull == true)
  }

  @Test(arguments: [
    ("a: [1\n", "f:2:1: error: did not find expected ',' or ']' while parsing a flow sequence"),
    (
      "a:\n\t- b\n",
      "f:2:1: error: found character that cannot start any token while scanning for the next token"
    ),
    ("a: 'b\n", "f:2:1: error: found unexpected end of stream while scanning a quoted scalar"),
    ("a: \"\\q\"\n", "f:1:5: error: found unknown escape character while parsing a quoted scalar"),
  ])
  func syntaxErrorsNameThePlace(_ yaml: String, _ expected: String) {
    #expect(read(yaml).problems == [expected + " [recipe.yaml-syntax]"])
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(
      read([0x61, 0x3a, 0x0a, 0x20, 0xff]).problems
        == ["f:2:2: error: the recipe is not UTF-8 text [recipe.yaml-syntax]"])
    #expect(
      read("a: b\u{0}").problems
        == ["f:1:5: error: control characters are not allowed [recipe.yaml-syntax]"])
    #expect(
      read([0xff, 0xfe, 0x61, 0]).problems
        == ["f:1:1: error: the recipe is not UTF-8 text [recipe.yaml-syntax]"])
  }

  @Test func everyScalarThatIsAllowedIsLibyamls() {
    // Our own check and libyaml's must agree, or libyaml complains without a place.
    for value: UInt32 in [9, 0x20, 0x7e, 0x85, 0xa0, 0xd7ff, 0xe000, 0xfffd, 0x10000, 0x10ffff] {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(read("a: \"x\(Character(scalar))x\"\n").problems == [], "U+\(value)")
    }
    for value: UInt32 in [1, 8, 0xb, 0x1f, 0x7f, 0x80, 0x84, 0x86, 0x9f, 0xfeff, 0xfffe, 0xffff] {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "f:1:6: error: control characters are not allowed [recipe.yaml-syntax]"
      #expect(read("a: \"x\(Character(scalar))x\"\n").problems == [text], "U+\(value)")
    }
  }

  @Test func duplicateKeysAreAllReported() {
    #expect(
      read("a: 1\nb: {c: 1, c: 2}\na: 2\n").problems == [
        """
        f:2:11: error: 'c' is already given in line 2 [recipe.yaml-duplicate-key]
        f:2:11: hint: keep one of the two
        """,
        """
        f:3:1: error: 'a' is already given in line 1 [recipe.yaml-duplicate-key]
        f:3:1: hint: keep one of the two
        """,
      ])
  }

  @Test(arguments: [
    ("", "f:1:1: error: the recipe is empty [recipe.empty]"),
    ("# nothing\n", "f:2:1: error: the recipe is empty [recipe.empty]"),
    (
      "? [a]\n: b\n",
      "f:1:3: error: a key is a word, not a list, mapping or alias [recipe.yaml-key]"
    ),
    (
      "a: !x b\n",
      "f:1:4: error: the tag '!x' is not known [recipe.yaml-tag]\nf:1:4: hint: remove the tag"
    ),
    (
      "a: &base b\nc: *bse\n",
      "f:2:4: error: the alias '*bse' names no anchor above it [recipe.yaml-anchor]\nf:2:4: hint: did you mean '*base'?"
    ),
    ("a: &x [*x]\n", "f:1:8: error: the anchor '&x' contains itself [recipe.yaml-anchor]"),
    (
      "a: {<<: b}\n", "f:1:9: error: '<<' takes a mapping or a list of mappings [recipe.yaml-merge]"
    ),
    (
      "a: 1\n---\nb: 2\n",
      "f:2:1: error: the recipe is one YAML document [recipe.yaml-several-documents]\nf:2:1: hint: remove everything from the second '---' on"
    ),
  ])
  func whatRecipesDoNotUseIsRefused(_ yaml: String, _ expected: String) {
    #expect(read(yaml).problems == [expected])
  }

  @Test func aliasesCannotMultiplyWithoutEnd() {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let items = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      yaml += "a\(level): &a\(level) [\(items)]\n"
    }
    #expect(
      read(yaml).problems == [
        "f:6:10: error: the recipe has more than 100000 values once aliases are expanded"
          + " [recipe.yaml-too-large]"
      ])
  }

  @Test func aliasesCannotMultiplyTextWithoutEnd() {
    let long = String(repeating: "x", count: 1 << 19)
    let yaml = "a: &a \(long)\nb:\n" + String(repeating: "- *a\n", count: 100)
    #expect(
      read(yaml).problems == [
        "f:18:3: error: the recipe has more than 8388608 bytes once aliases are expanded"
          + " [recipe.yaml-too-large]"
      ])
  }

  @Test func nestingHasAnEnd() {
    let deep = String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
    #expect(read("\(deep)\n").problems == [])
    #expect(read("[\(deep)]\n").problems == [])
    #expect(
      read("[[\(deep)]]\n").problems == [
        "f:1:65: error: values nest more than 64 deep [recipe.yaml-too-large]"
      ])
    #expect(
      read(String(repeating: "[", count: 500_000)).problems == [
        "f:1:65: error: values nest more than 64 deep [recipe.yaml-too-large]"
      ])
    let aliased = "a: &x \(deep)\nb: [*x]\nc: [[*x]]\n"
    #expect(
      read(aliased).problems == [
        "f:2:5: error: values nest more than 64 deep [recipe.yaml-too-large]"
      ])
  }

  @Test func lengthHasAnEnd() {
    let long = Array(repeating: UInt8(ascii: "#"), count: (1 << 20) + 1)
    #expect(
      read(long).problems == [
        "f:1:1: error: the recipe has 1048577 bytes, more than 1048576 [recipe.yaml-too-large]"
      ])
  }
}
