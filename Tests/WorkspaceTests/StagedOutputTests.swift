import Bytes
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Workspace

/// Files appear together or not at all, and a failure leaves nothing behind.
struct StagedOutputTests {
  private func mode(_ path: String) throws -> Int {
    var status = stat()
    try #require(lstat(path, &status) == 0)
    return Int(status.st_mode & 0o7777)
  }

  /// Publishes files by name, and lets go of everything.
  @discardableResult
  private func publish(_ files: [(String, String)], in directory: String) throws -> [String] {
    let output = try StagedOutput(directory: directory)
    for (name, text) in files { try output.add(Array(text.utf8), named: name) }
    return try output.publish()
  }

  @Test func everythingAppearsAtOnce() throws {
    let room = try ScratchDirectory()
    let output = try StagedOutput(directory: room["out"])
    try output.add(Array("one\n".utf8), named: "one", permissions: 0o600)
    let two = try output.scratch(for: "two")
    try two.append(Array("two\n".utf8))
    output.add(two, permissions: 0o755)
    let three = try output.scratch(for: "three")
    output.add(three, named: "3")
    let aside = try output.scratch(for: "aside")
    try aside.append([1])
    #expect(try room.names(in: "out").isEmpty)
    #expect(
      try output.publish() == [room["out/one"], room["out/two"], room["out/3"]])
    #expect(try room.names(in: "out") == ["3", "one", "two"])
    #expect(try room.read("out/one") == Array("one\n".utf8))
    #expect(try room.read("out/two") == Array("two\n".utf8))
    #expect(try room.read("out/3") == [])
    #expect(try mode(room["out/one"]) == 0o600)
    #expect(try mode(room["out/two"]) == 0o755)
    #expect(try mode(room["out/3"]) == 0o644)
  }

  @Test func theUmaskDoesNotShow() async throws {
    await #expect(processExitsWith: .success) {
      let room = try ScratchDirectory()
      for mask: mode_t in [0, 0o022, 0o077, 0o777] {
        let name = "f\(mask)"
        umask(mask)
        let output = try StagedOutput(directory: room.path)
        try output.add([1], named: name)
        try output.add([1], named: "x" + name, permissions: 0o755)
        _ = try output.publish()
        for (file, expected) in [(name, mode_t(0o644)), ("x" + name, 0o755)] {
          var status = stat()
          guard stat(room[file], &status) == 0, status.st_mode & 0o7777 == expected else { exit(1) }
        }
      }
    }
  }

  @Test func olderFilesAreReplaced() throws {
    let room = try ScratchDirectory()
    try room.write("old\n", to: "a")
    try publish([("a", "new\n"), ("b", "b\n")], in: room.path)
    #expect(try room.read("a") == Array("new\n".utf8))
    #expect(try room.names() == ["a", "b"])
    try publish([("a", "newer\n")], in: room.path)
    #expect(try room.read("a") == Array("newer\n".utf8))
    #expect(try room.names() == ["a", "b"])
  }

  /// A reader that has the older file open keeps it.
  @Test func anOpenFileIsNotTouched() throws {
    let room = try ScratchDirectory()
    let path = try room.write("old\n", to: "a")
    let open = try #require(FileHandle(forReadingAtPath: path))
    try publish([("a", "new\n")], in: room.path)
    #expect(try open.readToEnd() == Data("old\n".utf8))
  }

  /// What stands in the way of the second name, and the code of the refusal.
  @Test(arguments: ["directory", "link", "missing/second", "first/second", "long"])
  func allOrNothing(obstacle: String) throws {
    let room = try ScratchDirectory()
    try room.write("old\n", to: "out/first")
    var second = "second"
    switch obstacle {
    case "directory": try room.makeDirectory("out/second")
    case "link":
      try FileManager.default.createSymbolicLink(
        atPath: room["out/second"], withDestinationPath: "first")
    case "long": second = String(repeating: "x", count: 300)
    default: second = obstacle
    }
    let before = try room.names(in: "out")
    #expect(throws: Diagnostic.self) {
      try publish([("first", "new\n"), (second, "x"), ("third", "x")], in: room["out"])
    }
    #expect(try room.names(in: "out") == before)
    #expect(try room.read("out/first") == Array("old\n".utf8))
  }

  /// The same in a directory that is made for the purpose: it goes again.
  @Test(arguments: ["missing/second", "long"]) func newDirectoriesGoAgain(obstacle: String) throws {
    let room = try ScratchDirectory()
    let second = obstacle == "long" ? String(repeating: "x", count: 300) : obstacle
    #expect(throws: Diagnostic.self) {
      try publish([("first", "x"), (second, "x"), ("third", "x")], in: room["new/er/est"])
    }
    #expect(try room.names() == [])
  }

  @Test func abandonedWorkLeavesNothing() throws {
    let room = try ScratchDirectory()
    do {
      let output = try StagedOutput(directory: room["new/out"])
      try output.add([1], named: "a")
      let scratch = try output.scratch(for: "b")
      try scratch.append([2])
    }
    #expect(try room.names() == [])
    // Even when a file outlives the rest.
    var kept: OutputFile?
    do {
      let output = try StagedOutput(directory: room["new/out"])
      kept = try output.scratch(for: "b")
      output.add(try #require(kept))
      try output.add([1], named: "missing/a")
      #expect(throws: Diagnostic.self) { try output.publish() }
    }
    #expect(kept != nil)
    kept = nil
    #expect(try room.names() == [])
  }

  @Test func directoriesWithOtherThingsStay() throws {
    let room = try ScratchDirectory()
    do {
      _ = try StagedOutput(directory: room["new/out"])
      try room.write("theirs", to: "new/file")
    }
    #expect(try room.names() == ["new"])
    #expect(try room.names(in: "new") == ["file"])
  }

  @Test func publishedDirectoriesStay() throws {
    let room = try ScratchDirectory()
    try publish([("a", "x")], in: room["new/out"])
    #expect(try room.names(in: "new/out") == ["a"])
    try publish([], in: room["empty/"])
    #expect(try room.names() == ["empty", "new"])
  }

  /// Directories that were there, empty or not, are nobody's to remove.
  @Test func directoriesThatWereThereStay() throws {
    let room = try ScratchDirectory()
    try room.makeDirectory("there")
    _ = try StagedOutput(directory: room["there"])
    _ = try StagedOutput(directory: room["there/"])
    _ = try StagedOutput(directory: room["new/../there"])
    #expect(try room.names() == ["there"])
  }

  /// What cannot be put into the second directory is not in the first either.
  @Test func severalDirectoriesAreOneOutput() throws {
    let room = try ScratchDirectory()
    try room.write("old", to: "one/a")
    try room.makeDirectory("two")
    func outputs() throws -> [StagedOutput] {
      let one = try StagedOutput(directory: room["one"])
      try one.add(Array("new".utf8), named: "a")
      try one.add(Array("new".utf8), named: "b")
      let two = try StagedOutput(directory: room["two"])
      try two.add(Array("new".utf8), named: "c")
      return [one, two]
    }
    // Files on their way have hidden names until they are let go.
    func shown() throws -> [String] {
      try room.names().flatMap { try room.names(in: $0) }.filter { !$0.hasPrefix(".") }
    }
    let doomed = try outputs()
    try FileManager.default.removeItem(atPath: room["two"])
    #expect(throws: Diagnostic.self) { try StagedOutput.publish(doomed) }
    #expect(try shown() == ["a"] && room.text("one/a") == "old")
    try room.makeDirectory("two")
    // A name too long to be renamed to fails when the first directory is already done.
    let late = try outputs()
    try late[1].add([1], named: String(repeating: "n", count: 300))
    #expect(throws: Diagnostic.self) { try StagedOutput.publish(late) }
    #expect(try shown() == ["a"] && room.text("one/a") == "old")
    let paths = try StagedOutput.publish(outputs())
    #expect(paths == [room["one/a"], room["one/b"], room["two/c"]])
    #expect(try room.text("one/a") == "new" && room.names(in: "two") == ["c"])
  }

  @Test func trailingSlashesDoNotShow() throws {
    let room = try ScratchDirectory()
    #expect(try publish([("a", "x")], in: room["out/"]) == [room["out/a"]])
    #expect(try publish([("a", "x")], in: room["out//"]) == [room["out/a"]])
  }

  @Test func aFileIsNoDirectory() throws {
    let room = try ScratchDirectory()
    try room.write("x", to: "file")
    for directory in ["file", "file/", "file/below"] {
      let error = #expect(throws: Diagnostic.self) { try StagedOutput(directory: room[directory]) }
      #expect(error?.exit == .cannotCreate)
    }
    #expect(try room.names() == ["file"])
    #expect(throws: Diagnostic.self) { try StagedOutput(directory: "/proc/pkg-tests/new") }
  }

  @Test func writabilityIsAskedBeforeTheWork() throws {
    let room = try ScratchDirectory()
    try room.makeDirectory("dir")
    try room.write("x", to: "file")
    try #require(mkfifo(room["pipe"], 0o600) == 0)
    let output = try StagedOutput(directory: room.path)
    try output.requireWritable("file")
    try output.requireWritable("nothing")
    for name in ["dir", "pipe"] {
      let error = #expect(throws: Diagnostic.self) { try output.requireWritable(name) }
      #expect(error?.code == "output.in-the-way")
    }
  }

  /// Two names for one file would lose the first.
  @Test func oneNameTwice() throws {
    let room = try ScratchDirectory()
    try room.write("old", to: "a")
    try publish([("a", "1"), ("a", "2")], in: room.path)
    #expect(try room.read("a") == Array("2".utf8))
    #expect(try room.names() == ["a"])
  }

  /// No more than so many bytes: what a full disk looks like, without filling one.
  @Test func aFullDiskIsTold() async {
    await #expect(processExitsWith: .success) {
      let room = try ScratchDirectory()
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      signal(SIGXFSZ, SIG_IGN)
      guard setrlimit(__rlimit_resource_t(1), &limit) == 0 else { exit(2) }
      let output = try StagedOutput(directory: room["out"])
      let file = try output.scratch(for: "x")
      try file.append([UInt8](repeating: 1, count: 99_999))
      let full = SinkFailure(name: "x", reason: "File too large")
      do {
        try file.append([1, 2, 3])
        exit(3)
      } catch { guard error as? SinkFailure == full else { exit(4) } }
      do {
        try file.reserve(10_000)
        exit(5)
      } catch { guard error as? SinkFailure == full else { exit(6) } }
      do {
        try output.add([UInt8](repeating: 1, count: 100_001), named: "y")
        exit(7)
      } catch { guard (error as? Diagnostic)?.code == "output.write-failed" else { exit(8) } }
      guard try room.names(in: "out").isEmpty else { exit(9) }
    }
  }
}
