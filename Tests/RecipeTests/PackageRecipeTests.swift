import Diagnostics
import Platform
import Testing

@testable import Recipe

/// What a recipe with every key becomes.
struct PackageRecipeTests {
  @Test func everyKeyIsReadAndNothingIsSaid() throws {
    let document = try readAll(FullRecipe.text)
    #expect(document.warnings.texts == [])
    #expect(document.architectures.map(\.value.name) == ["amd64", "arm7"])
    #expect(document.recipes.map(\.architecture.name) == ["amd64", "arm7"])
    let recipe = document.recipes[0]
    #expect(recipe.name == Located("hello", at: SpecLocation(file: "r.yaml", line: 1, column: 7)))
    #expect(recipe.version.debianVersion == "1:1.2.3~rc.2+git-2")
    #expect(recipe.version.rpmVersion == "1.2.3~rc.2+git")
    #expect(recipe.formats == [.rpm, .deb])
    #expect(recipe.summary == "polite greeter")
    #expect(recipe.description?.value == "polite greeter\nSays hello to whoever asks.")
    #expect(recipe.maintainer?.value == "Release Team <release@example.com>")
    #expect(recipe.vendor?.value == "Example")
    #expect(recipe.homepage?.value == "https://example.com/hello")
    #expect(recipe.license?.value == "Apache-2.0")
    #expect(recipe.section.value == "utils")
    #expect(recipe.priority.value == "optional")
    #expect(recipe.changelog?.value == "changelog.yaml")
    // date -u -d 2009-11-10T23:00:00Z +%s
    #expect(recipe.modificationTime?.value == 1_257_894_000)
    #expect(recipe.sbom.formats == [.spdx])
    #expect(!recipe.sbom.embed)
    #expect(recipe.signing?.key.value == "release.asc")
  }

  @Test func contentsKeepWhatWasWritten() throws {
    let recipe = try read(FullRecipe.text)
    let part = try #require(recipe.part(for: .rpm))
    let contents = part.contents
    try #require(contents.count == 8)
    let config = contents[0]
    #expect(config.kind == .file)
    #expect(config.config == .noReplace)
    #expect(config.source?.value == "dist/hello.conf")
    #expect(config.pattern == nil)
    #expect(config.destination.value == "/etc/hello")
    #expect(config.intoDirectory)
    #expect(config.location == SpecLocation(file: "r.yaml", line: 31, column: 5))
    #expect(config.source?.location == SpecLocation(file: "r.yaml", line: 31, column: 10))
    #expect(config.destination.location == SpecLocation(file: "r.yaml", line: 32, column: 10))
    #expect(config.attributes.mode?.value == 0o640)
    #expect(config.attributes.group?.value == "hello")
    // date -u -d 2020-02-29 +%s
    #expect(config.attributes.modificationTime?.value == 1_582_934_400)
    #expect(config.attributes.language?.value == "de")
    let glob = contents[1]
    #expect(glob.pattern?.text == "docs/*.md")
    #expect(glob.destination.value == "/usr/share/doc/hello")
    #expect(!glob.intoDirectory)
    #expect(glob.exclude.map(\.value.text) == ["*.bak", "docs/private"])
    #expect(contents[2].kind == .tree)
    #expect(contents[2].config == .missingOK)
    #expect(contents[2].disowned.map(\.value.text) == ["/opt/*"])
    #expect(contents[3].kind == .symlink)
    #expect(contents[3].source?.value == "/usr/bin/hello")
    #expect(contents[4].kind == .directory)
    #expect(contents[4].attributes.mode?.value == 0o750)
    #expect(contents[5].kind == .ghost)
    #expect(contents[5].format == .rpm)
    #expect(contents[6].kind == .license)
    #expect(contents[7].source?.value == "a$$b")
    #expect(contents[7].destination.value == "/x/$HOME")
  }

  @Test func overridesAreLaidOverTheRecipe() throws {
    let recipe = try read(FullRecipe.text)
    let rpm = try #require(recipe.part(for: .rpm))
    let deb = try #require(recipe.part(for: .deb))
    #expect(rpm.relations.depends.map(\.value.rpm) == ["pkgconfig(zlib)"])
    #expect(deb.relations.depends.map(\.value.debian) == ["bash"])
    #expect(rpm.scripts.preInstall?.value == "pre.sh")
    #expect(rpm.scripts.postInstall?.value == "post-rpm.sh")
    #expect(deb.scripts.postInstall?.value == "post.sh")
    #expect(rpm.scripts.preTransaction?.value == "a.sh")
    #expect(rpm.scripts.postTransaction?.value == "b.sh")
    #expect(rpm.scripts.verify?.value == "c.sh")
    #expect(deb.scripts.templates?.value == "templates")
    #expect(deb.scripts.config?.value == "config")
    #expect(deb.scripts.preTransaction == nil)
    #expect(deb.contents.map(\.destination.value) == ["/only"])
    #expect(rpm.umask?.value == 0o022)
    #expect(deb.umask?.value == 0o027)
    #expect(recipe.rpm.group?.value == "Tools")
    #expect(recipe.rpm.summary?.value == "A greeter")
    #expect(recipe.deb.fields.map(\.name.value) == ["Bugs", "X-Long", "X-More"])
    #expect(recipe.deb.fields.map(\.value.value) == ["https://example.com", "a\nb", "b"])
    // An empty list says none.
    let none = try read(
      base + "depends: [a]\noverrides: {deb: {depends: []}}\n")
    #expect(none.part(for: .deb)?.relations.depends == [])
    #expect(none.part(for: .rpm)?.relations.depends.count == 1)
  }

