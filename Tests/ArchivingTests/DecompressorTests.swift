import Archiving
import TestSupport
import Testing

/// Streams that the real programs made, whole and damaged.
struct DecompressorTests {
  /// A program and its options, none for plain bytes.
  static let programs: [[String]] = [
    ["gzip", "-n"], ["gzip", "-9"], ["xz"], ["xz", "-0", "--check=crc32"],
    ["xz", "--block-size=65536"], ["zstd", "-q"], ["zstd", "-q", "-19", "--no-check"],
  ]

  private func compressed(_ bytes: [UInt8], by program: [String]) async throws -> [UInt8] {
    let room = try ScratchDirectory()
    try room.write(bytes, to: "plain")
    let command = program.map { "'\($0)'" }.joined(separator: " ")
    try await succeed("sh", ["-c", "\(command) -c plain > packed"], in: room.path)
    return try room.read("packed")
  }

  @Test(arguments: programs) func readsWhatThePrograms(write program: [String]) async throws {
    for count in [0, 1, 300_000] {
      let plain = sampleBytes(count)
      let packed = try await compressed(plain, by: program)
      #expect(try decompressed(packed) == plain)
      #expect(try decompressed(packed, window: 7) == plain)
      // Two streams after each other are one.
      #expect(try decompressed(packed + packed) == plain + plain)
    }
  }

  @Test func plainBytesPass() throws {
    for count in [0, 1, 2, 300_000] {
      #expect(try decompressed(sampleBytes(count)) == sampleBytes(count))
    }
  }

  @Test(arguments: programs) func truncatedStreamsAreErrors(program: [String]) async throws {
    let packed = try await compressed(sampleBytes(40_000), by: program)
    var generator = SeededGenerator(seed: 7)
    var lengths = Array(20..<60) + Array(packed.count - 20..<packed.count)
    lengths += (0..<60).map { _ in Int.random(in: 60..<packed.count, using: &generator) }
    for length in lengths {
      #expect(throws: ArchiveError.self, "cut at \(length) of \(packed.count)") {
        try decompressed(Array(packed.prefix(length)))
      }
    }
  }

  /// Whatever carries a checksum never gives other bytes than were put in.
  @Test(
    arguments: [
      ["xz"], ["xz", "-0", "--check=crc32"], ["zstd", "-q", "--check"], ["gzip", "-n"],
    ])
  func damagedStreamsAreErrors(program: [String]) async throws {
    let plain = sampleBytes(40_000)
    let packed = try await compressed(plain, by: program)
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<300 {
      var damaged = packed
      // Behind the magic: without it a stream is taken for plain bytes.
      let offset = Int.random(in: 10..<packed.count, using: &generator)
      damaged[offset] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      guard let read = try? decompressed(damaged) else { continue }
      let isSame = read == plain
      #expect(isSame, "a flipped bit at \(offset) of \(packed.count) went unnoticed")
    }
  }

  /// zlib knows what follows a gzip member: another, zeros as padding, or nothing.
  @Test func whatFollowsAGzipMember() async throws {
    let packed = try await compressed(sampleBytes(5000), by: ["gzip", "-n"])
    #expect(try decompressed(packed + [0, 0, 0]) == sampleBytes(5000))
    for tail: [UInt8] in [[1], Array("junk".utf8), [0, 0x1f, 0x8b], [0, 1], [0x1f], [0x1f, 0]] {
      #expect(throws: ArchiveError.self, "\(tail)") { try decompressed(packed + tail) }
    }
  }

  /// What is not read is named, and not taken for plain bytes.
  @Test(arguments: [
    ("bzip2", "bz2.compress(data)"), ("bzip2", "bz2.compress(data, 1)"),
    ("lzma", "lzma.compress(data, lzma.FORMAT_ALONE)"),
    ("lzma", "lzma.compress(data, lzma.FORMAT_ALONE, preset=0)"),
    ("lzma", "lzma.compress(data, lzma.FORMAT_ALONE, preset=9)"),
  ])
  func otherCompressionsAreNamed(name: String, expression: String) async throws {
    let room = try ScratchDirectory()
    try await succeed(
      "python3",
      [
        "-c", "import bz2, lzma; data = bytes(9999); open('packed', 'wb').write(\(expression))",
      ], in: room.path)
    let packed = try room.read("packed")
    for window in [7, Int.max] {
      let error = #expect(throws: ArchiveError.self) { try decompressed(packed, window: window) }
      #expect(error?.message.contains("compressed with \(name);") == true)
    }
    let near = Array("BZh9 is a name, and so is ]".utf8)
    #expect(try decompressed(near) == near)
  }

  private struct Broken: Error, Equatable {}

  @Test(arguments: [0, 1, 100]) func theInputsOwnErrorComesOut(length: Int) async throws {
    let packed = try await compressed(sampleBytes(100_000), by: ["gzip", "-n"])
    #expect(throws: Broken()) {
      var given = 0
      let decompressor = try Decompressor { buffer in
        let count = min(buffer.count, length - given)
        if count == 0 { throw Broken() }
        buffer.copyBytes(from: packed[given..<given + count])
        given += count
        return count
      }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
      defer { buffer.deallocate() }
      while try decompressor.read(into: buffer) > 0 {}
    }
  }
}
