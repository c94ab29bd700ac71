/// Why a file is not patched: the result would not be the same program, or not provably so.
public struct PatchRefusal: Error, Hashable, Sendable {
  /// The reason; open for growth, switch over it with a default.
  public struct Code: Hashable, Sendable {
    public let name: String
    public init(_ name: String) { self.name = name }

    /// A value that cannot stand in the file, such as an empty path.
    public static let badValue = Code("bad-value")
    /// There is no dynamic section that a loader would read.
    public static let `static` = Code("static")
    /// No dynamic loader is named, so it cannot be another one.
    public static let noInterpreter = Code("no-interpreter")
    /// Only a library has a name that others need it by.
    public static let notALibrary = Code("not-a-library")
    /// Bytes follow the ELF file that a longer file would move.
    public static let trailingData = Code("trailing-data")
    /// The file ends before its segments or sections do.
    public static let truncated = Code("truncated")
    /// An object file, a core dump or a debug file.
    public static let notAProgram = Code("not-a-program")
    /// There are no section headers to tell what may move.
    public static let noSections = Code("no-sections")
    /// What follows the program headers cannot make room for another one.
    public static let noRoom = Code("no-room")
    /// The bytes that Go's FIPS 140 module checks at start would change.
    public static let fips = Code("fips")
    /// The headers contradict each other.
    public static let inconsistent = Code("inconsistent")
    /// The format allows it, this implementation does not support it.
    public static let unsupported = Code("unsupported")
    /// The result, read back, is not the same program with the change.
    public static let unproven = Code("unproven")
  }

  public var code: Code
  /// A sentence without a full stop that follows "cannot patch 'FILE': ".
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
