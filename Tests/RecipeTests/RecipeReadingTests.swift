import Diagnostics
import Testing

@testable import Recipe

/// What is set elsewhere: by default, on the command line, in the environment.
struct RecipeReadingTests {
  @Test func littleIsEnough() throws {
    let document = try readAll(base)
    #expect(document.warnings == [])
    let recipe = document.recipes[0]
    #expect(recipe.formats == [.rpm, .deb])
    #expect(recipe.section.value == "misc")
    #expect(recipe.priority.value == "optional")
    #expect(recipe.summary == "hello")
    #expect(recipe.parts.map(\.compression) == [.standard(for: .rpm), .standard(for: .deb)])
    #expect(recipe.sbom.formats == [.cycloneDX, .spdx])
    #expect(recipe.sbom.embed)
    #expect(recipe.signing == nil)
    #expect(recipe.preconditions == Preconditions())
    #expect(try read(base + "depends: ~\nvendor: ''\nrpm:\n").vendor == nil)
  }

  @Test func formatsCanBeAskedFor() throws {
    let yaml = base + "depends: ['pkgconfig(zlib)']\n"
    #expect(try read(yaml, formats: [.rpm]).formats == [.rpm])
    #expect(try read(yaml, set: ["formats": "rpm"]).formats == [.rpm])
    #expect(try read(yaml + "formats: deb\n", formats: [.rpm]).formats == [.rpm])
  }

  @Test func settingsAreLaidOverTheRecipe() throws {
    let yaml = base + "depends: [a]\n"
    let recipe = try read(
      yaml, environment: ["V": "9"],
      set: [
        "version": "$V", "arch": "arm64", "rpm.compression": "gzip", "depends.0": "b",
        "overrides.deb.scripts.preinstall": "x",
      ])
    #expect(recipe.version.upstreamVersion == "9")
    #expect(recipe.architecture.name == "arm64")
    #expect(recipe.part(for: .rpm)?.compression == CompressionChoice(.gzip, level: 6))
    #expect(recipe.part(for: .deb)?.scripts.preInstall?.value == "x")
    #expect(recipe.part(for: .deb)?.relations.depends.map(\.value.text) == ["b"])
    let unset = said(yaml, set: ["version": "1.$V"])
    #expect(unset.map(\.location) == [SpecLocation(file: "--set version", line: 1, column: 3)])
  }

  @Test func emptyVariablesLeaveListsAlone() throws {
    let recipe = try read(base + "depends: [a, '${NONE:-}', $ALSO]\n", environment: ["ALSO": ""])
    #expect(recipe.part(for: .deb)?.relations.depends.map(\.value.text) == ["a"])
  }

  @Test func architecturesComeFromTheEnvironment() throws {
    let yaml = base.replacing("arch: amd64", with: "arch: ${GOARCH}${GOARM}")
    let document = try readAll(yaml, environment: ["GOARCH": "arm", "GOARM": "7"])
    #expect(document.architectures.map(\.value.name) == ["arm7"])
    #expect(
      said(yaml).map { "\($0.code) \($0.location?.column ?? 0)" } == [
        "recipe.unset-variable 7", "recipe.unset-variable 16",
      ])
  }

  @Test func globbingCanBeSwitchedOff() throws {
    let recipe = try read(base + "disable_globbing: true\ncontents: [{src: 'w[1]/*', dst: /x}]\n")
    let entry = try #require(recipe.parts[0].contents.first)
    #expect(entry.pattern == nil)
    #expect(entry.source?.value == "w[1]/*")
    let escaped = try read(base + "contents: [{src: 'w\\[1\\]/x', dst: /x}]\n")
    #expect(escaped.parts[0].contents.first?.searchRoot == "w[1]/x")
  }
}
