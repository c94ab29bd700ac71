import Diagnostics
import Platform
import Testing

@testable import Recipe

struct PackageRecipeTests {
  /// Every key that nfpm's schema has for rpm and deb, and ours on top.
  static let full = """
    name: hello
    arch: [amd64, arm7]
    platform: linux
    version: v1.2.3-rc.1
    version_schema: semver
    release: 2
    epoch: "1"
    prerelease: rc.2
    version_metadata: git
    section: utils
    priority: optional
    maintainer: Release Team <release@example.com>
    description: |
      polite greeter
      Says hello to whoever asks.
    vendor: Example
    homepage: https://example.com/hello
    license: Apache-2.0
    changelog: changelog.yaml
    mtime: 2009-11-10T23:00:00Z
    umask: 0o022
    disable_globbing: false
    formats: [deb, rpm]
    depends: [bash]
    recommends: [curl]
    suggests: [vim]
    conflicts: [goodbye]
    replaces: [hallo]
    provides: [greeter (= 1)]
    contents:
      - src: ./dist//hello.conf
        dst: /etc/hello/
        type: config|noreplace
        file_info: {mode: 0640, owner: root, group: hello, mtime: 2020-02-29, lang: de}
      - {src: docs/*.md, dst: usr/share/doc/hello, exclude: ["*.bak", docs/private], expand: true}
      - {src: tree, dst: /opt/hello, type: config|missingok|tree, disown_subtree: [/opt/*]}
      - {src: /usr/bin/hello, dst: /usr/bin/hi, type: symlink}
      - {dst: /var/lib/hello, type: dir, file_info: {mode: "750"}}
      - {dst: /var/log/hello.log, type: ghost, packager: rpm}
      - {src: LICENSE, dst: /usr/share/doc/hello/LICENSE, type: licence}
      - {src: a$$b, dst: /x/$HOME, expand: false}
    scripts: {preinstall: pre.sh, postinstall: post.sh, preremove: prerm.sh, postremove: postrm.sh}
    overrides:
      rpm:
        depends: ["pkgconfig(zlib)"]
        scripts: {postinstall: post-rpm.sh}
        rpm: {group: Tools}
      deb:
        contents: [{src: only.deb, dst: /only}]
        umask: 0o027
        deb: {fields: {X-More: b}}
    rpm:
      arch: x86_64_v2
      group: Old
      summary: A greeter
      packager: Packers <p@example.com>
      buildhost: builder
      prefixes: [/usr/bin/, /opt]
      compression: zstd:19
      scripts: {pretrans: a.sh, posttrans: b.sh, verify: c.sh}
      requires: {post: [systemd]}
      signature: {key_file: key.gpg, key_id: bc8acdd415bd80b3}
    deb:
      arch_variant: amd64v3
      breaks: [hello-data (<< 2)]
      predepends: [libc6]
      fields: {Bugs: https://example.com, X-Long: "a\\nb"}
      compression: none
      triggers: {interest: [x], activate_noawait: [ldconfig]}
      scripts: {templates: templates, config: config}
      signature: {key_file: key.gpg, type: maint, method: debsign}
    binaries:
      - src: dist/hello_linux_${ARCH}/hello
        dst: /usr/bin/
        expect: {main: example.com/hello, link: static, cgo: false, trimpath: yes, vcs-modified: off}
        strip: unneeded
        mode: 0o755
        owner: root
        group: bin
    preconditions:
      kconfig:
        references: kernels/
        on-missing: skip
        rules:
          - {require: {BPF_SYSCALL: y, OVERLAY_FS: [y, m], NR_CPUS: ">=64"}, why: loads programs}
          - forbid: [MODULE_SIG_FORCE]
            when: {kernel: ">=5.4", arch: [x86_64, arm64], reference: ubuntu-*, set: {BPF: y}}
            severity: warning
          - any: [{require: {A: y}}, {forbid: B}, {forbid: {C: y, D: [y, m]}}]
      vendor: {path: src/hello}
    sbom: {formats: [spdx-2.3], embed: false}
    sign: {key: "${KEY:-release.asc}", backend: file}

    """

