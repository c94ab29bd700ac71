import Bytes
import Cryptography
import Foundation
import TestSupport
import Testing

/// Disks and processes that fail while a log is written: no entry, no signature.
@Suite struct LogDamageTests {
  /// A folder with a key's file, a log of one entry, and a file to be signed.
  private struct Case {
    let place: ScratchDirectory
    let key: String
    let log: String

    init() async throws {
      let desk = try await PolicyDesk.shared()
      place = try ScratchDirectory()
      key = desk.place["release.sec.asc"]
      log = place["log"]
      try place.write("first\n", to: "first")
      let signed = try await pkg(["sign", "--key", key, "--log", log, place["first"]])
      try #require(signed.status == 0, "\(signed.errors)")
      try place.write("second\n", to: "second")
    }

    var arguments: [String] { ["sign", "--key", key, "--log", log, place["second"]] }

    /// `pkg sign` under limits that a shell sets first.
    func sign(_ preparation: String) async throws -> RunResult {
      try await run(
        "bash", ["-c", preparation + "; exec \"$@\"", "-", Surroundings.program] + arguments,
        environment: ["SOURCE_DATE_EPOCH": Surroundings.epoch])
    }

    func expectUnsigned() throws {
      #expect(try place.names() == ["first", "first.asc", "log", "second"])
    }
  }

  /// A write that is cut short is taken back: the log stays as it was, and can be written on.
  @Test func aWriteThatIsCutShortIsTakenBack() async throws {
    let one = try await Case()
    // No file may grow beyond four blocks of 1024 bytes; the log is filled to 100 bytes less.
    let before = try padded(one)
    let result = try await one.sign("trap '' XFSZ; ulimit -f 4")
    expectFailure(result, 74)
    #expect(result.errors.contains(one.log), "\(result.errors)")
    #expect(try one.place.read("log") == before)
    try one.expectUnsigned()
    #expect(try await pkg(one.arguments).status == 0)
  }

  /// What a machine that stops in the middle of a line leaves behind, at any byte of it: nobody
  /// writes on, and the message says what to do.
  @Test("a line that was not finished", arguments: [1, 200, 3000])
  func unfinished(count: Int) async throws {
    let one = try await Case()
    let whole = try padded(one)
    let first = whole.firstIndex(of: 0x0a).map { $0 + 1 } ?? 0
    let torn = Array(whole[..<(first + count)])
    try one.place.write(torn, to: "log")
    let next = try await pkg(one.arguments)
    expectFailure(next, 74)
    #expect(next.errors.contains("[log.torn]"), "\(next.errors)")
    #expect(try one.place.read("log") == torn)
    try one.expectUnsigned()
    let verified = try await pkg(["log", "verify", one.log])
    #expect(verified.status == 1 && verified.errors.contains("\(one.log):2:1: error: "))
    #expect(verified.errors.contains("[log.torn]"), "\(verified.errors)")
    // The cure the message names: look at the line, remove it, and run again.
    try one.place.write(Array(whole[..<first]), to: "log")
    #expect(try await pkg(one.arguments).status == 0)
    #expect(try await pkg(["log", "verify", one.log]).output.contains("2 entries"))
  }

  /// Adds an entry whose name is so long that the log has 3996 bytes; returns its bytes.
  private func padded(_ one: Case) throws -> [UInt8] {
    let first = try one.place.text("log")
    let sum = hexadecimal(try digest(.sha256, of: Array(first.utf8.dropLast())))
    let name = "f"
    func line(_ name: String) -> String {
      first.replacing(one.place["first"], with: name).replacing(
        String(repeating: "0", count: 64), with: sum)
    }
    let missing = 3996 - first.utf8.count - line(name).utf8.count
    try #require(missing >= 0, "the log's lines have become long")
    let text = first + line(name + String(repeating: "o", count: missing))
    try one.place.write(text, to: "log")
    return Array(text.utf8)
  }

  @Test("a disk that is full, and one that cannot be written", arguments: ["full", "read-only"])
  func disks(kind: String) async throws {
    let one = try await Case()
    try one.place.makeDirectory("disk")
    let mount =
      kind == "full"
      ? "mount -t tmpfs -o size=4k none \"$1\" && head -c 4096 /dev/zero >\"$1/filler\""
      : "mount -t tmpfs -o ro none \"$1\""
    let result = try await runAsRoot(
      "sh",
      [
        "-c", mount + " || exit 99; shift; exec \"$@\"", "-", one.place["disk"],
        Surroundings.program, "sign", "--key", one.key, "--log", one.place["disk/log"],
        one.place["second"],
      ], environment: ["SOURCE_DATE_EPOCH": Surroundings.epoch])
    #expect(result.status == (kind == "full" ? 74 : 73), "\(result.status) \(result.errors)")
    #expect(result.errors.contains("disk/log"), "\(result.errors)")
    #expect(
      try one.place.names() == ["disk", "first", "first.asc", "log", "second"])
  }
}
