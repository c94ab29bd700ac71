import Archiving
import Bytes
import Compression
import Cryptography
import Recipe
import Testing

@testable import Stages

/// A recipe of one architecture; `more` follows four valid lines.
func recipe(_ more: String = "", formats: [PackageFormat]? = nil) throws -> PackageRecipe {
  let yaml = """
    name: hello
    arch: amd64
    version: 1.2.3
    maintainer: A <a@example.com>

    """
  let document = try PackageRecipe.parse(
    yaml: Array((yaml + more).utf8), file: "r.yaml", formats: formats)
  return try #require(document.recipes.first)
}

/// A file that is being made, in memory; can be told to fail.
final class MemoryFile: ByteSink, ByteSource, @unchecked Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var appends = 0
  /// The append that fails, counted from 1, and all that follow it; 0 for none.
  var failsAt = 0

  var count: Int { bytes.count }

  func append(_ more: UnsafeRawBufferPointer) throws(SinkFailure) {
    appends += 1
    if failsAt > 0, appends >= failsAt { throw SinkFailure(name: "disk", reason: "full") }
    bytes.append(contentsOf: more)
  }

  func reserve(_ length: Int) throws(SinkFailure) {
    bytes.append(contentsOf: repeatElement(0, count: length))
  }

  func overwrite(_ more: [UInt8], at offset: Int) throws(SinkFailure) {
    bytes.replaceSubrange(offset..<offset + more.count, with: more)
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceFailure) {
    try ArraySource(bytes).read(into: buffer, at: offset)
  }
}

/// A source that cannot be read from one offset on.
struct BrokenSource: ByteSource {
  var count: Int
  var breaksAt: Int

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceFailure) {
    guard offset + buffer.count <= breaksAt else {
      throw SourceFailure(name: "input", reason: "broken")
    }
    buffer.initializeMemory(as: UInt8.self, repeating: 7)
  }
}

/// An archive and its compression, as one stream of a pass.
struct StreamKind: Hashable, Sendable, CustomStringConvertible {
  var format: ArchiveFormat
  var compression: CompressionSetting

  init(_ format: ArchiveFormat, _ algorithm: CompressionSetting.Algorithm, level: Int) {
    self.format = format
    compression = CompressionSetting(algorithm, level: level)
  }

  var description: String { "\(format) \(compression.algorithm)" }
}

/// What one pass made.
struct PassResult {
  var files: [MemoryFile]
  var streams: [PayloadStream]
  /// By path.
  var digests: [String: ContentDigests]
}

/// Runs a whole pass over the packages' entries, one package for each stream.
func pass(
  _ kinds: [StreamKind], _ packages: [[PackageEntry]], jobs: Int,
  algorithms: [DigestAlgorithm] = [.sha256], files: [MemoryFile]? = nil
) async throws -> PassResult {
  let files = files ?? kinds.map { _ in MemoryFile() }
  let streams = try zip(kinds, files).map { kind, file in
    try PayloadStream(
      kind.format, compression: kind.compression, workers: jobs, digestUncompressed: true,
      into: file)
  }
  let pass = PayloadPass(streams: streams, algorithms: algorithms, jobs: jobs)
  var digests: [String: ContentDigests] = [:]
  do {
    for (index, member) in PayloadMembers(packages).enumerated() {
      let entries = member.entries.map { $0?.archiveEntry(inode: UInt32(index + 1)) }
      let found = try await pass.add(member.content, as: entries)
      for entry in member.entries { if let entry { digests[entry.path] = found } }
    }
    try await pass.finish()
  } catch {
    await pass.abandon()
    throw error
  }
  return PassResult(files: files, streams: streams, digests: digests)
}

extension PackageEntry {
  static func file(_ path: String, _ bytes: [UInt8], identity: String? = nil) -> PackageEntry {
    PackageEntry(
      path: path, kind: .file(Content(bytes), identity: identity ?? path), permissions: 0o644,
      modified: 1_700_000_000)
  }

  static func directory(_ path: String) -> PackageEntry {
    PackageEntry(path: path, kind: .directory, permissions: 0o755, modified: 1_700_000_000)
  }
}
