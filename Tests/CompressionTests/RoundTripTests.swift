import Compression
import TestSupport
import Testing

/// Every setting, undone by the program whose format it is.
struct RoundTripTests {
  static let settings = CompressionSetting.Algorithm.allCases.flatMap { algorithm in
    algorithm.levels.map { CompressionSetting(algorithm, level: $0) }
  }

  static func program(_ setting: CompressionSetting) -> String {
    switch setting.algorithm {
    case .gzip, .zlib: "gzip"
    case .zstd: "zstd"
    case .xz: "xz"
    case .none: "cat"
    }
  }

  /// Decompresses with the real program and compares.
  private func expect(
    _ packed: [UInt8], unpacksTo plain: [UInt8], _ setting: CompressionSetting,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let room = try ScratchDirectory()
    try room.write(packed, to: "packed")
    let program = Self.program(setting)
    let options = program == "cat" ? "" : "-dc"
    let result = try await run(
      "sh", ["-c", "\(program) \(options) < packed > plain"], in: room.path)
    #expect(
      result.status == 0 && result.errors.isEmpty, "\(setting): \(result.errors)",
      sourceLocation: sourceLocation)
    #expect(try room.read("plain") == plain, "\(setting)", sourceLocation: sourceLocation)
  }

  @Test(arguments: settings) func everySetting(setting: CompressionSetting) async throws {
    let plain = sampleBytes(50_000) + [UInt8](repeating: 0, count: 50_000)
    let packed = try setting.compress(plain)
    try await expect(packed, unpacksTo: plain, setting)
    #expect(try setting.compress(plain) == packed)
    if setting.algorithm != .none { #expect(packed.count < plain.count) }
  }

  @Test func theDefaultsAreLevels() {
    for algorithm in CompressionSetting.Algorithm.allCases {
      #expect(algorithm.levels.contains(algorithm.defaultLevel))
      #expect(CompressionSetting(algorithm).level == algorithm.defaultLevel)
    }
  }

  @Test func aLevelThatIsNoneIsABug() async {
    await #expect(processExitsWith: .failure) { _ = CompressionSetting(.xz, level: 10) }
  }

  /// Around the pieces of 1 MiB and 4 MiB that streams are made of.
  @Test(
    arguments: [
      CompressionSetting(.gzip, level: 1), CompressionSetting(.zlib, level: 1),
      CompressionSetting(.zstd, level: 1), CompressionSetting(.xz, level: 0),
      CompressionSetting(.none),
    ])
  func sizesAroundPieces(setting: CompressionSetting) async throws {
    let piece = ChunkCodec(setting)?.chunkSize ?? 4 << 20
    let plain = sampleBytes(piece * 7 / 2)
    for count in [0, 1, piece - 1, piece, piece + 1, plain.count] {
      let part = Array(plain.prefix(count))
      try await expect(try setting.compress(part), unpacksTo: part, setting)
    }
  }

  @Test func bytesThatDoNotCompress() async throws {
    var generator = SeededGenerator(seed: 3)
    var noise: [UInt8] = []
    for _ in 0..<20_000 {
      withUnsafeBytes(of: generator.next()) { noise += $0 }
    }
    for algorithm in CompressionSetting.Algorithm.allCases {
      let setting = CompressionSetting(algorithm)
      try await expect(try setting.compress(noise), unpacksTo: noise, setting)
    }
  }
}
