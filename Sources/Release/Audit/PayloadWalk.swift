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

/// Reads a package's inner archive to its end, one member at a time.
///
/// Memory is bounded by one window, whatever the archive claims. `keeping` says
/// how many bytes of contents are kept for each member.
func walkPayload(
  of source: any ByteSource, in range: Range<Int>, digest algorithm: DigestAlgorithm,
  keeping limit: Int = 0, _ body: (PayloadItem) throws -> Void
) throws {
  var offset = range.lowerBound
  let reader = try unsafe ArchiveReader { buffer in
    let count = min(buffer.count, range.upperBound - offset)
    guard count > 0 else { return 0 }
    unsafe try source.read(
      into: UnsafeMutableRawBufferPointer(rebasing: buffer[0..<count]), at: offset)
    offset += count
    return count
  }
  let window = unsafe UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
  defer { unsafe window.deallocate() }
  while let entry = try reader.next() {
    guard entry.kind == .file else {
      try body(PayloadItem(entry: entry, digest: [], contents: nil))
      continue
    }
    let digest = try DigestStream(algorithm)
    var contents: [UInt8]? = entry.size <= UInt64(limit) ? [] : nil
    while true {
      let count = try unsafe reader.read(into: window)
      if count == 0 { break }
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: window[0..<count])
      unsafe try digest.update(bytes)
      unsafe contents?.append(contentsOf: bytes)
    }
    try body(
      PayloadItem(entry: entry, digest: try digest.current(), contents: contents))
  }
}

/// The absolute path an archive member stands for; `nil` for one that leaves the root.
///
/// Names from an archive are hostile: `..`, doubled slashes and empty names are refused.
func installedPath(_ member: String) -> String? {
  var name = Substring(member)
  if name.hasPrefix("./") { name = name.dropFirst(2) } else if name.hasPrefix("/") {
    name = name.dropFirst()
  } else if name == "." {
    name = ""
  }
  if name.hasSuffix("/") { name = name.dropLast() }
  if name.isEmpty { return "/" }
  let components = name.split(separator: "/", omittingEmptySubsequences: false)
  guard components.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
  return "/" + name
}
