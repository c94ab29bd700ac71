import Compression
import Foundation
import TestSupport
import Testing

/// Streams of known size that other tools made.
struct WholeSectionTests {
  private let plain = sampleBytes(300_000)

  private func packed(_ algorithm: SectionCodec) async throws -> [UInt8] {
    let scratch = try ScratchDirectory()
    let file = try scratch.write(plain, to: "plain")
    switch algorithm {
    case .zlib:
      let script =
        "import sys,zlib;open(sys.argv[2],'wb').write(zlib.compress(open(sys.argv[1],'rb').read()))"
      try await succeed("python3", ["-c", script, file, scratch["packed"]])
    case .zstd: try await succeed("zstd", ["-q", file, "-o", scratch["packed"]])
    }
    return try scratch.read("packed")
  }

  @Test(arguments: [SectionCodec.zlib, .zstd])
  func undoesWhatOthersCompressed(_ algorithm: SectionCodec) async throws {
    let packed = try await packed(algorithm)
    func unpack(_ bytes: [UInt8], _ count: Int) throws -> [UInt8] {
      try bytes.withUnsafeBytes { try algorithm.decompress($0, count: count) }
    }
    #expect(try unpack(packed, plain.count) == plain)
    for count in [0, 1, plain.count - 1, plain.count + 1] {
      #expect(throws: CompressionError.self) { try unpack(packed, count) }
    }
    for count in [0, 1, packed.count / 2, packed.count - 1] {
      #expect(throws: CompressionError.self) { try unpack(Array(packed[..<count]), plain.count) }
    }
    var damaged = packed
    damaged[packed.count / 2] ^= 0x55
    #expect(throws: CompressionError.self) { try unpack(damaged, plain.count) }
  }
}
