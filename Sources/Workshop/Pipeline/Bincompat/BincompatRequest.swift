/// What `pkg bincompat` is asked to compare.
public struct BincompatRequest: Sendable {
  /// How the report is written.
  public enum Format: String, Sendable, CaseIterable {
    case text, markdown, json
  }

  /// One version: where it is, and what else describes it.
  public struct Side: Sendable {
    /// A file, a directory, a package or a saved dump.
    public var path: String
    /// A file, directory or package of the debugging information that was split off.
    public var debug: String?
    /// The header cgo wrote with a library.
    public var header: String?

    public init(path: String, debug: String? = nil, header: String? = nil) {
      self.path = path
      self.debug = debug
      self.header = header
    }
  }

  public var old: Side
  public var new: Side
  public var format: Format
  /// `nil` for standard output.
  public var output: String?
  /// `nil` for `.bincompat-ignore` in the working directory, when there is one.
  public var ignoreFile: String?
  /// The day that ignored changes expire against, as `YYYY-MM-DD`; `nil` for that of
  /// `SOURCE_DATE_EPOCH`.
  public var date: String?
  /// `auto`, `c` or `go`.
  public var profile: String
  /// Whether what cannot be decided is a failure.
  public var strict: Bool
  /// Where to write the ignored changes for libabigail.
  public var abignore: String?
  public var environment: [String: String]

  public init(
    old: Side, new: Side, format: Format = .text, output: String? = nil,
    ignoreFile: String? = nil, date: String? = nil, profile: String = "auto",
    strict: Bool = false, abignore: String? = nil, environment: [String: String]
  ) {
    self.old = old
    self.new = new
    self.format = format
    self.output = output
    self.ignoreFile = ignoreFile
    self.date = date
    self.profile = profile
    self.strict = strict
    self.abignore = abignore
    self.environment = environment
  }
}
