public import Bytes
public import ELF

/// What a glance at debugging information tells, without reading it all.
public struct DebugGlance: Hashable, Sendable {
  /// The version of DWARF in the first unit of `.debug_info`; `nil` when there is no unit.
  public var version: UInt16?
  /// Absolute paths of directories and sources outside the system's own, each once.
  ///
  /// From the string sections, where C compilers put them; Go repeats its own in the program.
  public var paths: [String]

  /// Looks at a whole file, compressed or not.
  ///
  /// At most `limit` paths are looked for, none when it is 0. Takes the memory of the strings, and
  /// no more than 16 MiB of any section. Throws where what it reads is malformed.
  public init(_ file: ELFFile, in bytes: RawSpan, pathLimit limit: Int) throws(MalformedInput) {
    version = try Self.version(file, bytes)
    var found: [String] = []
    for name in ["line_str", "str"] where found.count < limit {
      let (strings, _) = try Self.start(of: name, file, bytes, count: 1 << 24)
      unsafe ELFFile.forEachAbsolutePath(in: strings.span.bytes, strings.indices) { path in
        if Self.isTelling(path), !found.contains(path) { found.append(path) }
        return found.count < limit
      }
    }
    paths = found
  }

  private static func version(
    _ file: ELFFile, _ bytes: RawSpan
  ) throws(MalformedInput) -> UInt16? {
    let (start, offset) = try start(of: "info", file, bytes, count: 16)
    if start.isEmpty { return nil }
    var input = unsafe ByteReader(start.span.bytes, base: offset)
    let length = try input.integer(UInt32.self, file.header.byteOrder, field: "unit_length")
    // The 64-bit format has its length behind the mark.
    if length == 0xffff_ffff { try input.skip(8, field: "unit_length") }
    return try input.integer(UInt16.self, file.header.byteOrder, field: "version")
  }

  /// The first `count` bytes of a debugging section, and where it lies in the file; nothing of a
  /// section that is not there.
  private static func start(
    of name: String, _ file: ELFFile, _ bytes: RawSpan, count: Int
  ) throws(MalformedInput) -> ([UInt8], offset: Int) {
    for prefix in [".debug_", ".zdebug_"] {
      guard let section = file.section(named: prefix + name),
        let range = file.readableRange(of: section)
      else { continue }
      let stored = bytes.extracting(range)
      let isOld = prefix == ".zdebug_"
      guard isOld || section.flags.contains(.compressed) else {
        let part = stored.extracting(0..<min(count, stored.byteCount))
        return ([UInt8](copying: part), range.lowerBound)
      }
      let packed = try CompressedSection(
        parsing: stored, at: range.lowerBound, section.name, isOld ? nil : file.header)
      return (try packed.contents(of: stored, first: count), range.lowerBound)
    }
    return ([], 0)
  }

  /// Whether a path tells of the build machine: not one of the system's, nor one of those that
  /// `go build` puts in place of its own.
  private static func isTelling(_ path: String) -> Bool {
    path.utf8.count > 1 && !path.contains(" ")
      && !["/usr/", "/tmp/go-build", "/_"].contains { path.hasPrefix($0) }
  }
}
