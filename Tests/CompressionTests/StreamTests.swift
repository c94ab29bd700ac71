import Compression
import TestSupport
import Testing

/// What streams look like to those who inspect them.
struct StreamTests {
  private static let plain = sampleBytes(14 << 20)

  /// Compresses in writes of `piece` bytes.
  private func stream(
    _ setting: CompressionSetting, workers: Int, _ plain: [UInt8], piece: Int
  ) throws -> [UInt8] {
    let codec = try #require(try StreamCodec(setting, workers: workers))
    var packed: [UInt8] = []
    try plain.withUnsafeBytes { plain in
      for start in stride(from: 0, to: plain.count, by: piece) {
        let part = plain[start..<min(plain.count, start + piece)]
        try codec.write(UnsafeRawBufferPointer(rebasing: part)) { packed += $0 }
      }
    }
    try codec.finish { packed += $0 }
    return packed
  }

  @Test(arguments: [1, 6, 9]) func zstdWorkersDoNotShow(level: Int) throws {
    let setting = CompressionSetting(.zstd, level: level)
    let one = try stream(setting, workers: 1, Self.plain, piece: 1 << 20)
    for workers in [0, 2, 4] {
      #expect(try stream(setting, workers: workers, Self.plain, piece: 1 << 20) == one)
    }
  }

  /// How the bytes arrive depends on what else is built: it must not show either.
  @Test(arguments: [CompressionSetting(.zstd, level: 3), CompressionSetting(.zlib, level: 3)])
  func writesDoNotShow(setting: CompressionSetting) throws {
    let plain = Array(Self.plain.prefix(9 << 20))
    let whole = try stream(setting, workers: 2, plain, piece: plain.count)
    for piece in [1 << 12, 99_991, 1 << 20, 4 << 20] {
      #expect(try stream(setting, workers: 2, plain, piece: piece) == whole, "writes of \(piece)")
    }
    #expect(try setting.compress(plain) == whole)
  }

  @Test(arguments: [0, 1, 10 << 20]) func zstdIsOneFrameWithAChecksum(count: Int) async throws {
    let room = try ScratchDirectory()
    let setting = CompressionSetting(.zstd, level: 1)
    try room.write(try setting.compress(Array(Self.plain.prefix(count))), to: "a.zst")
    let listed = try await run("zstd", ["-lv", room["a.zst"]])
    #expect(listed.status == 0)
    let text = listed.output + listed.errors
    let frames =
      text.split(separator: "\n").first { $0.contains("Zstandard Frames") }
      ?? text.split(separator: "\n").first { $0.contains("# Zstandard") }
    #expect(frames?.hasSuffix(" 1") ?? false, "\(text)")
    #expect(text.contains("XXH64"), "\(text)")
  }

  @Test(arguments: [CompressionSetting.Algorithm.gzip, .zlib])
  func gzipHeadersTellNothing(algorithm: CompressionSetting.Algorithm) async throws {
    let packed = try CompressionSetting(algorithm).compress(Array(Self.plain.prefix(5000)))
    // RFC 1952 §2.3: magic, method, flags, time, extra flags, operating system.
    #expect(packed.starts(with: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]))
    let room = try ScratchDirectory()
    try room.write(packed, to: "a.gz")
    try await succeed("gzip", ["-t", room["a.gz"]])
    let described = try await succeed(
      "python3",
      [
        "-c",
        "import gzip,sys; f=gzip.open(sys.argv[1]); f.read(); print(f.mtime)", room["a.gz"],
      ])
    #expect(described == "0\n")
  }

  @Test func zlibIsOneMember() async throws {
    let room = try ScratchDirectory()
    try room.write(try CompressionSetting(.zlib, level: 1).compress(Self.plain), to: "a.gz")
    let program = """
      import sys, zlib
      d = zlib.decompressobj(31)
      n = len(d.decompress(open(sys.argv[1], 'rb').read()))
      print(n, d.eof, len(d.unused_data))
      """
    #expect(
      try await succeed("python3", ["-c", program, room["a.gz"]])
        == "\(Self.plain.count) True 0\n")
  }

  @Test func xzIsBlocksWithAnIndex() async throws {
    let room = try ScratchDirectory()
    try room.write(try CompressionSetting(.xz, level: 0).compress(Self.plain), to: "a.xz")
    try await succeed("xz", ["-t", room["a.xz"]])
    let listed = try await succeed("xz", ["--robot", "-lvv", room["a.xz"]])
    let lines = listed.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    let blocks = lines.filter { $0.first == "block" }
    // Columns of xz(1), "Robot mode": uncompressed size is the eighth, the check the tenth.
    #expect(blocks.map { $0[7] } == ["\(4 << 20)", "\(4 << 20)", "\(4 << 20)", "\(2 << 20)"])
    #expect(blocks.allSatisfy { $0[9] == "CRC64" })
    #expect(lines.filter { $0.first == "stream" }.count == 1)
  }

  private struct Full: Error, Equatable {}

  @Test(arguments: [CompressionSetting(.zstd), CompressionSetting(.zlib)])
  func theSinksErrorComesOut(setting: CompressionSetting) throws {
    let codec = try #require(try StreamCodec(setting, workers: 2))
    #expect(throws: Full()) {
      try Self.plain.withUnsafeBytes { plain in
        try codec.write(plain) { _ in throw Full() }
      }
      try codec.finish { _ in throw Full() }
    }
  }

  @Test func chunkedSettingsHaveNoStreamCodec() throws {
    for algorithm in CompressionSetting.Algorithm.allCases {
      let setting = CompressionSetting(algorithm)
      #expect((try StreamCodec(setting, workers: 1) == nil) == (ChunkCodec(setting) != nil))
    }
  }
}
