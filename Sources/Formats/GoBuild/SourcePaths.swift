public import Bytes

/// Which paths of the machine it was built on a Go program still names.
///
/// `-trimpath` replaces them all by import paths and module versions.
public struct SourcePaths: Hashable, Sendable {
  /// The number of source files named.
  public var count: Int
  /// The number of those named by an absolute path.
  public var absoluteCount: Int
  /// The directory of the toolchain, `GOROOT`, when its files are named by absolute paths.
  public var goRoot: String?
  /// Absolute paths that tell about the build machine, in the table's order.
  ///
  /// Those outside the system's own directories. At most ``limit`` are kept; ``leakCount`` counts
  /// all.
  public var leaks: [String]
  public var leakCount: Int

  /// The most paths kept.
  public static let limit = 8

  /// Goes through the names of a program's source files; `bytes` is the program's whole file.
  public init(_ table: PCLineTable, in bytes: RawSpan) throws(MalformedInput) {
    let mark = Array("/src/runtime/proc.go".utf8)
    var absolutes: [Range<Int>] = []
    var root: Range<Int>?
    try table.sourceFiles.forEach(in: bytes) { name in
      guard Self.isAbsolute(bytes.extracting(name)) else { return }
      absolutes.append(name)
      if root == nil, name.count > mark.count, Self.ends(bytes.extracting(name), mark) {
        root = name.lowerBound..<name.upperBound - mark.count
      }
    }
    count = table.sourceFiles.count
    absoluteCount = absolutes.count
    goRoot = root.map { Self.text(bytes, $0) }
    leaks = []
    leakCount = 0
    let system = Array("/usr/".utf8)
    for name in absolutes where !Self.begins(bytes.extracting(name), system) {
      leakCount += 1
      if leaks.count < Self.limit, !(goRoot.map { Self.text(bytes, name).hasPrefix($0) } ?? false) {
        leaks.append(Self.text(bytes, name))
      }
    }
    if leaks.isEmpty, leakCount > 0, let goRoot { leaks = [goRoot] }
  }

  /// Unix's way or Windows's: a program can be built there.
  private static func isAbsolute(_ name: RawSpan) -> Bool {
    let start = [UInt8](copying: name.extracting(first: 3))
    if start.first == UInt8(ascii: "/") { return true }
    guard start.count == 3, start[1] == UInt8(ascii: ":") else { return false }
    return start[2] == UInt8(ascii: "/") || start[2] == UInt8(ascii: "\\")
  }

  private static func begins(_ name: RawSpan, _ prefix: [UInt8]) -> Bool {
    unsafe name.withUnsafeBytes { unsafe $0.starts(with: prefix) }
  }

  private static func ends(_ name: RawSpan, _ suffix: [UInt8]) -> Bool {
    begins(name.extracting(last: suffix.count), suffix)
  }

  private static func text(_ bytes: RawSpan, _ range: Range<Int>) -> String {
    String(decoding: [UInt8](copying: bytes.extracting(range)), as: UTF8.self)
  }
}
