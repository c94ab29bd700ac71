import Archiving
import Foundation
import TestSupport
import Testing

/// Archives that other programs made, whole and damaged.
struct ArchiveReaderTests {
  /// Files to pack: one of each kind.
  private static func room() throws -> ScratchDirectory {
    let room = try ScratchDirectory()
    try room.write("first\n", to: "in/a.txt")
    try room.write(sampleBytes(20_000), to: "in/dir/b.bin")
    try room.write([], to: "in/dir/empty")
    try FileManager.default.createSymbolicLink(
      atPath: room["in/link"], withDestinationPath: "dir/b.bin")
    try FileManager.default.linkItem(atPath: room["in/a.txt"], toPath: room["in/z-again"])
    return room
  }

  @Test(arguments: ["gnu", "oldgnu", "ustar", "pax", "v7"])
  func tarMadeByTar(format: String) async throws {
    let room = try Self.room()
    try await succeed(
      "tar",
      [
        "--format=\(format)", "--sort=name", "--mtime=@1600000000", "--owner=root:0",
        "--group=root:0", "-C", room["in"], "-cf", room["a.tar"], ".",
      ])
    for window in [1 << 20, 100] {
      let found = try members(.gnutar, try room.read("a.tar"), window: window)
      #expect(
        found.map(\.entry.path) == [
          "./", "./a.txt", "./dir/", "./dir/b.bin", "./dir/empty", "./link", "./z-again",
        ])
      #expect(
        found.map(\.entry.kind) == [
          .directory, .file, .directory, .file, .file, .symlink(target: "dir/b.bin"),
          .hardlink(target: "./a.txt"),
        ])
      #expect(found.allSatisfy { $0.entry.modified == 1_600_000_000 })
      #expect(found[1].contents == Array("first\n".utf8))
      #expect(found[3].contents == sampleBytes(20_000))
      #expect(found[3].entry.size == 20_000)
      if format != "v7" { #expect(found.allSatisfy { $0.entry.owner == "root" }) }
    }
  }

  @Test func cpioMadeByCpio() async throws {
    let room = try Self.room()
    try FileManager.default.removeItem(atPath: room["in/z-again"])
    let names = ["a.txt", "dir", "dir/b.bin", "dir/empty", "link"]
    try await succeed(
      "cpio", ["-o", "--quiet", "-H", "newc", "-O", room["a.cpio"]], in: room["in"],
      input: names.joined(separator: "\n") + "\n")
    let found = try members(.newc, try room.read("a.cpio"))
    #expect(found.map(\.entry.path) == names)
    #expect(found[2].contents == sampleBytes(20_000))
    #expect(found[4].entry.kind == .symlink(target: "dir/b.bin"))
  }

  @Test func specialFilesAreMet() async throws {
    let room = try ScratchDirectory()
    try room.makeDirectory("in")
    try #require(mkfifo(room["in/pipe"], 0o600) == 0)
    try await succeed("tar", ["-C", room["in"], "-cf", room["a.tar"], "pipe"])
    #expect(try members(.gnutar, try room.read("a.tar")).map(\.entry.kind) == [.special])
  }

  @Test(arguments: [ArchiveFormat.gnutar, .newc]) func whatIsWrittenReadsBack(
    format: ArchiveFormat
  ) throws {
    let found = try members(format, try archive(format, Member.all))
    #expect(found.map(\.contents) == Member.all.map(\.contents))
    for (index, (read, written)) in zip(found, Member.all).enumerated() {
      var entry = written.entry
      if format == .gnutar {
        if entry.kind == .directory { entry.path += "/" }
        entry.inode = 0
      } else {
        // cpio holds numbers for owners, and an inode.
        (entry.owner, entry.group, entry.inode) = ("", "", UInt32(index + 1))
      }
      #expect(read.entry == entry)
    }
  }

  @Test func nothingAtAll() throws {
    #expect(try members(.gnutar, []).isEmpty)
    #expect(try members(.newc, []).isEmpty)
  }

  @Test func notAnArchive() throws {
    let noise = sampleBytes(5000)
    #expect(throws: ArchiveError.self) { try members(.gnutar, noise) }
    #expect(throws: ArchiveError.self) { try members(.newc, noise) }
    #expect(throws: ArchiveError.self) {
      try members(.newc, try archive(.gnutar, Array(Member.all.prefix(3))))
    }
    #expect(throws: ArchiveError.self) {
      try members(.gnutar, try archive(.newc, Array(Member.all.prefix(3))))
    }
  }

  /// Cut inside a member is an error; between members of a tar it is where tar itself stops.
  @Test(arguments: [ArchiveFormat.gnutar, .newc]) func truncated(format: ArchiveFormat) throws {
    let few = [Member.file("./a", sampleBytes(1000)), .file("./b", sampleBytes(700, seed: 2))]
    let whole = try archive(format, few)
    let boundaries = format == .gnutar ? [0, 512 + 1024, 2 * 512 + 2 * 1024] : [0]
    for length in 0..<whole.count where !boundaries.contains(length) {
      // Beyond the last member only zeros are missing, which tar does not insist on.
      if format == .gnutar, length > boundaries[2] { break }
      // Padding of the last member's contents.
      if format == .gnutar, length > 512 + 1024 + 512 + 700 { continue }
      if format == .gnutar, (512 + 1000..<512 + 1024).contains(length) { continue }
      #expect(throws: ArchiveError.self, "cut at \(length)") {
        let found = try members(format, Array(whole.prefix(length)))
        if format == .newc, found.count == 2 { throw ArchiveError(code: 0, message: "trailer") }
      }
    }
  }

  @Test(arguments: [ArchiveFormat.gnutar, .newc]) func flippedBytesNeverTrap(
    format: ArchiveFormat
  ) throws {
    let whole = try archive(format, Array(Member.all.suffix(5)))
    var generator = SeededGenerator(seed: 42)
    for _ in 0..<600 {
      var damaged = whole
      let offset = Int.random(in: 0..<damaged.count, using: &generator)
      damaged[offset] ^= UInt8.random(in: 1...255, using: &generator)
      _ = try? members(format, damaged)
    }
  }

  private struct Broken: Error, Equatable {}

  @Test(arguments: [0, 1, 512, 600]) func theInputsOwnErrorComesOut(length: Int) throws {
    let whole = try archive(.gnutar, [.file("./a", sampleBytes(100_000))])
    #expect(throws: Broken()) {
      var given = 0
      let reader = try ArchiveReader(.gnutar) { buffer in
        let count = min(buffer.count, length - given)
        if count == 0 { throw Broken() }
        buffer.copyBytes(from: whole[given..<given + count])
        given += count
        return count
      }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 1)
      defer { buffer.deallocate() }
      while try reader.next() != nil { while try reader.read(into: buffer) > 0 {} }
    }
  }
}
