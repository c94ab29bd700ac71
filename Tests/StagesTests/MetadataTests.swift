import Bytes
import Compression
import Debian
import Diagnostics
import Foundation
import RPM
import Recipe
import TestSupport
import Testing

@testable import Stages

/// What a recipe says, as dpkg and rpm read it back.
struct MetadataTests {
  private static let text = """
    epoch: 2
    release: 3
    section: net
    priority: extra
    vendor: Example
    homepage: https://example.com/hello
    license: MIT
    description: |
      Says hello.
      To everybody.

      Twice.
    depends: [libc6, 'bash (>= 5)']
    recommends: [less]
    suggests: [nano]
    conflicts: [bye]
    replaces: [hi]
    provides: [greeter]
    rpm: {group: Tools, packager: P <p@example.com>}
    deb: {fields: {Bugs: 'https://example.com/bugs'}, arch_variant: amd64v3}
    contents:
      - {src: a, dst: /etc/hello.conf, type: config}
      - {src: b, dst: /usr/share/doc/hello/README}
      - {dst: /var/log/hello.log, type: ghost}

    """
  private static let date: Int64 = 1_700_000_000

  private static let tree = MemoryTree([
    "a": MemoryTree.file("a=1\n"), "b": MemoryTree.file("Read me.\n"),
  ])

  private func scripts() -> ScriptTexts {
    var scripts = ScriptTexts()
    scripts.postInstall = Array("#!/bin/bash -e\necho installed\n".utf8)
    scripts.preRemove = Array("#!/bin/sh\necho removed\n".utf8)
    return scripts
  }

  /// The files of a part, packed.
  private func packed(
    _ recipe: PackageRecipe, _ format: PackageFormat, into file: MemoryFile,
    reserving: (([PackageEntry]) throws -> Int)? = nil
  ) async throws -> (entries: [PackageEntry], files: [PackedFile], stream: PayloadStream) {
    let part = try #require(recipe.part(for: format))
    let entries = try layOut(part, of: recipe, binaries: [:], tree: Self.tree, date: Self.date)
    if let reserving { try file.reserve(try reserving(entries)) }
    let archive = format == .rpm ? entries : debianMembers(entries, date: Self.date)
    let stream = try PayloadStream(
      format == .rpm ? .newc : .gnutar, compression: CompressionSetting(part.compression),
      workers: 1, digestUncompressed: true, into: file)
    if format == .deb { try stream.begin(rootEntry(date: Self.date)) }
    let pass = PayloadPass(streams: [stream], algorithms: [.md5, .sha256], jobs: 1)
    let inodes = rpmInodes(entries)
    var files: [PackedFile] = []
    for entry in archive {
      guard let member = entry.archiveEntry(inode: inodes[entry.path] ?? 0) else { continue }
      files.append(
        PackedFile(entry: entry, digests: try await pass.add(entry.content, as: [member])))
    }
    try await pass.finish()
    return (entries, files, stream)
  }

