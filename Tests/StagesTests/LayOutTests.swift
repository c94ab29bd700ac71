import Diagnostics
import Recipe
import Testing

@testable import Stages

/// Where a recipe's contents go, and as what.
struct LayOutTests {
  private static let tree = MemoryTree([
    "conf/hello.conf": MemoryTree.file("a=1\n"), "conf/hello.conf.bak": MemoryTree.file("a=0\n"),
    "conf/sub/deep.conf": MemoryTree.file("b=1\n"), "bin/tool": .file([1, 2], executable: true),
    "share/man/a.1": MemoryTree.file("man"), "share/link": .link("man/a.1"),
    "share/gone": .link("nowhere"), "share/empty": .directory, "LICENSE": MemoryTree.file("MIT"),
    "alias": .link("share"), "pipes/p": .pipe,
  ])

  private func entries(
    _ contents: [String], _ more: String = "", format: PackageFormat = .deb, date: Int64 = 77
  ) throws -> [PackageEntry] {
    let list = contents.map { "  - \($0)\n" }.joined()
    let recipe = try recipe("\(more)\ncontents:\n\(list)", formats: [format])
    let part = try #require(recipe.part(for: format))
    return try layOut(part, of: recipe, binaries: [:], tree: Self.tree, date: date)
  }

  /// `path mode kind` of each.
  private func laidOut(
    _ contents: [String], _ more: String = "", format: PackageFormat = .deb
  ) throws -> [String] {
    try entries(contents, more, format: format).map { entry in
      let mode = String(entry.permissions, radix: 8)
      switch entry.kind {
      case .file(let content, _): return "\(entry.path) \(mode) file \(content.size)"
      case .directory: return "\(entry.path) \(mode) dir"
      case .symlink(let target): return "\(entry.path) \(mode) -> \(target)"
      case .ghost: return "\(entry.path) \(mode) ghost"
      }
    }
  }

  /// The codes and lines of what is wrong.
  private func problems(
    _ contents: [String], _ more: String = "", format: PackageFormat = .deb
  ) -> [String] {
    do {
      _ = try entries(contents, more, format: format)
      return []
    } catch let error as Diagnostics {
      return error.all.map { "\($0.code) \($0.location?.line ?? 0)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test func oneOfEachKind() throws {
    #expect(
      try laidOut([
        "{src: bin/tool, dst: /usr/bin/}", "{src: LICENSE, dst: /usr/share/doc/hello/LICENSE}",
        "{dst: /var/lib/hello, type: dir}", "{src: ../bin/tool, dst: /usr/sbin/t, type: symlink}",
        "{dst: /var/log/hello.log, type: ghost}",
      ]) == [
        "/usr/bin/tool 755 file 2", "/usr/sbin/t 777 -> ../bin/tool",
        "/usr/share/doc/hello/LICENSE 644 file 3", "/var/lib/hello 755 dir",
      ])
    #expect(
      try laidOut(["{dst: /var/log/hello.log, type: ghost}"], format: .rpm) == [
        "/var/log/hello.log 644 ghost"
      ])
  }

