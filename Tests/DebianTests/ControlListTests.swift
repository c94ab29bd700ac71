import Bytes
import Debian
import Testing
import TestSupport

/// `md5sums`, `conffiles` and `triggers`.
@Suite struct ControlListTests {
  static let digest = [UInt8](repeating: 0xab, count: 16)
  static let hex = String(repeating: "ab", count: 16)

  @Test func `digests are sorted by the bytes of their paths`() throws {
    let paths = ["/usr/bin/hello", ".//etc/\u{fc}", "etc/z", "etc/a b", "etc/Z"]
    let sums = MD5Sums(paths.map { .init(path: $0, digest: Self.digest) })
    let text = String(decoding: sums.serialized(), as: UTF8.self)
    #expect(
      text
        == ["etc/Z", "etc/a b", "etc/z", "etc/\u{fc}", "usr/bin/hello"].map {
          "\(Self.hex)  \($0)\n"
        }.joined())
    #expect(try MD5Sums(parsing: sums.serialized()) == sums)
    #expect(
      sums.excluding(["/etc/z", "/etc/\u{fc}"]).entries.map(\.path) == [
        "etc/Z", "etc/a b", "usr/bin/hello",
      ])
    #expect(try MD5Sums(parsing: []).serialized() == [])
  }

  @Test func `md5sum checks what we write`() async throws {
    let room = try ScratchDirectory()
    try room.write("", to: "a b")
    let empty = try #require(bytes(hexadecimal: "d41d8cd98f00b204e9800998ecf8427e"))
    try room.write(MD5Sums([.init(path: "/a b", digest: empty)]).serialized(), to: "md5sums")
    #expect(try await succeed("md5sum", ["-c", "md5sums"], in: room.path) == "a b: OK\n")
    let theirs = try await succeed("md5sum", ["-b", "a b"], in: room.path)
    #expect(try MD5Sums(parsing: Array(theirs.utf8)).entries.map(\.path) == ["a b"])
  }

  @Test func `digests that are none are refused`() {
    let line = "\(Self.hex)  a\n"
    for (text, offset) in [
      (line.dropLast(), 35), ("\n", 0), ("\(line)\(Self.hex)\n", 36),
      ("\(Self.hex)   \n".dropLast(2) + "\n", 0),
      ("x" + line.dropFirst(), 0), ("\(Self.hex) ab\n", 32), ("\(Self.hex)\t a\n", 32),
    ] as [(Substring, Int)] {
      let error = #expect(throws: MalformedInput.self) { try MD5Sums(parsing: Array(text.utf8)) }
      #expect(error?.offset == offset, "\(text)")
    }
    for count in 1..<line.utf8.count {
      #expect(throws: MalformedInput(.truncated, at: count)) {
        try MD5Sums(parsing: Array(line.utf8.prefix(count)))
      }
    }
  }

  @Test func `conffiles are read and written`() throws {
    let list = Conffiles([.init("/etc/a"), .init("/etc/b c", removeOnUpgrade: true)])
    let text = "/etc/a\nremove-on-upgrade /etc/b c\n"
    #expect(String(decoding: list.serialized(), as: UTF8.self) == text)
    #expect(try Conffiles(parsing: Array(text.utf8)) == list)
    for (text, offset) in [("/etc/a", 6), ("etc/a\n", 0), ("/a\n\n", 3), ("/a\nother /b\n", 3)] {
      let error = #expect(throws: MalformedInput.self) { try Conffiles(parsing: Array(text.utf8)) }
      #expect(error?.offset == offset, "\(text)")
    }
  }

  @Test(arguments: [
    ("/etc/a", false, [], true), ("/etc/b", false, ["debian.missing-conffile"], false),
    ("/etc/a", true, ["debian.missing-conffile"], false), ("/etc/b", true, [], true),
    ("etc/a", false, ["debian.bad-conffile"], false),
    ("/etc/a\nb", false, ["debian.bad-conffile"], false),
    ("/etc/a ", false, ["debian.bad-conffile"], false),
    ("", false, ["debian.bad-conffile"], false),
  ])
  func `dpkg-deb refuses the conffiles we refuse`(
    _ path: String, _ isRemoval: Bool, _ codes: [String], _ isFine: Bool
  ) async throws {
    let list = Conffiles([.init(path, removeOnUpgrade: isRemoval)])
    #expect(list.check(against: ["etc/a", "usr/b"]).map(\.code) == codes)
    let room = try ScratchDirectory()
    try room.write("", to: "root/etc/a")
    try room.write(
      "Package: a\nVersion: 1\nArchitecture: all\nMaintainer: a\nDescription: a\n",
      to: "root/DEBIAN/control")
    try room.write(list.serialized(), to: "root/DEBIAN/conffiles")
    let result = try await run(
      "dpkg-deb", ["--root-owner-group", "-b", "root", "a.deb"], in: room.path)
    #expect((result.status == 0) == isFine, "\(result.errors)")
  }

  @Test func `a conffile given twice is found`() {
    let list = Conffiles([.init("/etc/a"), .init("/etc/a")])
    #expect(list.check(against: ["/etc/a"]).map(\.code) == ["debian.duplicate-conffile"])
  }

  @Test func `triggers are read and written`() throws {
    let all = DebianTriggers(
      DebianTriggers.Directive.allCases.map { .init($0, "/usr/share/\($0.rawValue)") }
        + [.init(.activateNoawait, "ldconfig")])
    #expect(try DebianTriggers(parsing: all.serialized()) == all)
    #expect(all.check().isEmpty)
    let text = "# comment\n\n  interest\t/a/b  # why\nactivate x\n"
    #expect(
      try DebianTriggers(parsing: Array(text.utf8)).entries == [
        .init(.interest, "/a/b"), .init(.activate, "x"),
      ])
    for text in ["interest", "interest\n", "watch /a\n", "interest a b\n", "interest /a//b\n"] {
      #expect(throws: MalformedInput.self) { try DebianTriggers(parsing: Array(text.utf8)) }
    }
  }

  @Test func `a trigger given twice is found`() {
    let list = DebianTriggers([.init(.interest, "/a"), .init(.interest, "/a")])
    #expect(list.check().map(\.code) == ["debian.duplicate-trigger"])
  }
}