  @Test func asDpkgReadsIt() async throws {
    let recipe = try recipe(Self.text, formats: [.deb])
    let part = try #require(recipe.part(for: .deb))
    let data = MemoryFile()
    let (entries, files, _) = try await packed(recipe, .deb, into: data)
    let metadata = try debianMetadata(of: recipe, part: part, entries: entries, scripts: scripts())
    let deb = MemoryFile()
    try writeDebian(
      metadata.completed(with: files), data: data,
      compression: CompressionSetting(part.compression), date: Self.date, into: deb)
    let room = try ScratchDirectory()
    try room.write(deb.bytes, to: artefactName(of: recipe, part: part))
    let path = room["hello_1.2.3-3_amd64.deb"]
    func field(_ name: String) async throws -> String {
      try await succeed("dpkg-deb", ["--field", path, name]).trimmingCharacters(in: .newlines)
    }
    #expect(try await field("Package") == "hello")
    #expect(try await field("Version") == "2:1.2.3-3")
    #expect(try await field("Architecture") == "amd64")
    #expect(try await field("Maintainer") == "A <a@example.com>")
    #expect(try await field("Section") == "net")
    #expect(try await field("Priority") == "extra")
    #expect(try await field("Homepage") == "https://example.com/hello")
    #expect(try await field("Description") == "Says hello.\n To everybody.\n .\n Twice.")
    #expect(try await field("Depends") == "libc6, bash (>= 5)")
    #expect(try await field("Recommends") == "less")
    #expect(try await field("Suggests") == "nano")
    #expect(try await field("Conflicts") == "bye")
    #expect(try await field("Replaces") == "hi")
    #expect(try await field("Provides") == "greeter")
    #expect(try await field("Bugs") == "https://example.com/bugs")
    #expect(try await field("Architecture-Variant") == "amd64v3")
    try await succeed("dpkg-deb", ["-R", path, room["out"]])
    #expect(
      try room.names(in: "out/DEBIAN") == ["conffiles", "control", "md5sums", "postinst", "prerm"])
    #expect(try room.read("out/DEBIAN/conffiles") == Array("/etc/hello.conf\n".utf8))
    // Configuration is not among the sums: it may change.
    try await succeed("md5sum", ["-c", "DEBIAN/md5sums"], in: room["out"])
    #expect(try room.read("out/etc/hello.conf") == Array("a=1\n".utf8))
    #expect(try room.names(in: "out") == ["DEBIAN", "etc", "usr"])
  }

  @Test func asRPMReadsIt() async throws {
    let recipe = try recipe(Self.text, formats: [.rpm])
    let part = try #require(recipe.part(for: .rpm))
    let metadata = try rpmMetadata(of: recipe, part: part, scripts: scripts(), date: Self.date)
    let file = MemoryFile()
    let (entries, files, stream) = try await packed(recipe, .rpm, into: file) { entries in
      try RPMPrologue.size + rpmHeaderSize(metadata, entries: entries)
    }
    _ = try finishRPM(
      metadata, files: files, ghosts: entries.filter(\.isGhost), stream: stream, signer: nil,
      in: file)
    let room = try ScratchDirectory()
    try room.write(file.bytes, to: artefactName(of: recipe, part: part))
    let path = room["hello-1.2.3-3.x86_64.rpm"]
    try await succeed("rpmkeys", ["-Kv", "--nosignature", path])
    func query(_ format: String) async throws -> String {
      try await succeed("rpm", ["-qp", "--nosignature", "--qf", format, path])
    }
    #expect(
      try await query("%{NAME} %{EPOCH} %{VERSION} %{RELEASE} %{ARCH}") == "hello 2 1.2.3 3 x86_64")
    #expect(
      try await query("%{SUMMARY}|%{DESCRIPTION}|%{LICENSE}|%{URL}|%{VENDOR}|%{PACKAGER}|%{GROUP}")
        == "Says hello.|To everybody.\n\nTwice.|MIT|https://example.com/hello|Example"
        + "|P <p@example.com>|Tools")
    #expect(try await query("%{BUILDTIME}") == "\(Self.date)")
    let requires = try await succeed("rpm", ["-qp", "--requires", path])
    #expect(requires.contains("libc6\n") && requires.contains("bash >= 5\n"), "\(requires)")
    #expect(try await succeed("rpm", ["-qp", "--recommends", path]) == "less\n")
    #expect(try await succeed("rpm", ["-qp", "--obsoletes", path]) == "hi\n")
    #expect(
      try await query("[%{FILENAMES} %{FILEMODES:perms} %{FILEFLAGS:fflags}\n]")
        == "/etc/hello.conf -rw-r--r-- c\n/usr/share/doc/hello/README -rw-r--r-- d\n"
        + "/var/log/hello.log -rw-r--r-- g\n")
    let listed = try await succeed("rpm", ["-qp", "--scripts", path])
    #expect(listed.contains("postinstall scriptlet (using /bin/bash -e):"), "\(listed)")
    #expect(listed.contains("preuninstall scriptlet (using /bin/sh):"), "\(listed)")
  }

  @Test(arguments: [
    ("#!/usr/bin/python3\nx", ["/usr/bin/python3"]),
    ("#! /bin/bash  -e -u\n", ["/bin/bash", "-e", "-u"]),
    ("echo", ["/bin/sh"]), ("", ["/bin/sh"]), ("#!", ["/bin/sh"]), ("#!\n/bin/x", ["/bin/sh"]),
    (" #!/bin/bash\n", ["/bin/sh"]), ("#!/bin/bash\r\nx", ["/bin/bash"]),
  ])
  func interpreters(script: String, expected: [String]) {
    #expect(interpreter(of: script) == expected)
  }

  @Test func aScriptThatIsNoText() throws {
    let recipe = try recipe("", formats: [.rpm])
    let part = try #require(recipe.part(for: .rpm))
    var scripts = ScriptTexts()
    scripts.verify = [0xff, 0xfe]
    let error = #expect(throws: Diagnostics.self) {
      try rpmMetadata(of: recipe, part: part, scripts: scripts, date: 0)
    }
    #expect(error?.all.map(\.code) == ["rpm.script-not-text"])
  }

  @Test func aVariantThatIsNoName() throws {
    let recipe = try recipe("deb: {arch_variant: 'amd64 v3'}\n", formats: [.deb])
    let part = try #require(recipe.part(for: .deb))
    let error = #expect(throws: Diagnostics.self) {
      try debianMetadata(of: recipe, part: part, entries: [], scripts: ScriptTexts())
    }
    #expect(error?.all.map(\.code) == ["debian.bad-architecture"])
    #expect(error?.all.first?.location == SpecLocation(file: "r.yaml", line: 5, column: 21))
  }

  @Test(arguments: [-1, Int64(UInt32.max) + 1, .max]) func datesOutsideRPM(date: Int64) throws {
    let recipe = try recipe("", formats: [.rpm])
    let part = try #require(recipe.part(for: .rpm))
    let error = #expect(throws: Diagnostics.self) {
      try rpmMetadata(of: recipe, part: part, scripts: ScriptTexts(), date: date)
    }
    #expect(error?.all.map(\.code) == ["build.bad-date"])
  }

  @Test func namesOfArtefacts() throws {
    let recipe = try recipe("epoch: 4\nprerelease: rc1\nrelease: 2\n")
    let names = recipe.parts.map { artefactName(of: recipe, part: $0) }
    #expect(Set(names) == ["hello-1.2.3~rc1-2.x86_64.rpm", "hello_1.2.3~rc1-2_amd64.deb"])
  }
}
