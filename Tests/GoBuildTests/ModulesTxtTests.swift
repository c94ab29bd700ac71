import Bytes
import GoBuild
import Testing

@Suite struct ModulesTxtTests {
  private func list(_ text: String) throws -> ModulesTxt {
    let bytes = Array(text.utf8)
    var reader = ByteReader(bytes.span.bytes)
    return try ModulesTxt(parsing: &reader)
  }

  @Test func everyKindOfLine() throws {
    let list = try list(
      """
      # example.com/a v1.0.0
      ## explicit; go 1.17
      example.com/a
      example.com/a/sub
      # example.com/b v1.0.0 => ../b
      ## go 1.20
      example.com/b
      # example.com/c v1.0.0 => example.com/fork v1.0.1
      ## explicit
      ## future; explicit
      # example.com/d => example.com/e v1.2.3
      """)
    #expect(
      list.modules.map(\.module.description) == [
        "example.com/a@v1.0.0", "example.com/b@v1.0.0", "example.com/c@v1.0.0", "example.com/d",
      ])
    #expect(list.modules.map(\.isExplicit) == [true, false, true, false])
    #expect(list.modules.map(\.goVersion) == ["1.17", "1.20", nil, nil])
    #expect(
      list.modules.map { $0.replacement?.description } == [
        nil, "../b", "example.com/fork@v1.0.1", "example.com/e@v1.2.3",
      ])
    #expect(list.modules[0].packages.map(\.path) == ["example.com/a", "example.com/a/sub"])
    #expect(list.modules[0].packages.map(\.line) == [3, 4])
    #expect(list.modules.map(\.line) == [1, 5, 8, 11])
    #expect(list.ignoredLines.isEmpty && !list.isWorkspace)
  }

  @Test func whatHasNoMeaningIsTold() throws {
    let list = try list(
      """
      example.com/orphan
      # example.com/short
      # example.com/a main
      example.com/lost
      # example.com/b v1.0.0 => x y z
      example.com/../up
      /rooted
      two words
      example.com/ok
      example.com/CON/x
      """)
    #expect(list.modules.map(\.module.path) == ["example.com/b"])
    #expect(list.modules[0].packages.map(\.path) == ["example.com/ok"])
    #expect(list.modules[0].replacement == nil)
    #expect(list.ignoredLines == [1, 2, 3, 4, 5, 6, 7, 8, 10])
  }

  @Test func workspacesSaySo() throws {
    #expect(try list("## workspace\n# example.com/a v1.0.0\n").isWorkspace)
    #expect(try list("# example.com/a v1.0.0\n## workspace\n").isWorkspace == false)
    #expect(try list("").modules.isEmpty)
  }

  @Test func manyLinesAreReadInOnePass() throws {
    let text = "# example.com/a v1.0.0\n" + (0..<100_000).map { "example.com/a/p\($0)\n" }.joined()
    #expect(try list(text).modules[0].packages.count == 100_000)
  }

  @Test func sumsAreFoundByModule() throws {
    let bytes = Array(
      "example.com/a v1.0.0 h1:AAA=\nexample.com/a v1.0.0/go.mod h1:BBB=\n\nexample.com/b v2 h9:C\n"
        .utf8)
    var reader = ByteReader(bytes.span.bytes)
    let sums = try GoSum(parsing: &reader)
    let module = GoModuleVersion(path: "example.com/a", version: "v1.0.0")
    #expect(sums.sum(of: module) == "h1:AAA=")
    #expect(sums.moduleFiles[module]?.map(\.line) == [2])
    #expect(sums.sum(of: GoModuleVersion(path: "example.com/b", version: "v2")) == nil)
    let broken = Array("a b c\nonly two\n".utf8)
    #expect(throws: MalformedInput(.invalidValue, at: 6)) {
      var reader = ByteReader(broken.span.bytes)
      _ = try GoSum(parsing: &reader)
    }
  }
}
