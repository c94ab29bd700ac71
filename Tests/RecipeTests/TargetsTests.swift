import Diagnostics
import Platform
import Testing

@testable import Recipe

/// `targets:` of a recipe, and what they decide.
struct TargetsTests {
  @Test func targetsAreLookedUp() throws {
    let recipe = try read(base + "targets: [rocky8, bookworm]\n")
    #expect(recipe.targets.map(\.value.name) == ["el8", "debian12"])
    #expect(recipe.targets[1].location == SpecLocation(file: "r.yaml", line: 5, column: 19))
    #expect(try read(base + "targets: el8\n").targets.map(\.value.name) == ["el8"])
    #expect(try read(base).targets == [])
  }

  @Test func aTargetsFilesReleasesCanBeNamed() throws {
    let yaml = "releases: {mine: {like: el8}}\n"
    let table = try ReleaseTable.builtIn.extended(yaml: Array(yaml.utf8), file: "t.yaml")
    let recipe = base + "targets: [mine]\n"
    let document = try PackageRecipe.parse(
      yaml: Array(recipe.utf8), file: "r.yaml", releases: table)
    #expect(document.recipes[0].targets.map(\.value.name) == ["mine"])
    #expect(
      said(recipe).texts == [
        """
        r.yaml:5:11: error: unknown target 'mine' [recipe.unknown-target]
        r.yaml:5:11: hint: describe it in a file for --targets-file, see Documentation/Targets.md
        """
      ])
  }

  @Test func mistakesAreTold() {
    #expect(
      said(base + "targets: [el8, debain12, alma8]\n").texts == [
        """
        r.yaml:5:16: error: unknown target 'debain12' [recipe.unknown-target]
        r.yaml:5:16: hint: did you mean 'debian12'?
        """,
        """
        r.yaml:5:26: error: 'alma8' names 'el8' again [recipe.duplicate-target]
        r.yaml:5:26: hint: remove it
        """,
      ])
    #expect(
      said(base + "targets: []\n").texts == [
        "r.yaml:5:10: error: 'targets' names no release [recipe.empty-value]"
      ])
  }

  @Test(
    "the compression suits the targets",
    arguments: [
      ("", "zstd:6", "xz:1"),
      ("targets: [el8, debian12]", "zstd:6", "zstd:6"),
      ("targets: [el7, el8]", "xz:1", "xz:1"),
      ("targets: [debian11, debian12]", "zstd:6", "xz:1"),
      ("targets: [debian10]", "zstd:6", "xz:1"),
      ("targets: [al2]", "xz:1", "xz:1"),
      ("targets: [ubuntu18.04, fedora43]", "zstd:6", "zstd:6"),
      // Nobody has tried it there.
      ("targets: [leap15.4]", "xz:1", "xz:1"),
      // Neither format is for it.
      ("targets: [alpine3.20]", "zstd:6", "xz:1"),
    ])
  func compression(targets: String, rpm: String, deb: String) throws {
    let recipe = try read(base + targets + "\n")
    let found = [PackageFormat.rpm, .deb].map { format in
      recipe.part(for: format).map {
        "\($0.compression.algorithm.rawValue):\($0.compression.level)"
      }
    }
    #expect(found == [rpm, deb])
  }

  @Test func zstdIsRefusedWhereItDoesNotInstall() {
    #expect(
      said(base + "targets: [el7, el8]\nrpm: {compression: 'zstd:19'}\n").texts == [
        """
        r.yaml:6:20: error: 'el7' does not install packages compressed with zstd [recipe.unsupported-compression]
        r.yaml:6:20: hint: write 'xz', or remove 'compression' to have it chosen
        """
      ])
    #expect(
      said(base + "targets: [debian11]\ndeb: {compression: zstd}\n").map(\.code)
        == ["recipe.unsupported-compression"])
    // The other format's is nobody's business.
    #expect(said(base + "targets: [el7]\ndeb: {compression: zstd}\n") == [])
    #expect(said(base + "targets: [el7]\nrpm: {compression: gzip}\n") == [])
  }

  @Test func zstdIsWarnedOfWhereNobodyTriedIt() {
    let found = said(base + "targets: [leap15.4]\nrpm: {compression: zstd}\n")
    #expect(found.map(\.severity) == [.warning])
    #expect(
      found.first?.message
        == "nobody has tried whether 'leap15.4' installs packages compressed with zstd")
  }
}