  @Test func formatsHaveTheirSettings() throws {
    let recipe = try read(FullRecipe.text)
    let rpm = try #require(recipe.part(for: .rpm))
    let deb = try #require(recipe.part(for: .deb))
    #expect(rpm.architecture == "x86_64_v2")
    #expect(deb.architecture == "amd64")
    #expect(rpm.compression == CompressionChoice(.zstd, level: 19))
    #expect(deb.compression == CompressionChoice(.none, level: 0))
    #expect(rpm.signature?.key?.key.value == "key.gpg")
    #expect(rpm.signature?.keyID?.value == "bc8acdd415bd80b3")
    #expect(deb.signature?.role == .maintainer)
    #expect(rpm.relations.requiresPost.map(\.value.rpm) == ["systemd"])
    #expect(deb.relations.preDepends.map(\.value.debian) == ["libc6"])
    #expect(deb.relations.breaks.map(\.value.debian) == ["hello-data (<< 2)"])
    #expect(deb.relations.provides.map(\.value.debian) == ["greeter (= 1)"])
    #expect(rpm.relations.replaces.map(\.value.rpm) == ["hallo"])
    #expect(recipe.rpm.prefixes.map(\.value) == ["/usr/bin", "/opt"])
    #expect(recipe.rpm.buildHost?.value == "builder")
    #expect(recipe.rpm.packager?.value == "Packers <p@example.com>")
    #expect(recipe.deb.architectureVariant?.value == "amd64v3")
    #expect(
      recipe.deb.triggers.map { "\($0.directive) \($0.name.value)" } == [
        "interest x", "activate-noawait ldconfig",
      ])
  }

  @Test func binariesDifferByTarget() throws {
    let document = try readAll(FullRecipe.text)
    #expect(
      document.recipes.map { $0.binaries[0].source.value } == [
        "dist/hello_linux_amd64/hello", "dist/hello_linux_arm7/hello",
      ])
    let binary = document.recipes[0].binaries[0]
    #expect(binary.destination.value == "/usr/bin/hello")
    #expect(binary.strip == .unneeded)
    #expect(binary.attributes.mode?.value == 0o755)
    #expect(binary.attributes.group?.value == "bin")
    #expect(binary.expect.main?.value == "example.com/hello")
    #expect(binary.expect.link?.value == .static)
    #expect(binary.expect.cgo?.value == false)
    #expect(binary.expect.trimpath?.value == true)
    #expect(binary.expect.vcsModified?.value == false)
    let other = try #require(Architecture.named("riscv64"))
    #expect(
      try document.recipe(for: other).binaries[0].source.value == "dist/hello_linux_riscv64/hello")
    #expect(try document.recipe(for: document.architectures[1].value) == document.recipes[1])
  }

  @Test func preconditionsAreReadButNotInterpreted() throws {
    let recipe = try read(FullRecipe.text)
    let kconfig = try #require(recipe.preconditions.kconfig)
    #expect(kconfig.references.map(\.value) == ["kernels/"])
    #expect(kconfig.onMissing == .skip)
    try #require(kconfig.rules.count == 3)
    let require = kconfig.rules[0].require
    #expect(require.map(\.option.value) == ["BPF_SYSCALL", "OVERLAY_FS", "NR_CPUS"])
    #expect(require.map { $0.accepted.map(\.value) } == [["y"], ["y", "m"], [">=64"]])
    #expect(kconfig.rules[0].why == "loads programs")
    #expect(kconfig.rules[0].severity == .error)
    #expect(kconfig.rules[1].forbid.map(\.option.value) == ["MODULE_SIG_FORCE"])
    #expect(kconfig.rules[1].forbid.map(\.values) == [[]])
    let when = try #require(kconfig.rules[1].when)
    #expect(when.kernel?.value == ">=5.4")
    #expect(when.architectures.map(\.value) == ["amd64", "arm64"])
    #expect(when.reference?.value.text == "ubuntu-*")
    #expect(when.set.map(\.option.value) == ["BPF"])
    #expect(kconfig.rules[1].severity == .warning)
    let any = kconfig.rules[2].any
    try #require(any.count == 3)
    #expect(any[1].forbid.map(\.option.value) == ["B"])
    #expect(any[2].forbid.map(\.option.value) == ["C", "D"])
    #expect(any[2].forbid.map { $0.values.map(\.value) } == [["y"], ["y", "m"]])
    let vendor = try #require(recipe.preconditions.vendor)
    #expect(vendor.path.value == "src/hello")
    let here = try read(base + "preconditions: {vendor: {}}\n")
    #expect(here.preconditions.vendor?.path.value == ".")
  }
}
