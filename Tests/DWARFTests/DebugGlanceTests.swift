import Bytes
import DWARF
import ELF
import TestSupport
import Testing

/// What is told of debugging information that is not read through.
@Suite struct DebugGlanceTests {
  private func glance(_ bytes: [UInt8], pathLimit: Int = 8) throws -> DebugGlance {
    var reader = ByteReader(bytes.span.bytes)
    return try DebugGlance(
      ELFFile(parsing: &reader), in: bytes.span.bytes, pathLimit: pathLimit)
  }

  static let versions: [TestBinary] = [
    .go(.v1_27), .go(.v1_27, flags: ["-ldflags=-compressdwarf=false"]),
    .go(.v1_27, environment: ["GOEXPERIMENT": "nodwarf5"]), .go(.v1_19),
    .go(.v1_27, arch: .s390x), .go(.v1_19, arch: .mips), .go(.v1_27, kind: .cgoExternal),
    .go(.v1_27, flags: ["-ldflags=-w"]), .c(),
    .c(flags: ["-g", "-gdwarf-4"]), .c(flags: ["-g", "-gdwarf-5"]),
    .c(flags: ["-g", "-gdwarf-4", "-gz"]), .c(flags: ["-g", "-gdwarf-5", "-gdwarf64", "-gz"]),
    .c(arch: .s390x, flags: ["-g", "-gdwarf-3"]), .c(arch: .arm(7), flags: ["-g", "-gz"]),
  ]

  @Test(arguments: versions) func theVersionIsReadelfs(_ binary: TestBinary) async throws {
    let text = try await succeed("readelf", ["--debug-dump=info", binary.path()])
    let version = text.firstMatch(of: /Version: +([0-9]+)/).flatMap { UInt16($0.1) }
    #expect(try await glance(binary.bytes()).version == version)
  }

  @Test(arguments: ["none", "zlib", "zstd", "zlib-gnu"])
  func theVersionInEveryCompression(_ compression: String) async throws {
    let place = try ScratchDirectory()
    for version in [UInt16(3), 4, 5] {
      let path = try await TestBinary.c(flags: ["-g", "-gdwarf-\(version)"]).path()
      try await succeed(
        "objcopy", ["--compress-debug-sections=\(compression)", path, place["program"]])
      #expect(try glance(place.read("program")).version == version)
    }
  }

  /// Directories of the build machine, as `strings` finds them in the decompressed file.
  @Test(arguments: [["-gdwarf-5"], ["-gdwarf-4"], ["-gdwarf-5", "-gz"], ["-gdwarf-4", "-gz"]])
  func findsDirectories(_ flags: [String]) async throws {
    let place = try ScratchDirectory()
    let binary = TestBinary.c(
      source: "int main(void) { return 0; }\n",
      flags: ["-g", "-fdebug-prefix-map=\(packageDirectory)=/home/someone/work"] + flags)
    let path = try await binary.path()
    let bytes = try await binary.bytes()
    let paths = try glance(bytes).paths
    #expect(paths.contains { $0.hasPrefix("/home/someone/work") }, "\(paths)")
    try await succeed("objcopy", ["--decompress-debug-sections", path, place["plain"]])
    let texts = try await succeed("strings", ["-a", place["plain"]])
    for found in paths { #expect(texts.contains("\n\(found)\n")) }
    #expect(try glance(bytes, pathLimit: 1).paths.count == 1)
    #expect(try glance(bytes, pathLimit: 0).paths == [])
    try await succeed("strip", ["-g", path, "-o", place["stripped"]])
    let stripped = try glance(place.read("stripped"))
    #expect(stripped.version == nil && stripped.paths == [])
  }

  @Test func mappedAwayThereIsNothingToFind() async throws {
    let binary = TestBinary.c(
      source: "int main(void) { return 0; }\n",
      flags: ["-g", "-ffile-prefix-map=\(packageDirectory)=."])
    #expect(try await glance(binary.bytes()).paths == [])
  }
}
