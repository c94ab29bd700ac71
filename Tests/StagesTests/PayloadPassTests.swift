import Archiving
import Bytes
import Compression
import Cryptography
import Foundation
import TestSupport
import Testing

@testable import Stages

/// One pass over the files of two packages.
struct PayloadPassTests {
  /// Sizes on both sides of every threshold: small files, shared chunks, one piece of each codec.
  static let files: [(name: String, bytes: [UInt8])] = [
    0, 1, 511, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1,
    (4 << 20) - 1, 4 << 20, (4 << 20) + 1, (5 << 20) + 3,
  ].enumerated().map { index, count in
    ("f\(String(format: "%02d", index))", sampleBytes(count, seed: UInt64(index)))
  }

  static let entries: [PackageEntry] = files.map { name, bytes in
    // Half of them in pieces, as stripped binaries are.
    guard bytes.count % 2 == 0, bytes.count > 300 else { return .file("/\(name)", bytes) }
    let source = ArraySource(bytes)
    let content = Content([
      .source(source, 0..<100), .bytes(Array(bytes[100..<300])), .source(source, 300..<bytes.count),
    ])
    return PackageEntry(
      path: "/\(name)", kind: .file(content, identity: name), permissions: 0o644,
      modified: 1_700_000_000)
  }

  /// Only in the second package: it must not show in the first.
  static let extra: [PackageEntry] =
    (entries + [
      .file("/f03-more", sampleBytes(300_000, seed: 99)), .directory("/f05-dir"),
      .file("/g", sampleBytes(1000, seed: 98)),
    ]).sortedByPath

  static let pairs: [[StreamKind]] = [
    [StreamKind(.gnutar, .xz, level: 0), StreamKind(.newc, .gzip, level: 1)],
    [StreamKind(.gnutar, .gzip, level: 1), StreamKind(.newc, .gzip, level: 1)],
    [StreamKind(.gnutar, .gzip, level: 1), StreamKind(.newc, .zstd, level: 1)],
    [StreamKind(.gnutar, .zstd, level: 1), StreamKind(.newc, .xz, level: 0)],
    [StreamKind(.gnutar, .none, level: 0), StreamKind(.newc, .zstd, level: 2)],
    [StreamKind(.gnutar, .xz, level: 0), StreamKind(.newc, .xz, level: 0)],
  ]

  @Test(arguments: pairs) func whatIsUnpackedIsWhatWentIn(kinds: [StreamKind]) async throws {
    let result = try await pass(kinds, [Self.entries, Self.extra], jobs: 2)
    let room = try ScratchDirectory()
    for (name, bytes) in Self.files { try room.write(bytes, to: "in/\(name)") }
    let sums = try await succeed(
      "sh", ["-c", "sha256sum f* > ../sums && sha256sum f*"], in: room["in"])
    for (index, kind) in kinds.enumerated() {
      let file = result.files[index]
      try room.write(file.bytes, to: "payload\(index)")
      try room.makeDirectory("out\(index)")
      let plain =
        switch kind.compression.algorithm {
        case .gzip, .zlib: "gzip -dc"
        case .xz: "xz -dc"
        case .zstd: "zstd -dc"
        case .none: "cat"
        }
      let unpack = kind.format == .gnutar ? "tar -x" : "cpio -idm --quiet"
      try await succeed(
        "bash", ["-o", "pipefail", "-c", "\(plain) < ../payload\(index) | \(unpack)"],
        in: room["out\(index)"])
      try await succeed("sha256sum", ["-c", "--quiet", "../sums"], in: room["out\(index)"])
      #expect(try room.names(in: "out\(index)").count == (index == 0 ? 13 : 16))
      let stream = result.streams[index]
      #expect(stream.compressedSize == file.count)
      let packed = try await succeed("sha256sum", [room["payload\(index)"]])
      #expect(hexadecimal(stream.compressedSHA256) == packed.prefix(64))
      let unpacked = try await succeed(
        "sh", ["-c", "\(plain) < payload\(index) | tee plain | sha256sum"], in: room.path)
      #expect(hexadecimal(try #require(stream.uncompressedSHA256)) == unpacked.prefix(64))
      #expect(try room.read("plain").count == stream.uncompressedSize)
    }
    for line in sums.split(separator: "\n") {
      let path = "/" + line.suffix(3)
      #expect(result.digests[path]?.hexadecimal(.sha256) == String(line.prefix(64)))
    }
  }

