public import Bytes

/// The `md5sums` file of a package: a digest for each regular file that is not a conffile.
///
/// - SeeAlso: deb-md5sums(5).
public struct MD5Sums: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    /// Relative to the root, without a leading slash.
    public var path: String
    /// 16 bytes.
    public var digest: [UInt8]

    /// A leading `/` or `./` of the path is dropped.
    ///
    /// - Precondition: the digest has 16 bytes.
    public init(path: String, digest: [UInt8]) {
      precondition(digest.count == 16, "an MD5 digest has 16 bytes")
      self.path = relativePath(path)
      self.digest = digest
    }
  }

  public private(set) var entries: [Entry]

  /// Entries in any order; they are sorted by the bytes of their paths.
  public init(_ entries: [Entry] = []) {
    self.entries = entries.sorted { bytewise($0.path, $1.path) }
  }

  /// Reads all that is left, in the file's own order.
  ///
  /// - Throws: `MalformedInput` at the offending byte: a line is 32 hexadecimal digits, two
  ///   blanks (or a blank and `*`) and a path in UTF-8, and ends in a newline.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    entries = []
    let lines = try controlLines(&reader, field: "md5sums")
    for line in lines {
      guard line.bytes.count > 34,
        let digest = Bytes.bytes(
          hexadecimal: String(decoding: line.bytes.prefix(32), as: UTF8.self))
      else { throw MalformedInput(.invalidValue, at: line.offset, field: "md5sums digest") }
      let mark = line.bytes.dropFirst(32).prefix(2)
      guard mark.elementsEqual("  ".utf8) || mark.elementsEqual(" *".utf8),
        let path = String(validating: line.bytes.dropFirst(34), as: UTF8.self),
        !relativePath(path).isEmpty
      else { throw MalformedInput(.invalidValue, at: line.offset + 32, field: "md5sums path") }
      entries.append(Entry(path: path, digest: digest))
    }
  }

  /// Reads the bytes of a file.
  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    try self.init(parsing: &reader)
  }

  /// One line for each entry: digest, two spaces, path.
  public func serialized() -> [UInt8] {
    entries.flatMap { Array("\(hexadecimal($0.digest))  \($0.path)\n".utf8) }
  }

  /// The entries whose paths are not among `paths`, which may begin with a slash.
  public func excluding(_ paths: [String]) -> MD5Sums {
    let excluded = Set(paths.map { Array(relativePath($0).utf8) })
    return MD5Sums(entries.filter { !excluded.contains(Array($0.path.utf8)) })
  }
}

/// A path without its leading `/` or `./`.
func relativePath(_ path: String) -> String {
  var rest = path.utf8[...]
  while rest.first == slash || rest.starts(with: "./".utf8) { rest = rest.dropFirst() }
  return String(Substring(rest))
}

/// Splits what is left into lines, each with its absolute offset.
func controlLines(
  _ reader: inout ByteReader, field: String
) throws(MalformedInput) -> [(bytes: ArraySlice<UInt8>, offset: Int)] {
  let base = reader.position
  let text = try reader.array(reader.remaining)
  if let last = text.last, last != newline {
    throw MalformedInput(.truncated, at: base + text.count, field: field)
  }
  guard !text.isEmpty else { return [] }
  return text.dropLast().split(separator: newline, omittingEmptySubsequences: false).map {
    ($0, base + $0.startIndex)
  }
}
