import Archiving
import Bytes
import Compression
import Cryptography
import Debian
import Diagnostics
import OpenPGP
import RPM
import Recipe
import TestSupport
import Testing

@testable import Audit
@testable import Stages

/// Keys that are made once for all tests.
enum Keys {
  static let created: UInt32 = 1_600_000_000
  static let ours = Result { try make("Ours <ours@example.invalid>") }
  static let theirs = Result { try make("Theirs <theirs@example.invalid>") }

  private static func make(_ name: String) throws -> TransferableSecretKey {
    try .generate(algorithm: .ed25519, userID: name, created: created)
  }

  static func signer(_ key: Result<TransferableSecretKey, any Error> = ours) throws
    -> ArtefactSigner
  {
    let secret = try key.get()
    return ArtefactSigner(
      signer: try secret.secrets[0].unlock(passphrase: nil), certificate: secret.certificate,
      created: UInt32(Sample.date))
  }

  static func keyring(_ key: Result<TransferableSecretKey, any Error> = ours) throws
    -> [Certificate]
  {
    [try key.get().certificate]
  }
}

/// A file that is being made, in memory.
final class MemoryFile: ByteSink, ByteSource, @unchecked Sendable {
  private let sink = ArraySink()

  init(_ bytes: [UInt8] = []) { sink.appendAll(bytes) }

  var bytes: [UInt8] { sink.bytes }
  var count: Int { sink.count }

  func append(_ more: UnsafeRawBufferPointer) throws(SinkFailure) { try sink.append(more) }
  func reserve(_ length: Int) throws(SinkFailure) { try sink.reserve(length) }
  func overwrite(_ more: [UInt8], at offset: Int) throws(SinkFailure) {
    try sink.overwrite(more, at: offset)
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SourceFailure) {
    try ArraySource(sink.bytes).read(into: buffer, at: offset)
  }
}

extension ArraySink {
  fileprivate func appendAll(_ bytes: [UInt8]) { try? append(bytes) }
}

/// A small package, built by the same stages as any.
enum Sample {
  static let date: Int64 = 1_700_000_000

  static func recipe() throws -> PackageRecipe {
    let yaml = """
      name: hello
      arch: amd64
      version: 1.2.3
      maintainer: A <a@example.com>
      description: Says hello.
      license: MIT

      """
    return try #require(
      try PackageRecipe.parse(yaml: Array(yaml.utf8), file: "r.yaml").recipes.first)
  }

  static func entries(_ text: String = "hello\n") -> [PackageEntry] {
    func entry(_ path: String, _ kind: PackageEntry.Kind, _ mode: UInt16) -> PackageEntry {
      PackageEntry(path: path, kind: kind, permissions: mode, modified: date)
    }
    func file(_ bytes: [UInt8]) -> PackageEntry.Kind { .file(Content(bytes), identity: "x") }
    return [
      entry("/etc/hello.conf", file(Array("a=1\n".utf8)), 0o644),
      entry("/usr/bin/hello", file(Array(text.utf8)), 0o755),
      entry("/usr/lib/hello", .directory, 0o755),
      entry("/usr/lib/hello/link", .symlink(target: "../../bin/hello"), 0o777),
    ]
  }

  /// Packs entries as one archive; returns its stream and the files with their digests.
  static func pack(
    _ entries: [PackageEntry], _ format: ArchiveFormat, _ compression: CompressionSetting,
    into file: MemoryFile
  ) async throws -> (stream: PayloadStream, files: [PackedFile]) {
    let stream = try PayloadStream(
      format, compression: compression, workers: 1, digestUncompressed: true, into: file)
    if format == .gnutar { try stream.begin(rootEntry(date: date)) }
    let pass = PayloadPass(streams: [stream], algorithms: [.md5, .sha256], jobs: 1)
    let inodes = rpmInodes(entries)
    var files: [PackedFile] = []
    for entry in entries {
      let member = entry.archiveEntry(inode: inodes[entry.path] ?? 0)
      files.append(
        PackedFile(entry: entry, digests: try await pass.add(entry.content, as: [member])))
    }
    try await pass.finish()
    return (stream, files)
  }

  static func rpm(
    _ entries: [PackageEntry] = entries(), signer: ArtefactSigner? = nil,
    compression: CompressionSetting = CompressionSetting(.gzip)
  ) async throws -> [UInt8] {
    let recipe = try recipe()
    let part = try #require(recipe.part(for: .rpm))
    var metadata = try rpmMetadata(of: recipe, part: part, scripts: ScriptTexts(), date: date)
    metadata.compression = RPMPayloadCompression(compression)
    let file = MemoryFile()
    try file.reserve(try RPMPrologue.size + rpmHeaderSize(metadata, entries: entries))
    let (stream, files) = try await pack(entries, .newc, compression, into: file)
    _ = try finishRPM(metadata, files: files, ghosts: [], stream: stream, signer: signer, in: file)
    return file.bytes
  }

  static func deb(
    _ entries: [PackageEntry] = entries(), signer: ArtefactSigner? = nil,
    compression: CompressionSetting = CompressionSetting(.gzip)
  ) async throws -> [UInt8] {
    let recipe = try recipe()
    let part = try #require(recipe.part(for: .deb))
    let members = debianMembers(entries, date: date)
    let data = MemoryFile()
    let (_, files) = try await pack(members, .gnutar, compression, into: data)
    let metadata = try debianMetadata(
      of: recipe, part: part, entries: entries, scripts: ScriptTexts())
    let file = MemoryFile()
    try writeDebian(
      metadata.completed(with: files), data: data, compression: compression, date: date, into: file)
    if let signer {
      try appendDebianSignature(by: signer, role: .origin, date: date, to: file)
    }
    return file.bytes
  }
}

/// An audit to the bottom, at the time the samples are made.
func audit(
  _ kind: PackageAudit.Kind, _ bytes: [UInt8], keyring: [Certificate]? = nil,
  depth: PackageAudit.Depth = .contents
) throws -> PackageAudit {
  let keyring = try keyring ?? Keys.keyring()
  let time = UInt32(Sample.date)
  return switch kind {
  case .rpm:
    try auditRPM(ArraySource(bytes), name: "x", keyring: keyring, at: time, depth: depth)
  case .deb:
    try auditDebian(ArraySource(bytes), name: "x", keyring: keyring, at: time, depth: depth)
  case .file:
    try auditFile(ArraySource(bytes), name: "x", signature: [], keyring: keyring, at: time)
  }
}

extension PackageAudit {
  var codes: [String] { findings.map(\.code) }
}

/// Where a signature packet of ours may change and still say the same.
///
/// The kind of the one hint nobody signs, and the bit counts of its numbers, which may be too
/// large (RFC 9580 §5.2.3 and §3.2).
func insignificantOffsets(in packet: [UInt8]) -> [Int] {
  func count(at offset: Int) -> Int { Int(packet[offset]) << 8 | Int(packet[offset + 1]) }
  // Two bytes of packet header, four fixed, then both parts of subpackets with their lengths.
  let unhashed = 2 + 4 + 2 + count(at: 6)
  var offsets = [unhashed + 3]
  var number = unhashed + 2 + count(at: unhashed) + 2
  while number < packet.count {
    offsets += [number, number + 1]
    number += 2 + (count(at: number) + 7) / 8
  }
  return offsets
}
