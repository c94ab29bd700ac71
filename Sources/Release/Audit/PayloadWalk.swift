internal import Archiving
internal import Bytes
internal import Cryptography

/// A member met while walking an archive inside a package.
struct PayloadItem {
  var entry: ArchiveEntry
  /// Of a regular file's contents; empty for anything else.
  var digest: [UInt8]
  /// The contents of members small enough to keep, when asked for.
  var contents: [UInt8]?
}

/// What was found out about the archive as a whole.
struct PayloadTotals {
  /// Of the decompressed archive.
  var sha256: [UInt8]
  /// Decompressed, in bytes.
  var size: Int
  /// Whether anything but zeros follows the archive's own end.
  var hasTrailingData: Bool
}

/// Reads a package's inner archive to its end, one member at a time.
///
/// Memory is bounded by two windows, whatever the archive claims. `limit` says up to which size
/// a member's contents are kept; by name, because many members make much of little input.
/// `sink` may take the contents of a regular file as they pass.
func walkPayload(
  of source: any ByteSource, in range: Range<Int>, format: ArchiveFormat,
  digest algorithm: DigestAlgorithm, keeping limit: (ArchiveEntry) -> Int = { _ in 0 },
  into sink: (ArchiveEntry) throws -> (any ByteSink)? = { _ in nil },
  _ body: (PayloadItem) throws -> Void
) throws -> PayloadTotals {
  let plain = try PlainPayload(of: source, in: range)
  let reader = try unsafe ArchiveReader(format) { try unsafe plain.read(into: $0) }
  let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
  defer { unsafe window.deallocate() }
  while let entry = try reader.next() {
    guard entry.kind == .file else {
      try body(PayloadItem(entry: entry, digest: [], contents: nil))
      continue
    }
    let digest = try DigestStream(algorithm)
    let output = try sink(entry)
    var contents: [UInt8]? = entry.size <= UInt64(limit(entry)) ? [] : nil
    while true {
      let count = try unsafe reader.read(into: window)
      if count == 0 { break }
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: window[0..<count])
      unsafe try digest.update(bytes)
      unsafe contents?.append(contentsOf: bytes)
      unsafe try output?.append(bytes)
    }
    try body(PayloadItem(entry: entry, digest: try digest.current(), contents: contents))
  }
  let end = reader.position
  while try unsafe plain.read(into: window) > 0 {}
  return PayloadTotals(
    sha256: try plain.digest.current(), size: plain.count,
    hasTrailingData: plain.lastNonZero >= end)
}

/// A decompressed payload on its way to the archive reader, digested as it passes.
private final class PlainPayload {
  let digest: DigestStream
  private(set) var count = 0
  /// Where the last byte lies that is not zero; -1 before there is one.
  private(set) var lastNonZero = -1
  private let decompressor: Decompressor

  init(of source: any ByteSource, in range: Range<Int>) throws {
    digest = try DigestStream(.sha256)
    var offset = range.lowerBound
    decompressor = try unsafe Decompressor { buffer in
      let length = min(buffer.count, range.upperBound - offset)
      guard length > 0 else { return 0 }
      unsafe try source.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[0..<length]), at: offset)
      offset += length
      return length
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let length = try unsafe decompressor.read(into: buffer)
    if length > 0 {
      try unsafe digest.update(UnsafeRawBufferPointer(rebasing: buffer[0..<length]))
      if let last = unsafe buffer[0..<length].lastIndex(where: { $0 != 0 }) {
        lastNonZero = count + last
      }
      count += length
    }
    return length
  }
}

/// The absolute path an archive member stands for; `nil` for one that leaves the root.
///
/// Names from an archive are hostile: `..`, doubled slashes and empty names are refused.
func installedPath(_ member: String) -> String? {
  var name = Substring(member)
  if name.hasPrefix("./") {
    name = name.dropFirst(2)
  } else if name.hasPrefix("/") {
    name = name.dropFirst()
  } else if name == "." {
    name = ""
  }
  if name.isEmpty { return "/" }
  if name.hasSuffix("/") { name = name.dropLast() }
  let components = name.split(separator: "/", omittingEmptySubsequences: false)
  guard components.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
  return "/" + name
}
