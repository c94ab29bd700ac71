import Bytes
import Debian
import Diagnostics
import TestSupport
import Testing

@Suite struct DebianMetadataTests {
  @Test func `the control archive has its files in a fixed order`() throws {
    var metadata = try sampleMetadata()
    let digest = Self.digest
    metadata.md5sums = MD5Sums([
      .init(path: "/usr/bin/b", digest: digest), .init(path: "/etc/a", digest: digest),
      .init(path: "/usr/bin/A", digest: digest),
    ])
    metadata.conffiles = Conffiles([.init("/etc/a")])
    metadata.triggers = DebianTriggers([.init(.activateNoawait, "ldconfig")])
    metadata.templates = Array("Template: hello/x\nType: note\nDescription: x\n".utf8)
    for script in MaintainerScript.allCases { metadata.scripts[script] = Array("#!/bin/sh\n".utf8) }
    let members = try metadata.controlMembers()
    #expect(
      members.map(\.name) == [
        "control", "conffiles", "md5sums", "triggers", "templates", "preinst", "postinst", "prerm",
        "postrm", "config",
      ])
    #expect(
      members.map(\.mode) == Array(repeating: 0o644, count: 5) + Array(repeating: 0o755, count: 5))
    let sums = String(decoding: members[2].bytes, as: UTF8.self)
    let hex = String(repeating: "01", count: 16)
    #expect(sums == "\(hex)  usr/bin/A\n\(hex)  usr/bin/b\n")
    #expect(members.allSatisfy { $0.bytes.last == 10 })
  }

  @Test func `a package of nothing has only a control file`() throws {
    #expect(try sampleMetadata().controlMembers().map(\.name) == ["control"])
  }

  @Test func `the file name leaves the epoch out`() throws {
    #expect(try sampleMetadata().fileName == "hello_1.2.3-1_all.deb")
  }

  @Test func `dpkg-deb chooses the same file name`() async throws {
    let metadata = try sampleMetadata()
    let room = try ScratchDirectory()
    try room.write(try metadata.controlParagraph().serialized(), to: "root/DEBIAN/control")
    try await succeed("dpkg-deb", ["--root-owner-group", "-b", "root", "."], in: room.path)
    #expect(try room.read(metadata.fileName).starts(with: ArHeader.archiveMagic))
  }

  static let digest = [UInt8](repeating: 1, count: 16)

  static let faults: [(String, @Sendable (inout DebianMetadata) throws -> Void)] = [
    ("debian.missing-field", { $0.description = DebianDescription("") }),
    ("debian.bad-field", { $0.maintainer = "a\nDepends: evil <a@b.c>" }),
    ("debian.bad-field", { $0.homepage = "http://a\u{0}" }),
    ("debian.bad-field", { $0.description.extended = ["a\nb"] }),
    ("debian.bad-field", { $0.description.synopsis = "a\nb" }),
    ("debian.duplicate-field", { $0.extraFields = [try .init(name: "SECTION", value: "a")] }),
    ("debian.bad-architecture", { $0.architecture = try .init("linux-any") }),
    ("debian.bad-architecture", { $0.architecture = try .init("any") }),
    ("debian.bad-multi-arch", { $0.multiArch = "maybe" }),
    ("debian.bad-multi-arch", { $0.multiArch = "same" }),
    ("debian.restricted-dependency", { $0.relations[.depends] = try .init("a [amd64]") }),
    ("debian.alternatives-not-allowed", { $0.relations[.breaks] = try .init("a | b") }),
    ("debian.inexact-provides", { $0.relations[.provides] = try .init("a (>> 1)") }),
    (
      "debian.missing-conffile",
      {
        $0.conffiles = Conffiles([.init("/etc/a")])
        $0.md5sums = MD5Sums([.init(path: "/etc/b", digest: digest)])
      }
    ),
    ("debian.bad-trigger", { $0.triggers = DebianTriggers([.init(.interest, "a b")]) }),
    ("debian.script-without-interpreter", { $0.scripts[.postinst] = Array("echo\n".utf8) }),
    ("debian.script-without-interpreter", { $0.scripts[.config] = [] }),
    ("debian.script-without-interpreter", { $0.scripts[.prerm] = Array("#! sh\n".utf8) }),
    ("debian.script-carriage-return", { $0.scripts[.preinst] = Array("#!/bin/sh\r\n".utf8) }),
    ("debian.script-without-newline", { $0.scripts[.postrm] = Array("#!/bin/sh\ntrue".utf8) }),
    ("debian.bad-path", { $0.md5sums = MD5Sums([.init(path: "a\nb", digest: digest)]) }),
    ("debian.templates-without-newline", { $0.templates = [65] }),
  ]

  @Test(arguments: faults.indices)
  func `a fault has its code and stops the writing`(_ index: Int) throws {
    let (code, spoil) = Self.faults[index]
    var metadata = try sampleMetadata()
    try spoil(&metadata)
    #expect(metadata.check().map(\.code) == [code])
    let thrown = #expect(throws: Diagnostics.self) { try metadata.controlMembers() }
    #expect(thrown?.all.map(\.code) == [code])
    #expect(thrown?.exit == .badInput)
  }

  @Test func `what is merely poor is a warning`() throws {
    var metadata = try sampleMetadata("a")
    metadata.priority = "urgent"
    metadata.maintainer = "Release Team"
    let problems = metadata.check()
    #expect(
      problems.map(\.code) == [
        "debian.maintainer-without-address", "debian.short-name", "debian.unknown-priority",
      ])
    #expect(problems.allSatisfy { $0.severity == .warning })
    #expect(try metadata.controlMembers().count == 1)
  }

  @Test func `conffiles are looked for once the files are known`() throws {
    var metadata = try sampleMetadata()
    metadata.conffiles = Conffiles([.init("/etc/a")])
    #expect(metadata.check().isEmpty)
    let thrown = #expect(throws: Diagnostics.self) { try metadata.controlMembers() }
    #expect(thrown?.all.map(\.code) == ["debian.missing-conffile"])
    metadata.md5sums = MD5Sums([.init(path: "/etc/a", digest: Self.digest)])
    #expect(try metadata.controlMembers().map(\.name) == ["control", "conffiles"])
  }

  @Test func `a package needs a maintainer`() throws {
    var metadata = try sampleMetadata()
    metadata.maintainer = " "
    #expect(
      metadata.check().filter { $0.severity == .error }.map(\.code) == ["debian.missing-field"])
  }

  @Test func `scripts may hold what scripts may`() {
    #expect(MaintainerScript.preinst.check([0x7f] + Array("ELF\r\n".utf8)).isEmpty)
    #expect(MaintainerScript.preinst.check(Array("#! /bin/sh -e\nprintf '\ra'\n".utf8)).isEmpty)
  }

  @Test func `empty values are left out`() throws {
    var metadata = try sampleMetadata()
    metadata.section = ""
    metadata.homepage = " "
    metadata.relations[.depends] = DebianDependencyList()
    metadata.extraFields = [try ControlField(name: "X-A", value: "")]
    #expect(
      try metadata.controlParagraph().fields.map(\.name) == [
        "Package", "Version", "Architecture", "Maintainer", "Priority", "Description",
      ])
  }

  @Test func `the installed size is dpkg-gencontrol's`() async throws {
    let room = try ScratchDirectory()
    try room.write(
      "Source: a\nMaintainer: a <a@b>\n\nPackage: a\nArchitecture: all\nDescription: a\n",
      to: "debian/control")
    try room.write(
      "a (1) x; urgency=low\n\n  * A.\n\n -- A <a@b>  Tue, 14 Nov 2023 22:13:20 +0000\n",
      to: "debian/changelog")
    var size = InstalledSize()
    size.addOther()
    for directory in ["tree/etc", "tree/usr", "tree/usr/bin"] {
      try room.makeDirectory(directory)
      size.addOther()
    }
    for count in [0, 1, 1023, 1024, 1025, 5000] {
      try room.write([UInt8](repeating: 0, count: count), to: "tree/usr/bin/\(count)")
      size.addFile(byteCount: UInt64(count))
    }
    try await succeed("ln", ["-s", "../bin/1", "tree/usr/link"], in: room.path)
    size.addFile(byteCount: 8)
    let text = try await succeed("dpkg-gencontrol", ["-O", "-Ptree"], in: room.path)
    let paragraph = try ControlParagraph(parsing: Array(text.utf8))
    #expect(paragraph["Installed-Size"] == "\(size.kibibytes)")
  }
}
