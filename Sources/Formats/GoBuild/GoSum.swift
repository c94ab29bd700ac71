public import Bytes

/// A `go.sum` file: the hashes of the modules, and of the `go.mod` files, a build may use.
///
/// - SeeAlso: the Go Modules Reference, "go.sum files".
public struct GoSum: Hashable, Sendable {
  /// A module's `h1:` sum and the line it stands on, from one.
  public struct Entry: Hashable, Sendable {
    public var sum: String
    public var line: Int
  }

  /// Sums of module contents.
  public private(set) var modules: [GoModuleVersion: [Entry]] = [:]
  /// Sums of `go.mod` files alone.
  public private(set) var moduleFiles: [GoModuleVersion: [Entry]] = [:]

  /// Reads lines of `PATH VERSION[/go.mod] HASH`; empty ones are passed over.
  ///
  /// - Throws: `invalid-value` at a line of other than three words.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    var offset = reader.position
    let bytes = try reader.array(reader.remaining)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, raw) in lines.enumerated() {
      let line = String(decoding: raw, as: UTF8.self)
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if !words.isEmpty {
        guard words.count == 3 else {
          throw MalformedInput(.invalidValue, at: offset, field: "go.sum line")
        }
        add(path: words[0], version: words[1], Entry(sum: words[2], line: index + 1))
      }
      offset += raw.count + 1
    }
  }

  private mutating func add(path: String, version: String, _ entry: Entry) {
    let suffix = "/go.mod"
    if version.hasSuffix(suffix) {
      let module = GoModuleVersion(path: path, version: String(version.dropLast(suffix.count)))
      moduleFiles[module, default: []].append(entry)
    } else {
      modules[GoModuleVersion(path: path, version: version), default: []].append(entry)
    }
  }

  /// The `h1:` sum of a module's contents; `nil` when there is none.
  public func sum(of module: GoModuleVersion) -> String? {
    modules[module]?.first { $0.sum.hasPrefix("h1:") }?.sum
  }
}
