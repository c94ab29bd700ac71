/// What a comparison came to, for programs.
///
/// The schema's number changes when a field goes or means something else, not when one is added.
public struct CompatibilityReport: Hashable, Sendable, Encodable {
  /// One side: a file, a directory, a package or a saved dump.
  public struct Side: Hashable, Sendable, Encodable {
    public var path: String
    /// `file`, `directory`, `deb`, `rpm` or `dump`.
    public var kind: String
    /// Of a single file.
    public var sha256: String?
    public var soname: String?
    public var buildID: String?

    enum CodingKeys: String, CodingKey {
      case path, kind, sha256, soname
      case buildID = "build_id"
    }

    public init(path: String, kind: String, of set: LibrarySet) {
      self.path = path
      self.kind = kind
      guard set.files.count == 1, let file = set.files.first else { return }
      sha256 = file.sha256
      soname = file.soname
      buildID = file.buildID
    }
  }

  public struct Tool: Hashable, Sendable, Encodable {
    public var name = "pkg bincompat"
    public var version: String
  }

  /// The changes that are not ignored, counted.
  public struct Summary: Hashable, Sendable, Encodable {
    public var breaking: Int
    public var nonBreaking: Int
    public var undefined: Int
    public var ignored: Int

    enum CodingKeys: String, CodingKey {
      case breaking, undefined, ignored
      case nonBreaking = "non_breaking"
    }
  }

  /// A file of the old version and what it is in the new one.
  public struct Pair: Hashable, Sendable, Encodable {
    public var old: String?
    public var new: String?
    public var isIdentical: Bool
    /// How far types were compared: `debug-information`, `cgo-header` or `none`.
    public var types: String

    enum CodingKeys: String, CodingKey {
      case old, new, types
      case isIdentical = "identical"
    }
  }

  /// An entry of the ignore file that did nothing.
  public struct IdleEntry: Hashable, Sendable, Encodable {
    public var entry: String
    public var line: Int
    public var reason: String
    /// `unused` or `expired`.
    public var state: String
  }

  public var schema = "pkg-bincompat-report/1"
  public var tool: Tool
  public var old: Side
  public var new: Side
  public var summary: Summary
  public var pairs: [Pair]
  public var floor: [FloorChange]
  public var changes: [CompatibilityChange]
  public var idleEntries: [IdleEntry]

  enum CodingKeys: String, CodingKey {
    case schema, tool, old, new, summary, pairs, floor, changes
    case idleEntries = "idle_entries"
  }
}

/// The oldest surroundings of a file, before and now.
public struct FloorChange: Hashable, Sendable, Encodable {
  public var file: String
  /// `glibc`, `kernel`, `processor`, or the library whose versions are needed.
  public var what: String
  public var old: String?
  public var new: String?
  /// `raised`, `lowered`, `changed` or `same`.
  public var direction: String
  /// What forces the new one.
  public var because: [String]
}
