import Foundation
import TestSupport
import Testing

/// No command writes over a file that it reads, by whatever path the file is named.
@Suite struct OwnInputTests {
  /// Expects a usage error, and that nothing in `place` became other than it was.
  private func expectRefused(
    in place: ScratchDirectory, _ arguments: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    func contents() throws -> [String: [UInt8]] {
      var all: [String: [UInt8]] = [:]
      for name in try place.names() { all[name] = try place.read(name) }
      return all
    }
    let before = try contents()
    let result = try await pkg(arguments, in: place.path)
    #expect(result.status == 64, "\(result.output)\(result.errors)", sourceLocation: sourceLocation)
    #expect(
      result.errors.contains("[output.is-input]"), "\(result.errors)",
      sourceLocation: sourceLocation)
    #expect(try contents() == before, sourceLocation: sourceLocation)
  }

  /// A directory with a key of its own, `key` and `key.pub.asc`.
  private func desk() async throws -> ScratchDirectory {
    let desk = try await PolicyDesk.shared()
    let place = try ScratchDirectory()
    try place.write(try desk.place.read("alice.sec.asc"), to: "key", mode: 0o600)
    try place.write(try desk.place.read("alice.pub.asc"), to: "key.pub.asc")
    return place
  }

  @Test func aSignatureHeaderDoesNotReplaceItsPackage() async throws {
    let place = try await desk()
    try place.write(try await Forgeries.ready().rpm, to: "small.rpm")
    try FileManager.default.linkItem(atPath: place["small.rpm"], toPath: place["other.rpm"])
    for output in ["small.rpm", "./small.rpm", place["small.rpm"], "other.rpm", "key"] {
      try await expectRefused(
        in: place, ["sign", "--key", "key", "--detach-sigheader", output, "small.rpm"])
    }
    try FileManager.default.removeItem(atPath: place["other.rpm"])
    let signed = try await pkg(["sign", "--key", "key", "small.rpm"], in: place.path)
    try #require(signed.status == 0, "\(signed.errors)")
    for options in [[], ["--strip"]] {
      try await expectRefused(
        in: place, ["sign", "--detach-sigheader", "./small.rpm"] + options + ["small.rpm"])
    }
  }

  @Test func aSignatureDoesNotReplaceTheKeyOrAnotherFile() async throws {
    let place = try await desk()
    try FileManager.default.moveItem(atPath: place["key"], toPath: place["tool.asc"])
    try place.write("a tool\n", to: "tool")
    try await expectRefused(in: place, ["sign", "--key", "tool.asc", "tool"])
    try await expectRefused(in: place, ["sign", "--key", "file:tool.asc", "tool"])
    try place.write("another\n", to: "tool.sig")
    // The other file is signed all the same.
    let result = try await pkg(
      ["sign", "--kind", "ssh", "--key", "tool.asc", "tool", "tool.sig"], in: place.path)
    #expect(result.status == 64 && result.errors.contains("[output.is-input]"), "\(result.errors)")
    #expect(try place.text("tool.sig") == "another\n")
    #expect(try place.names().contains("tool.sig.sig"))
  }

  @Test func aCheckpointDoesNotReplaceItsLog() async throws {
    let place = try await desk()
    try place.write("a file\n", to: "file")
    let signed = try await pkg(["sign", "--key", "key", "--log", "log", "file"], in: place.path)
    try #require(signed.status == 0, "\(signed.errors)")
    for output in ["log", "../\(URL(filePath: place.path).lastPathComponent)/log", "key"] {
      try await expectRefused(
        in: place, ["log", "checkpoint", "--key", "key", "log", "-o", output])
    }
  }

  @Test func anApprovalDoesNotReplaceWhatItApproves() async throws {
    let place = try await desk()
    try place.write("a file\n", to: "file")
    for output in ["file", "./key"] {
      try await expectRefused(
        in: place,
        ["approve", "file", "--key", "key", "--expires", "2099-01-01", "--output", output])
    }
  }

  @Test func aTimestampRequestDoesNotReplaceAnInput() async throws {
    let place = try ScratchDirectory()
    for name in ["a.sig", "a.sig.tsq"] { try place.write("signature\n", to: name) }
    try await expectRefused(in: place, ["timestamp", "request", "a.sig", "a.sig.tsq"])
  }

  @Test func aDebugFileDoesNotReplaceTheProgram() async throws {
    let place = try ScratchDirectory()
    let path = try await TestBinary.c(kind: .dynamic, flags: ["-g"]).path()
    try await succeed("cp", [path, place["program"]])
    try await expectRefused(in: place, ["strip", "program", "--split", "./program", "-o", "out"])
    let same = try await pkg(["strip", "program", "--split", "./out", "-o", "out"], in: place.path)
    #expect(same.status == 64 && same.errors.contains("[strip.same-file]"), "\(same.errors)")
    #expect(try place.names() == ["program"])
  }

  @Test func aBuildDoesNotReplaceWhatItPacks() async throws {
    let small = try await SmallBuild()
    try small.place.write("older sums\n", to: "out/SHA256SUMS")
    try small.edit("src: hello.yaml", "src: out/SHA256SUMS")
    let result = try await small.build()
    #expect(result.status == 64 && result.errors.contains("[output.is-input]"), "\(result.errors)")
    #expect(try small.place.text("out/SHA256SUMS") == "older sums\n")
  }
}
