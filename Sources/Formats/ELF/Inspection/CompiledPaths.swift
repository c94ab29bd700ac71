internal import Bytes

extension ELFFile {
  /// Absolute paths of source files that a C compiler left among the constants, as `__FILE__`
  /// does, outside the system's own directories.
  ///
  /// `file` is the whole file this value was read from, whose `.rodata` is read through. At most
  /// `limit` are returned, each once, in file order.
  public func compiledPaths(in file: RawSpan, limit: Int = 8) -> [String] {
    precondition(file.byteCount == size, "the bytes of another file")
    var paths: [String] = []
    for section in sectionHeaders where section.name.hasPrefix(".rodata") && !isTruncated {
      guard let range = readableRange(of: section) else { continue }
      Self.forEachAbsolutePath(in: file, range) { path in
        guard Self.namesSource(path), !path.hasPrefix("/usr/"), !paths.contains(path) else {
          return true
        }
        paths.append(path)
        return paths.count < limit
      }
    }
    return paths
  }

  /// Hands out the NUL-terminated texts in `range` that begin with a slash and have fewer than
  /// 4096 bytes, until told to stop.
  public static func forEachAbsolutePath(
    in file: RawSpan, _ range: Range<Int>, _ body: (String) -> Bool
  ) {
    let longest = 4096
    unsafe file.withUnsafeBytes { buffer in
      // Safe: every offset stays inside `range`, which is inside the file.
      var start = range.lowerBound
      while start < range.upperBound {
        guard let slash = unsafe firstSlash(buffer, start..<range.upperBound) else { return }
        start = slash + 1
        if slash > range.lowerBound, unsafe buffer[slash - 1] != 0 { continue }
        let limit = min(range.upperBound, slash + longest)
        guard let end = unsafe buffer[slash..<limit].firstIndex(of: 0) else { continue }
        start = end + 1
        let text = unsafe String(decoding: buffer[slash..<end], as: UTF8.self)
        if !body(text) { return }
      }
    }
  }

  /// The first slash, eight bytes at a time where there is none.
  private static func firstSlash(
    _ buffer: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Int? {
    var offset = range.lowerBound
    while range.upperBound - offset >= 8 {
      let word = unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      // A byte that was a slash is now zero, and borrows from its own high bit.
      let zeros = word ^ 0x2f2f_2f2f_2f2f_2f2f
      if (zeros &- 0x0101_0101_0101_0101) & ~zeros & 0x8080_8080_8080_8080 != 0 { break }
      offset += 8
    }
    return unsafe buffer[offset..<range.upperBound].firstIndex(of: UInt8(ascii: "/"))
  }

  private static func namesSource(_ path: String) -> Bool {
    guard let dot = path.lastIndex(of: ".") else { return false }
    return [".c", ".h", ".cc", ".hh", ".cpp", ".hpp", ".cxx", ".S", ".s", ".rs", ".go", ".m"]
      .contains(path[dot...])
  }
}
