import Diagnostics
import Testing

@testable import Recipe

struct PlacementTests {
  static let tree = [
    "d/a.txt", "d/e/e.conf", "d/sub/b.txt", "d/sub/deep/c.txt", "f.txt", "one/only.gz",
    "onlysub/s/p1", "onlysub/s/p2", "w[1]/x",
  ]

  private func entry(_ yaml: String) throws -> ContentEntry {
    let recipe = try read(base + "contents:\n  - \(yaml)\n", formats: [.deb])
    return try #require(recipe.parts.first?.contents.first)
  }

  private func placed(_ yaml: String) throws -> [String] {
    let entry = try entry(yaml)
    let root = try #require(entry.searchRoot)
    let files = Self.tree.filter { root == "." || $0 == root || $0.hasPrefix(root + "/") }
    let placements = entry.placements(of: files)
    #expect(placements.map(\.source) == files.filter(entry.selects))
    #expect(Set(entry.placements(of: files.reversed())) == Set(placements))
    return placements.map { "\($0.source) \($0.destination)" }
  }

  @Test func excludedFilesStayOut() throws {
    #expect(
      try placed("{src: d, dst: /x, exclude: '*.txt'}") == ["d/e/e.conf /x/e/e.conf"])
    #expect(
      try placed("{src: d, dst: /x, exclude: [d/sub, e.conf]}") == ["d/a.txt /x/a.txt"])
    #expect(
      try placed("{src: d, dst: /x, exclude: [deep]}") == [
        "d/a.txt /x/a.txt", "d/e/e.conf /x/e/e.conf", "d/sub/b.txt /x/sub/b.txt",
      ])
    // The common directory is that of all matches, whether they stay or not.
    #expect(
      try placed("{src: 'd/*', dst: /x, exclude: [a.txt, e]}") == [
        "d/sub/b.txt /x/sub/b.txt", "d/sub/deep/c.txt /x/sub/deep/c.txt",
      ])
  }

  @Test func theRootHoldsEverything() throws {
    #expect(try placed("{src: f.txt, dst: /}") == ["f.txt /f.txt"])
    #expect(try placed("{src: ., dst: /, type: tree}").count == Self.tree.count)
  }

  @Test func entriesWithoutFilesPlaceNone() throws {
    let link = try entry("{src: /a, dst: /b, type: symlink}")
    #expect(link.placements(of: Self.tree) == [])
    let directory = try entry("{dst: /b, type: dir}")
    #expect(directory.searchRoot == nil)
    #expect(directory.placements(of: Self.tree) == [])
    #expect(!directory.selects("d"))
  }

  @Test func pathsAreNotPrefixesOfNames() throws {
    let entry = try entry("{src: one, dst: /x}")
    #expect(
      entry.placements(of: ["onlysub/s/p1", "one/only.gz"]).map(\.destination) == ["/x/only.gz"])
  }
}
