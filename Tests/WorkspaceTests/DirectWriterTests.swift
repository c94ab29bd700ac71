import Bytes
import Foundation
import TestSupport
import Testing

@testable import Workspace

/// Files large enough to go past the page cache, where the file system allows it.
struct DirectWriterTests {
  private static let window = DirectWriter.windowSize

  /// Where such writes are possible, and where perhaps not.
  private func directories(_ room: ScratchDirectory) -> [String] { [room.path, "/dev/shm"] }

  private func published(
    _ size: Int, in directory: String, _ fill: (OutputFile) throws -> Void
  ) throws -> [UInt8] {
    let output = try StagedOutput(directory: directory, creating: false)
    let name = "pkg-\(UUID().uuidString)"
    let file = try output.scratch(for: name)
    file.expect(size)
    try fill(file)
    output.add(file)
    let path = try #require(try output.publish().first)
    defer { unlink(path) }
    return [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  /// Pieces that end within windows, at their ends, and beyond.
  @Test(arguments: [0, 1, 4095, 1 << 20, (1 << 20) + 1, 5 << 20, (7 << 20) + 17])
  func everyByteArrives(size: Int) throws {
    let room = try ScratchDirectory()
    let bytes = sampleBytes(size)
    for directory in directories(room) {
      for expected in [size, 4 << 20, 9 << 20] {
        let read = try published(expected, in: directory) { file in
          var rest = bytes[...]
          for count in [1, 4096, (1 << 20) - 4097, 3 << 20, 100_000, 1 << 20, size] {
            try file.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
          }
          #expect(file.count == size)
        }
        let isSame = read == bytes
        #expect(isSame, "\(directory), \(expected) expected")
      }
    }
  }

  /// The beginning is written last and can be read before that; so can what is further on.
  @Test func theBeginningIsFilledInAtTheEnd() throws {
    let room = try ScratchDirectory()
    let bytes = sampleBytes((6 << 20) + 5)
    let input = try InputFile(try room.write(bytes, to: "input"))
    for directory in directories(room) {
      for readsBack in [false, true] {
        let read = try published(bytes.count, in: directory) { file in
          var shown: [UInt8] = []
          try file.reserve(5000)
          try file.append(5000..<bytes.count, of: input) { shown += $0 }
          let isShown = shown == Array(bytes[5000...])
          #expect(isShown)
          try file.overwrite(Array(bytes[..<5000]), at: 0)
          let head = try file.bytes(in: 10..<6000) == Array(bytes[10..<6000])
          #expect(head)
          if readsBack {
            let all = try file.bytes(in: 0..<bytes.count) == bytes
            #expect(all)
            try file.overwrite([~bytes[4_000_000]], at: 4_000_000)
            try file.overwrite([bytes[4_000_000]], at: 4_000_000)
          }
        }
        let isSame = read == bytes
        #expect(isSame, "\(directory)")
      }
    }
  }

  /// A copy of it, room for more than a window, and a file nobody publishes.
  @Test func everythingElseComesAfterTheWrites() throws {
    let room = try ScratchDirectory()
    let bytes = sampleBytes(5 << 20)
    let first = try OutputFile(in: room.path, for: "first")
    first.expect(bytes.count)
    try first.append(bytes)
    let read = try published(6 << 20, in: room.path) { file in
      try file.append([1])
      try file.reserve(2 << 20)
      try file.append(3..<bytes.count, of: first)
    }
    let isSame = read == [1] + [UInt8](repeating: 0, count: 2 << 20) + bytes[3...]
    #expect(isSame)
    let abandoned = try OutputFile(in: room.path, for: "abandoned")
    abandoned.expect(bytes.count)
    try abandoned.append(bytes)
  }

  /// What a full disk refuses is not published.
  @Test func aFailedWriteIsTold() async throws {
    let room = try ScratchDirectory()
    await #expect(processExitsWith: .success) { [path = room.path as String] in
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 6 << 20, rlim_max: 6 << 20)
      let output = try StagedOutput(directory: path)
      let file = try output.scratch(for: "x")
      file.expect(5 << 20)
      guard setrlimit(__rlimit_resource_t(1), &limit) == 0 else { exit(2) }
      do {
        for _ in 0..<9 { try file.append([UInt8](repeating: 7, count: 1 << 20)) }
        output.add(file)
        _ = try output.publish()
      } catch { exit(0) }
      exit(1)
    }
    #expect(try room.names() == [])
  }
}
