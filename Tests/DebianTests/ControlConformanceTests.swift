import Debian
import TestSupport
import Testing

/// Control files beside those dpkg-gencontrol writes and dpkg-deb reads.
@Suite struct ControlConformanceTests {
  @Test func `dpkg-gencontrol writes the same bytes`() async throws {
    let room = try ScratchDirectory()
    try room.write(
      """
      Source: greetings
      Section: utils
      Priority: optional
      Maintainer: Release Team <release@example.com>
      Homepage: https://example.com/hello

      Package: hello
      Architecture: all
      Multi-Arch: foreign
      XB-Zeta: last
      XB-Alpha: first
      Pre-Depends: a (>= 1.0)
      Depends: b (>= 1.2) | c:any, d
      Recommends: e
      Suggests: f (<< 3)
      Enhances: g
      Conflicts: h
      Breaks: i (<= 2)
      Replaces: j (>> 1:2-3)
      Provides: k (= 4)
      Description: polite greeter
       Says hello.
       .
         indented
       .
       Ends here.

      """, to: "debian/control")
    try room.write(
      """
      greetings (1.2.3-1) unstable; urgency=low

        * New.

       -- Release Team <release@example.com>  Tue, 14 Nov 2023 22:13:20 +0000

      """, to: "debian/changelog")
    let theirs = try await succeed(
      "dpkg-gencontrol", ["-O", "-Pnowhere", "-VInstalled-Size=42", "-v1:1.2.3-1"],
      in: room.path)

    var metadata = try sampleMetadata()
    metadata.source = "greetings (1.2.3-1)"
    metadata.installedSize = 42
    metadata.section = "utils"
    metadata.multiArch = "foreign"
    metadata.homepage = "https://example.com/hello"
    metadata.description = DebianDescription(
      "polite greeter\nSays hello.\n\n  indented\n\nEnds here.\n")
    for (field, text) in [
      (RelationField.preDepends, "a (>= 1.0)"), (.depends, "b (>= 1.2) | c:any, d"),
      (.recommends, "e"), (.suggests, "f (<< 3)"), (.enhances, "g"), (.conflicts, "h"),
      (.breaks, "i (<= 2)"), (.replaces, "j (>> 1:2-3)"), (.provides, "k (= 4)"),
    ] { metadata.relations[field] = try DebianDependencyList(text) }
    metadata.extraFields = [
      try ControlField(name: "Zeta", value: "last"),
      try ControlField(name: "Alpha", value: "first"),
    ]
    let ours = try metadata.controlParagraph().serialized()
    #expect(String(decoding: ours, as: UTF8.self) == theirs)
  }

  @Test func `dpkg-deb reads our fields as we do`() async throws {
    var metadata = try sampleMetadata()
    metadata.description = DebianDescription("a\nb\n\n  c\n..\n\u{fc}\n")
    metadata.relations[.depends] = try DebianDependencyList("b (>= 1~rc1-2),c|d:any")
    let archives = try await Archives.make(metadata.controlMembers(), files: [:])
    let room = try ScratchDirectory()
    try room.write(try Layout(archives).bytes, to: "a.deb")
    let all = try await succeed("dpkg-deb", ["-f", "a.deb"], in: room.path)
    let paragraph = try metadata.controlParagraph()
    #expect(try ControlParagraph(parsing: Array(all.utf8)) == paragraph)
    let depends = try await succeed("dpkg-deb", ["-f", "a.deb", "Depends"], in: room.path)
    #expect(depends == "b (>= 1~rc1-2), c | d:any\n")
  }

  @Test(arguments: [
    ("Package: Hello", true), ("Package: hel_lo", false), ("Package: +hello", false),
    ("Package: h", true), ("Package: hello", true),
    ("Version: a1", false), ("Version: 1_2", false), ("Version: 1-", false), ("Version: ", false),
    ("Version: 1:2:3-4", true), ("Version: 1:", false), ("Version: 2147483648:1", false),
    ("Version: 1-2:3", false),
    ("Depends: b,,c", false), ("Depends: b (>= 1", false), ("Depends: b c", false),
    ("Depends: b (>= )", false), ("Depends: b (<> 1)", false), ("Depends: b,", false),
    ("Depends: b:", false), ("Depends: b (>= 1 2)", false), ("Depends: b | (>= 1)", false),
    ("Depends: b (= 1:2-3) , c", true),
    ("Conflicts: b | c", false), ("Provides: b | c", false), ("Breaks: b | c", false),
    ("Replaces: b | c", false), ("Depends: b [amd64]", false), ("Depends: b_c", true),
    ("Architecture: a_b", true), ("Multi-Arch: maybe", false), ("Multi-Arch: same", false),
    ("Depends: b\nDEPENDS: c", false), ("A", false), ("Description:x", true),
  ])
  func `dpkg-deb refuses what we refuse`(_ line: String, _ isStricter: Bool) async throws {
    var fields = [
      "Package": "Package: hello", "Version": "Version: 1", "Architecture": "Architecture: all",
      "Maintainer": "Maintainer: a <a@example.com>", "Description": "Description: x",
    ]
    fields[String(line.prefix { $0 != ":" })] = line
    let text = fields.sorted { $0.key < $1.key }.map { $0.value + "\n" }.joined()
    let room = try ScratchDirectory()
    try room.write(text, to: "root/DEBIAN/control")
    let built = try await run(
      "dpkg-deb", ["--root-owner-group", "-b", "root", "a.deb"], in: room.path)
    if isStricter {
      #expect(built.status == 0, "\(text)\(built.errors)")
    } else {
      #expect(built.status != 0, "\(text)")
      #expect(Self.refuses(text), "\(text)")
    }
  }

  /// Whether reading a control file with this library finds anything wrong.
  private static func refuses(_ text: String) -> Bool {
    do {
      let paragraph = try ControlParagraph(parsing: Array(text.utf8))
      var metadata = DebianMetadata(
        package: try .require(paragraph["Package"] ?? ""),
        version: try .require(paragraph["Version"] ?? ""),
        architecture: try .require(paragraph["Architecture"] ?? ""),
        maintainer: paragraph["Maintainer"] ?? "",
        description: DebianDescription(paragraph["Description"] ?? ""))
      metadata.multiArch = paragraph["Multi-Arch"]
      for field in RelationField.allCases {
        guard let value = paragraph[field.rawValue] else { continue }
        metadata.relations[field] = try .require(value, in: field)
      }
      _ = try metadata.controlMembers()
      return false
    } catch {
      return true
    }
  }
}
