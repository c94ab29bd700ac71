import Archiving
import TestSupport
import Testing

/// A member and its contents.
struct Member: Sendable {
  var entry: ArchiveEntry
  var contents: [UInt8] = []

  static func file(
    _ path: String, _ contents: [UInt8], mode: UInt16 = 0o644, modified: Int64 = 1_700_000_000,
    owner: String = "root", group: String = "root"
  ) -> Member {
    Member(
      entry: ArchiveEntry(
        path: path, kind: .file, permissions: mode, owner: owner, group: group,
        modified: modified, size: UInt64(contents.count)), contents: contents)
  }

  static func directory(_ path: String, mode: UInt16 = 0o755) -> Member {
    Member(
      entry: ArchiveEntry(
        path: path, kind: .directory, permissions: mode, modified: 1_700_000_000))
  }

  static func link(_ path: String, to target: String) -> Member {
    Member(
      entry: ArchiveEntry(
        path: path, kind: .symlink(target: target), permissions: 0o777, modified: 1_700_000_000))
  }

  /// What every format holds, and the ends of what it can hold.
  static let all: [Member] = [
    .directory("./usr"), .directory("./usr/bin", mode: 0o2755),
    .file("./usr/bin/hello", sampleBytes(70_001), mode: 0o4755),
    .file("./usr/empty", [], mode: 0o600, modified: 0),
    .file("./usr/block", sampleBytes(512, seed: 2)),
    .file("./usr/over", sampleBytes(513, seed: 3), modified: 4_294_967_295),
    .file("./usr/Grüße – 你好.txt", Array("hello\n".utf8), owner: "daemon", group: "users"),
    .file("./usr/with blank and 'quotes'", [0]),
    .file("./usr/" + String(repeating: "n", count: 95), [1]),
    .file("./usr/" + String(repeating: "n", count: 96), [2]),
    .file("./usr/" + path(of: 300), [3]),
    .link("./usr/short", to: "bin/hello"),
    .link("./usr/long", to: "../" + path(of: 300)),
    .link("./usr/ümlaut", to: "Grüße – 你好.txt"),
  ]

  /// A path of `count` bytes whose elements are no longer than a file system allows.
  static func path(of count: Int) -> String {
    var path = String(repeating: "d", count: 120)
    while path.utf8.count + 121 <= count { path += "/" + String(repeating: "e", count: 120) }
    return path + "/" + String(repeating: "f", count: count - path.utf8.count - 1)
  }
}

/// An archive of `members`, as the writer makes it.
func archive(_ format: ArchiveFormat, _ members: [Member]) throws -> [UInt8] {
  var bytes: [UInt8] = []
  let writer = try ArchiveWriter(format) { bytes += $0 }
  for (index, member) in members.enumerated() {
    var entry = member.entry
    entry.inode = UInt32(index + 1)
    try writer.begin(entry)
    try member.contents.withUnsafeBytes { try writer.write($0) }
  }
  try writer.finish()
  return bytes
}

/// An input that hands out `bytes`, at most `window` at a time.
func input(_ bytes: [UInt8], window: Int = .max) -> ArchiveInput {
  var offset = 0
  return { buffer in
    let count = min(buffer.count, window, bytes.count - offset)
    buffer.copyBytes(from: bytes[offset..<offset + count])
    offset += count
    return count
  }
}

/// Everything the reader finds in an archive.
func members(_ format: ArchiveFormat, _ bytes: [UInt8], window: Int = .max) throws -> [Member] {
  let reader = try ArchiveReader(format, input(bytes, window: window))
  var result: [Member] = []
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4099, alignment: 1)
  defer { buffer.deallocate() }
  while let entry = try reader.next() {
    var member = Member(entry: entry)
    while true {
      let count = try reader.read(into: buffer)
      if count == 0 { break }
      member.contents += buffer[0..<count]
    }
    result.append(member)
  }
  return result
}

/// Everything a compressed stream holds, at most `limit` bytes.
func decompressed(
  _ bytes: [UInt8], window: Int = .max, limit: Int = 64 << 20
) throws -> [UInt8] {
  let decompressor = try Decompressor(input(bytes, window: window))
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
  defer { buffer.deallocate() }
  var result: [UInt8] = []
  while true {
    let count = try decompressor.read(into: buffer)
    if count == 0 { return result }
    result += buffer[0..<count]
    try #require(result.count <= limit, "a stream grows without bound")
  }
}
