import Foundation
import TestSupport
import Testing

/// `pkg bincompat` from the command line.
@Suite struct BincompatTests {
  private func compare(_ arguments: [String], environment: [String: String] = [:]) async throws
    -> RunResult
  {
    // Away from any ignore file that the working directory may hold.
    let samples = try await BincompatSamples.built()
    return try await pkg(
      ["bincompat"] + arguments, environment: environment, in: samples.scratch["tree-old"])
  }

  private func changes(_ json: String) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    return try #require(object?["changes"] as? [[String: Any]])
  }

  private func rules(_ json: String) throws -> Set<String> {
    Set(try changes(json).compactMap { $0["rule"] as? String })
  }

  private static let expected: Set = [
    "fn-removed", "fn-added", "type-size", "member-added", "member-offset",
  ]

  /// Files, directories and packages of both kinds hold the same library.
  @Test(arguments: ["", ".deb", ".rpm", "tree"])
  func comparesEverySort(_ sort: String) async throws {
    let samples = try await BincompatSamples.built()
    func path(_ name: String) -> String {
      switch sort {
      case "": name == "old" ? samples.old : samples.new
      case "tree": samples.scratch["tree-\(name)"]
      default: samples.scratch["\(name)\(sort)"]
      }
    }
    let result = try await compare(
      ["--old", path("old"), "--new", path("new"), "--report-format", "json"])
    #expect(result.status == 1, "\(result.errors)")
    #expect(try rules(result.output) == Self.expected)
    if sort != "" {
      #expect(
        try changes(result.output).allSatisfy {
          $0["file"] as? String == "usr/lib/libcore.so.1.0"
        })
    }
    let same = try await compare(["--old", path("old"), "--new", path("old"), "--strict"])
    #expect(same.status == 0 && same.output.hasPrefix("0 BREAKING"), "\(same.errors)")
  }

  /// `abipkgdiff` comes to the same conclusion about the packages.
  @Test func agreesWithAbipkgdiff() async throws {
    let samples = try await BincompatSamples.built()
    let theirs = try await run(
      "abipkgdiff", [samples.scratch["old.deb"], samples.scratch["new.deb"]])
    #expect(theirs.status & 8 != 0, "\(theirs.output)")
    #expect(theirs.output.contains("{gone}") && theirs.output.contains("{fresh}"))
  }

  @Test func exitsAsDocumented() async throws {
    let samples = try await BincompatSamples.built()
    let stripped = [
      "--old", samples.scratch["old.stripped"], "--new", samples.scratch["old.stripped"],
    ]
    #expect(try await compare(stripped).status == 0)
    // The same interface without types, in another file: nothing tells.
    let undecided = ["--old", samples.old, "--new", samples.scratch["old.stripped"]]
    let result = try await compare(undecided)
    #expect(result.status == 0)
    #expect(result.output.contains("UNDEFINED type-evidence"))
    #expect(try await compare(undecided + ["--strict"]).status == 3)
    #expect(try await compare(["--old", samples.old]).status == 2)
    #expect(try await compare(["--frobnicate"]).status == 2)
    #expect(
      try await compare(
        ["--old", samples.old, "--new", samples.new, "--report-format", "pdf"]
      ).status == 2)
    #expect(try await compare(["--old", samples.old, "--new", "nowhere.so"]).status == 66)
    let text = samples.scratch["tree-old/usr/lib/README"]
    #expect(try await compare(["--old", text, "--new", samples.new]).status == 65)
    let folder = samples.scratch["tree-old/empty"]
    try samples.scratch.makeDirectory("tree-old/empty")
    #expect(try await compare(["--old", folder, "--new", samples.new]).status == 65)
    let object = try await TestBinary.c(kind: .object).path()
    let refused = try await compare(["--old", object, "--new", samples.new])
    #expect(refused.status == 65 && refused.errors.contains("[bincompat.not-linked]"))
  }

  @Test func writesTheReportToAFile() async throws {
    let samples = try await BincompatSamples.built()
    let scratch = try ScratchDirectory()
    let arguments = ["--old", samples.old, "--new", samples.new, "--output"]
    let file = scratch["report/compat.md"]
    let result = try await compare(arguments + [file, "--report-format", "markdown"])
    #expect(result.status == 1 && result.output.isEmpty)
    let markdown = try String(contentsOfFile: file, encoding: .utf8)
    #expect(markdown.hasPrefix("# Binary compatibility\n"))
    #expect(
      markdown.contains("| BREAKING | fn-removed | libcore.so.1 |")
        || markdown.contains("| BREAKING | fn-removed |"))
    // A report that cannot be made leaves the old one.
    let failed = try await compare(["--old", samples.old, "--new", "nowhere.so", "--output", file])
    #expect(failed.status == 66)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == markdown)
    #expect(try await compare(arguments + ["/proc/report"]).status == 73)
  }

  /// A dump stands for the files it was made of, to the last byte of a report.
  @Test func comparesDumps() async throws {
    let samples = try await BincompatSamples.built()
    let scratch = try ScratchDirectory()
    for (name, input) in [("file", samples.old), ("package", samples.scratch["old.deb"])] {
      let dump = scratch["\(name).json"]
      #expect(try await compare(["dump", input, "-o", dump]).status == 0)
      let again = try await compare(["dump", input])
      #expect(try again.output == String(contentsOfFile: dump, encoding: .utf8))
      let new = name == "file" ? samples.new : samples.scratch["new.deb"]
      let direct = try await compare(["--old", input, "--new", new])
      let saved = try await compare(["--old", dump, "--new", new])
      #expect(saved.output == direct.output && saved.status == direct.status)
    }
  }

  @Test func refusesDamagedDumps() async throws {
    let samples = try await BincompatSamples.built()
    let scratch = try ScratchDirectory()
    let dump = try await compare(["dump", samples.old]).output
    let lies = [
      "{", "{}", dump.replacing("pkg-bincompat-dump/1", with: "pkg-bincompat-dump/9"),
      dump.replacing("\"result\" : 0", with: "\"result\" : 4711"),
      dump.replacing("\"exports\"", with: "\"expotrs\""),
    ]
    for lie in lies {
      #expect(lie != dump)
      let file = try scratch.write(lie, to: "dump.json")
      let result = try await compare(["--old", file, "--new", samples.new])
      #expect(
        result.status == 65 && result.errors.contains("[bincompat.bad-dump]"), "\(lie.prefix(99))")
    }
  }

  @Test func readsSplitDebuggingInformation() async throws {
    let samples = try await BincompatSamples.built()
    let arguments = [
      "--old", samples.scratch["old.stripped"], "--new", samples.scratch["new.stripped"],
      "--report-format", "json",
    ]
    #expect(try rules(try await compare(arguments).output).contains("type-evidence"))
    let told = try await compare(
      arguments + [
        "--old-debug", samples.scratch["old.debug"], "--new-debug", samples.scratch["new.debug"],
      ])
    #expect(try rules(told.output) == Self.expected)
    // That of another build is not taken for this one's.
    let crossed = try await compare(
      arguments + [
        "--old-debug", samples.scratch["new.debug"], "--new-debug", samples.scratch["old.debug"],
      ])
    #expect(try rules(crossed.output).contains("type-evidence"))
  }

  @Test func livesWithWhatIsIgnored() async throws {
    let samples = try await BincompatSamples.built()
    let scratch = try ScratchDirectory()
    let file = try scratch.write(
      """
      symbol:gone rule:fn-removed until:2027-01-01  # replaced by fresh
      type:struct point                             # opaque to programs
      symbol:never                                  # left over

      """, to: "ignore")
    let arguments = ["--old", samples.old, "--new", samples.new, "--ignore-file", file]
    let dated = try await compare(arguments, environment: ["SOURCE_DATE_EPOCH": "1767225600"])
    #expect(dated.status == 0, "\(dated.output)")
    #expect(dated.output.contains("[ignored: opaque to programs]"))
    #expect(dated.errors.contains("\(file):3:1: warning: 'symbol:never' matches no change"))
    let late = try await compare(arguments + ["--date", "2027-01-02"])
    #expect(late.status == 1)
    #expect(late.errors.contains("[bincompat.expired-entry]"))
    // The clock is never asked.
    let undated = try await compare(arguments, environment: ["SOURCE_DATE_EPOCH": ""])
    #expect(undated.status == 65 && undated.errors.contains("[bincompat.no-date]"))
    #expect(undated.errors.contains("\(file):1:1: error"))
    try scratch.write("symbol:gone\n", to: "ignore")
    let reasonless = try await compare(arguments)
    #expect(reasonless.status == 65 && reasonless.errors.contains("\(file):1:12: error"))
    #expect(
      try await compare(["--old", samples.old, "--new", samples.new, "--ignore-file", "no"]).status
        == 66)
  }

  /// The file of the usual name is found where the command runs.
  @Test func findsTheUsualIgnoreFile() async throws {
    let samples = try await BincompatSamples.built()
    let scratch = try ScratchDirectory()
    try scratch.write(
      "symbol:gone # replaced\ntype:struct point # opaque\n", to: ".bincompat-ignore")
    let result = try await pkg(
      ["bincompat", "--old", samples.old, "--new", samples.new], in: scratch.path)
    #expect(result.status == 0, "\(result.output)")
    let exported = scratch["suppressions"]
    #expect(
      try await pkg(
        ["bincompat", "--old", samples.old, "--new", samples.new, "--export-abignore", exported],
        in: scratch.path
      ).status == 0)
    let theirs = try await run("abidiff", ["--suppr", exported, samples.old, samples.new])
    #expect(theirs.status & 8 == 0 && !theirs.output.contains("{gone}"))
  }

  /// A package whose names leave its root is refused, and nothing appears on the disk.
  @Test func refusesHostilePackages() async throws {
    let samples = try await BincompatSamples.built()
    let scratch = try ScratchDirectory()
    try await succeed("cp", [samples.old, scratch["evil.so"]])
    try await succeed(
      "tar", ["-cf", scratch["data.tar"], "--transform", "s,^evil,../../evil,", "-P", "evil.so"],
      in: scratch.path)
    try await succeed("tar", ["-cf", scratch["control.tar"], "-T", "/dev/null"])
    try scratch.write("2.0\n", to: "debian-binary")
    try await succeed(
      "ar", ["rcS", "evil.deb", "debian-binary", "control.tar", "data.tar"], in: scratch.path)
    let before = try scratch.names()
    let result = try await compare(["--old", scratch["evil.deb"], "--new", samples.new])
    #expect(
      result.status == 65 && result.errors.contains("[verify.hostile-path]"), "\(result.errors)")
    #expect(try scratch.names() == before)
    // Cut short: what is missing is said, not guessed.
    var bytes = try samples.scratch.read("old.rpm")
    bytes.removeLast(bytes.count / 4)
    let cut = try scratch.write(bytes, to: "cut.rpm")
    let damaged = try await compare(["--old", cut, "--new", samples.new])
    #expect(
      damaged.status == 65 && damaged.errors.contains("[verify.damaged-payload]"),
      "\(damaged.errors)")
  }

  @Test func isTheSameEveryTime() async throws {
    let samples = try await BincompatSamples.built()
    for format in ["text", "json", "markdown"] {
      let arguments = [
        "--old", samples.scratch["tree-old"], "--new", samples.scratch["tree-new"],
        "--report-format", format,
      ]
      let first = try await compare(arguments)
      let second = try await compare(
        arguments, environment: ["LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo"])
      #expect(first.output == second.output)
    }
  }
}