  /// A package's bytes depend on nothing but its own files and setting.
  @Test(arguments: pairs) func neighboursAndThreadsDoNotShow(kinds: [StreamKind]) async throws {
    let packages = [Self.entries, Self.extra]
    let together = try await pass(kinds, packages, jobs: 2).files.map(\.bytes)
    for jobs in [1, 8] {
      let again = try await pass(kinds, packages, jobs: jobs).files.map(\.bytes)
      #expect(again.elementsEqual(together), "with \(jobs) jobs")
    }
    for index in kinds.indices {
      let alone = try await pass([kinds[index]], [packages[index]], jobs: 3).files[0].bytes
      let isSame = alone == together[index]
      #expect(isSame, "\(kinds[index]) alone")
    }
    let swapped = try await pass(kinds.reversed(), packages.reversed(), jobs: 2).files.map(\.bytes)
    #expect(Array(swapped.reversed()).elementsEqual(together), "in the other order")
  }

  @Test func digestsAreThoseOfThePrograms() async throws {
    let room = try ScratchDirectory()
    for (name, bytes) in Self.files { try room.write(bytes, to: name) }
    let result = try await pass(
      [StreamKind(.newc, .gzip, level: 1)], [Self.entries], jobs: 2,
      algorithms: [.md5, .sha1, .sha256, .sha384, .sha512])
    for algorithm in DigestAlgorithm.allCases {
      let names = Self.files.map(\.name)
      let sums = try await succeed("\(algorithm.rawValue)sum", names, in: room.path)
      let ours = names.map { name in
        "\(result.digests["/\(name)"]?.hexadecimal(algorithm) ?? "")  \(name)\n"
      }
      #expect(ours.joined() == sums)
    }
    let digests = try #require(
      try await pass(
        [StreamKind(.newc, .none, level: 0)], [[.file("/a", [1])]], jobs: 1, algorithms: [.sha256]
      ).digests["/a"])
    #expect(digests[.md5] == nil && digests.hexadecimal(.md5) == "")
  }

  static let few: [PackageEntry] = [
    .file("/a", sampleBytes(1000)), .file("/b", sampleBytes(700_000)), .directory("/c"),
    .file("/d", sampleBytes(300_000)), .file("/e", []),
  ]

  /// Each append of each stream fails once: the failure comes out, and nothing traps or hangs.
  @Test(arguments: pairs, [1, 2]) func failingSinks(kinds: [StreamKind], jobs: Int) async throws {
    let appends = try await pass(kinds, [Self.few, Self.few], jobs: jobs).files.map(\.appends)
    for index in kinds.indices {
      for failing in 1...appends[index] {
        let files = [MemoryFile(), MemoryFile()]
        files[index].failsAt = failing
        await #expect(throws: SinkFailure(name: "disk", reason: "full")) {
          try await pass(kinds, [Self.few, Self.few], jobs: jobs, files: files)
        }
      }
    }
  }

  @Test(arguments: pairs) func failingSources(kinds: [StreamKind]) async throws {
    for (count, breaksAt) in [(10, 5), (300_000, 0), (6 << 20, 5 << 20)] {
      let source = BrokenSource(count: count, breaksAt: breaksAt)
      let broken = PackageEntry(
        path: "/c-broken", kind: .file(Content(whole: source), identity: "x"),
        permissions: 0o644, modified: 0)
      let entries = (Self.few + [broken]).sortedByPath
      await #expect(throws: SourceFailure(name: "input", reason: "broken")) {
        try await pass(kinds, [entries, Self.few], jobs: 2)
      }
    }
  }

  /// A writer that is let go half way lets go of its file.
  @Test func anAbandonedPassLetsGo() async throws {
    weak var held: MemoryFile?
    do {
      let file = MemoryFile()
      held = file
      let stream = try PayloadStream(
        .gnutar, compression: CompressionSetting(.gzip), workers: 2, digestUncompressed: true,
        into: file)
      let pass = PayloadPass(streams: [stream], algorithms: [.sha256], jobs: 2)
      let entry = Self.few[1]
      _ = try await pass.add(entry.content, as: [entry.archiveEntry(inode: 1)])
      await pass.abandon()
    }
    #expect(held == nil)
  }
}
