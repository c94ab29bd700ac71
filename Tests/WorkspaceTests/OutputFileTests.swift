import Bytes
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Workspace

struct OutputFileTests {
  private func file(in room: ScratchDirectory, _ name: String = "x") throws -> OutputFile {
    try OutputFile(in: room.path, for: name)
  }

  @Test func appendReserveOverwrite() throws {
    let room = try ScratchDirectory()
    let file = try file(in: room)
    try file.reserve(4)
    try file.append([5, 6, 7])
    #expect(file.count == 7)
    try file.overwrite([1, 2, 3, 4], at: 0)
    try file.overwrite([9], at: 6)
    try file.overwrite([], at: 7)
    #expect(try file.bytes(in: 0..<7) == [1, 2, 3, 4, 5, 6, 9])
    #expect(try file.bytes(in: 2..<5) == [3, 4, 5])
    #expect(throws: SourceFailure.self) { try file.bytes(in: 5..<8) }
    #expect(throws: SourceFailure.self) {
      try withUnsafeTemporaryAllocation(byteCount: 3, alignment: 1) {
        try file.read(into: $0, at: 5)
      }
    }
    #expect(try room.names() == [])
  }

  /// Room that nobody fills is zeros, at the end too.
  @Test func reservedRoomIsZeros() throws {
    let room = try ScratchDirectory()
    let file = try file(in: room)
    try file.append([1])
    try file.reserve(3)
    #expect(file.count == 4)
    #expect(try file.bytes(in: 0..<4) == [1, 0, 0, 0])
  }

  @Test func overwritingPastTheEndIsABug() async throws {
    // Made here, because a process that traps cleans nothing up.
    let room = try ScratchDirectory()
    await #expect(processExitsWith: .failure) { [path = room.path as String] in
      let file = try OutputFile(in: path, for: "x")
      try file.append([1, 2])
      try file.overwrite([1, 2], at: 1)
    }
  }

  @Test func copiesFromEverySource() throws {
    let room = try ScratchDirectory()
    let bytes = sampleBytes((3 << 20) + 17)
    let other = try file(in: room, "other")
    try other.append(bytes)
    let path = try room.write(bytes, to: "input")
    let sources: [any ByteSource] = [other, try InputFile(path), ArraySource(bytes)]
    for source in sources {
      let file = try file(in: room)
      try file.append([7])
      try file.append(5..<bytes.count - 5, of: source)
      try file.append(3..<3, of: source)
      let isSame = try file.bytes(in: 1..<file.count) == Array(bytes[5..<bytes.count - 5])
      #expect(isSame && file.count == bytes.count - 9)
      #expect(throws: (any Error).self) {
        try file.append(bytes.count - 1..<bytes.count + 1, of: source)
      }
    }
    // Between file systems, where the kernel cannot do it.
    let elsewhere = try OutputFile(in: "/dev/shm", for: "y")
    try elsewhere.append(0..<bytes.count, of: other)
    let isSame = try elsewhere.bytes(in: 0..<bytes.count) == bytes
    #expect(isSame)
  }

  @Test func whereItCannotBe() throws {
    let room = try ScratchDirectory()
    try room.write("x", to: "file")
    for directory in [room["nothing"], room["file"], "/proc"] {
      let error = #expect(throws: Diagnostic.self) { try OutputFile(in: directory, for: "x") }
      #expect(error?.exit == .cannotCreate)
    }
  }
}