  @Test func everyKeyIsReadAndNothingIsSaid() throws {
    let document = try readAll(Self.full)
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
    let recipe = try read(Self.full)
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
    let recipe = try read(Self.full)
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
    let recipe = try read(Self.full)
    let rpm = try #require(recipe.part(for: .rpm))
    let deb = try #require(recipe.part(for: .deb))
    #expect(rpm.architecture == "x86_64_v2")
    #expect(deb.architecture == "amd64")
    #expect(rpm.compression == CompressionChoice(.zstd, level: 19))
    #expect(deb.compression == CompressionChoice(.none, level: 0))
    #expect(rpm.signature?.keyFile?.value == "key.gpg")
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
    let document = try readAll(Self.full)
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
    let recipe = try read(Self.full)
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

  @Test(arguments: [
    ("0644", true, 0o644), ("0o644", true, 0o644), ("644", false, 0o644), ("0644", false, 0o644),
    ("420", true, 0o644), ("493", true, 0o755), ("4755", false, 0o4755), ("0", true, 0),
    ("7", true, 7), ("07777", true, 0o7777),
  ])
  func modesAreOctal(_ text: String, _ isPlain: Bool, _ expected: UInt16) {
    #expect(FileMode.bits(text, isPlain: isPlain) == expected)
  }

  @Test(arguments: ["644", "755", "777", "8", "0888", "010000", "+644", "-1", "0x1a4", "rw", "0o"])
  func otherModesAreNone(_ text: String) {
    #expect(FileMode.bits(text, isPlain: true) == nil)
  }

  /// Expected values are `date -u -d TEXT +%s`.
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2009-11-10T23:00:00Z", 1_257_894_000),
    ("2000-02-29", 951_782_400), ("2100-02-28", 4_107_456_000),
    ("2024-12-31T23:59:59Z", 1_735_689_599), ("2024-03-01 00:00:00", 1_709_251_200),
    ("2024-03-01T02:00:00+02:00", 1_709_251_200), ("2024-02-29t19:00:00.5-05:00", 1_709_251_200),
    ("2106-02-07T06:28:15Z", 4_294_967_295),
  ])
  func momentsAreSeconds(_ text: String, _ expected: Int64) {
    #expect(Timestamp.seconds(text) == expected)
  }

  @Test(arguments: [
    "", "2024", "2024-13-01", "2023-02-29", "2100-02-29", "2024-01-01T", "2024-01-01T25:00:00Z",
    "1969-12-31T23:59:59Z", "2106-02-07T06:28:16Z", "2024-01-01T00:00:00Zx", "2024-01-01T00:00",
    "2024-01-00", "2024-01-01T00:00:00+1:00", "99999999-01-01",
  ])
  func otherMomentsAreNone(_ text: String) {
    #expect(Timestamp.seconds(text) == nil)
  }

  @Test(arguments: [
    ("gzip", CompressionChoice(.gzip, level: 6)), ("gzip:-1", CompressionChoice(.gzip, level: 6)),
    ("gzip:9", CompressionChoice(.gzip, level: 9)), ("zlib", CompressionChoice(.zlib, level: 6)),
    ("zlib:1", CompressionChoice(.zlib, level: 1)), ("zstd", CompressionChoice(.zstd, level: 6)),
    ("zstd:22", CompressionChoice(.zstd, level: 22)), ("xz", CompressionChoice(.xz, level: 1)),
    ("xz:0", CompressionChoice(.xz, level: 0)), ("none", CompressionChoice(.none, level: 0)),
  ])
  func compressionsAreAlike(_ text: String, _ expected: CompressionChoice) throws {
    #expect(try CompressionChoice(text) == expected)
  }

  @Test(arguments: [
    "", ":", "gzip:", "gzip:0", "gzip:10", "gzip:x", "zstd:0", "zstd:fastest", "xz:10", "none:1",
    "lzma", "xz:-1", "gzip:+1", "gzip:1:2", "zlib:0", "zlib:10", "zlib:-1",
  ])
  func otherCompressionsAreRefused(_ text: String) {
    let error = #expect(throws: Diagnostic.self) { try CompressionChoice(text) }
    #expect(error?.code == "recipe.invalid-compression")
  }

  @Test func truncationNeverTraps() {
    let bytes = Array(Self.full.replacing("[amd64, arm7]", with: "amd64").utf8)
    var isRead = 0
    for end in 0...bytes.count {
      do throws(Diagnostics) {
        _ = try PackageRecipe.parse(yaml: Array(bytes[..<end]), file: "r.yaml")
        isRead += 1
      } catch {
        #expect(error.all.hasErrors)
      }
    }
    #expect(isRead > 0)
  }

  @Test func damageNeverTraps() {
    let bytes = Array(Self.full.utf8)
    for position in stride(from: 0, to: bytes.count, by: 29) {
      for damage in [UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "$"), 0xff, 0x0a] {
        var damaged = bytes
        damaged[position] = damage
        _ = try? PackageRecipe.parse(yaml: damaged, file: "r.yaml")
      }
    }
  }

  @Test func theSameRecipeSaysTheSame() {
    let bad = Self.full.replacing("name: hello", with: "nam: hello") + "bogus: 1\n"
    let first = said(bad)
    for _ in 0..<5 { #expect(said(bad) == first) }
  }
}