  @Test func treesKeepLinksAndDirectories() throws {
    #expect(
      try laidOut(["{src: share, dst: /usr/share/x, type: tree}"]) == [
        "/usr/share/x 755 dir", "/usr/share/x/empty 755 dir", "/usr/share/x/gone 777 -> nowhere",
        "/usr/share/x/link 777 -> man/a.1", "/usr/share/x/man 755 dir",
        "/usr/share/x/man/a.1 644 file 3",
      ])
    #expect(
      try laidOut(["{src: share/, dst: /usr/share/x/, type: tree, exclude: [empty, gone, link]}"])
        == ["/usr/share/x 755 dir", "/usr/share/x/man 755 dir", "/usr/share/x/man/a.1 644 file 3"])
    // A link to a directory is a directory when it is named itself.
    #expect(
      try laidOut(["{src: alias, dst: /x, type: tree, exclude: [empty, gone, man]}"]) == [
        "/x 755 dir", "/x/link 777 -> man/a.1",
      ])
  }

  @Test func treesOfEverythingAndAtTheRoot() throws {
    let exclude = "exclude: [alias, pipes, share, LICENSE, '*.bak']"
    let below = [
      "bin 755 dir", "bin/tool 755 file 2", "conf 755 dir", "conf/hello.conf 644 file 4",
      "conf/sub 755 dir", "conf/sub/deep.conf 644 file 4",
    ]
    #expect(
      try laidOut(["{src: ., dst: /x, type: tree, \(exclude)}"])
        == ["/x 755 dir"] + below.map { "/x/\($0)" })
    for format in [PackageFormat.deb, .rpm] {
      #expect(
        try laidOut(["{src: ., dst: /, type: tree, \(exclude)}"], format: format)
          == below.map { "/\($0)" })
      #expect(
        try laidOut(["{src: conf/sub, dst: /, type: tree}"], format: format) == [
          "/deep.conf 644 file 4"
        ])
      #expect(
        try laidOut(
          ["{src: share/, dst: /, type: tree, exclude: ['*1', gone, link]}"], format: format)
          == ["/empty 755 dir", "/man 755 dir"])
    }
  }

  @Test func directoriesAndGlobsFollowLinks() throws {
    #expect(
      try laidOut(["{src: share, dst: /x}"]) == ["/x/link 644 file 3", "/x/man/a.1 644 file 3"])
    #expect(
      try laidOut(["{src: 'conf/*.conf', dst: /etc/hello/}"]) == [
        "/etc/hello/hello.conf 644 file 4"
      ])
    #expect(
      try laidOut(["{src: 'conf/**', dst: /etc/hello, exclude: '*.bak'}"]) == [
        "/etc/hello/hello.conf 644 file 4", "/etc/hello/sub/deep.conf 644 file 4",
      ])
  }

  /// The modes nfpm 2.48 gives what the recipe makes up: `umask` is for what is on the disk.
  @Test func umaskAndModes() throws {
    let contents = [
      "{src: bin/tool, dst: /a}", "{src: LICENSE, dst: /b, file_info: {mode: 0666}}",
      "{dst: /d, type: dir}", "{src: x, dst: /l, type: symlink, file_info: {mode: 0600}}",
      "{src: conf/sub, dst: /t, type: tree}", "{dst: /g, type: ghost}",
    ]
    #expect(
      try laidOut(contents, "umask: 0o027", format: .rpm) == [
        "/a 750 file 2", "/b 666 file 3", "/d 755 dir", "/g 644 ghost", "/l 777 -> x", "/t 750 dir",
        "/t/deep.conf 640 file 4",
      ])
    #expect(
      try laidOut(contents, "umask: 0", format: .rpm) == [
        "/a 755 file 2", "/b 666 file 3", "/d 755 dir", "/g 644 ghost", "/l 777 -> x", "/t 755 dir",
        "/t/deep.conf 644 file 4",
      ])
  }

  @Test func ownersAndTimes() throws {
    let contents = [
      "{src: LICENSE, dst: /a, file_info: {owner: u, group: g, mtime: 2020-01-01T00:00:00Z}}",
      "{src: LICENSE, dst: /b}",
    ]
    let plain = try entries(contents)
    #expect(plain.map(\.owner) == ["u", "root"] && plain.map(\.group) == ["g", "root"])
    #expect(plain.map(\.modified) == [1_577_836_800, 77])
    let dated = try entries(contents, "mtime: 2021-01-01T00:00:00Z")
    #expect(dated.map(\.modified) == [1_577_836_800, 1_609_459_200])
  }

  @Test func configurationFiles() throws {
    let all = try entries([
      "{src: LICENSE, dst: /etc/a}", "{src: LICENSE, dst: /opt/b, type: config}",
      "{src: LICENSE, dst: /opt/c, type: 'config|noreplace'}", "{src: LICENSE, dst: /opt/d}",
      "{dst: /etc/dir, type: dir}", "{src: x, dst: /etc/link, type: symlink}",
      "{src: LICENSE, dst: /etcetera}",
    ])
    #expect(
      all.filter(\.isConfiguration).map(\.path) == ["/etc/a", "/opt/b", "/opt/c"])
  }

  @Test func rolesOfRPM() throws {
    let all = try entries(
      [
        "{src: LICENSE, dst: /a, type: license}", "{src: LICENSE, dst: /b, type: doc}",
        "{src: LICENSE, dst: /c, type: readme}", "{src: LICENSE, dst: /d}",
      ], format: .rpm)
    #expect(all.map(\.role) == [.license, .documentation, .readme, .plain])
  }

  @Test func whatIsNotThere() {
    #expect(problems(["{src: nothing, dst: /a}"]) == ["contents.missing-source 7"])
    #expect(problems(["{src: 'nothing/*', dst: /a}"]) == ["contents.no-match 7"])
    #expect(problems(["{src: 'conf/*.txt', dst: /a}"]) == ["contents.no-match 7"])
    #expect(problems(["{src: share/empty, dst: /a}"]) == ["contents.no-match 7"])
    #expect(problems(["{src: LICENSE, dst: /a, type: tree}"]) == ["contents.missing-source 7"])
    #expect(problems(["{src: pipes, dst: /a, type: tree}"]) == ["contents.special-file 7"])
    // All at once, in the recipe's order.
    #expect(
      problems(["{src: no1, dst: /a}", "{src: LICENSE, dst: /b}", "{src: no2, dst: /c}"]) == [
        "contents.missing-source 7", "contents.missing-source 9",
      ])
  }

  @Test func oneDestinationTwice() {
    #expect(
      problems(["{src: LICENSE, dst: /a}", "{src: bin/tool, dst: /a}"]) == [
        "contents.duplicate-destination 8"
      ])
    #expect(
      problems(["{dst: /a, type: dir}", "{src: LICENSE, dst: /a}"]) == [
        "contents.duplicate-destination 8"
      ])
    // Two may own one directory.
    #expect(problems(["{dst: /a, type: dir}", "{dst: /a/, type: dir}"]) == [])
  }

  @Test func filesBelowFiles() {
    #expect(
      problems(["{src: LICENSE, dst: /a/b}", "{src: LICENSE, dst: /a}"]) == [
        "contents.parent-not-directory 7"
      ])
    #expect(
      problems(["{src: x, dst: /a, type: symlink}", "{src: LICENSE, dst: /a/b/c}"]) == [
        "contents.parent-not-directory 8"
      ])
    #expect(problems(["{dst: /a, type: dir}", "{src: LICENSE, dst: /a/b}"]) == [])
  }

  /// Several problems of one line come in a fixed order.
  @Test func problemsAreInOrder() throws {
    for _ in 0..<8 {
      let recipe = try recipe(
        "contents:\n  - {src: share/man, dst: /x}\n  - {src: conf, dst: /x/a.1}\n", formats: [.deb])
      let part = try #require(recipe.part(for: .deb))
      let found = #expect(throws: Diagnostics.self) {
        try layOut(part, of: recipe, binaries: [:], tree: Self.tree, date: 0)
      }
      #expect(
        found?.all.map { $0.message.split(separator: "'")[0] } == [
          "/x/a.1/hello.conf", "/x/a.1/hello.conf.bak", "/x/a.1/sub/deep.conf",
        ])
    }
  }
}
