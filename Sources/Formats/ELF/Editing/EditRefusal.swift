/// Why a file is not stripped or patched: the result would not be the same program, or not
/// provably so.
public struct EditRefusal: Error, Hashable, Sendable {
  /// The reason; open for growth, switch over it with a default.
  public struct Code: Hashable, Sendable {
    public let name: String
    public init(_ name: String) { self.name = name }

    /// Bytes follow the ELF file that the edit would lose or move.
    public static let trailingData = Code("trailing-data")
    /// The file ends before its segments or sections do.
    public static let truncated = Code("truncated")
    /// There are no section headers to tell what can go or move.
    public static let noSections = Code("no-sections")
    /// The headers contradict each other.
    public static let inconsistent = Code("inconsistent")
    /// The format allows it, this implementation does not support it.
    public static let unsupported = Code("unsupported")
    /// The result, read back, is not the same program with the change.
    public static let unproven = Code("unproven")

    /// A kernel module's signature follows the ELF file; it is over the bytes to be changed.
    public static let moduleSignature = Code("module-signature")
    /// A core dump.
    public static let core = Code("core")
    /// An object file that would no longer link.
    public static let relocatable = Code("relocatable")
    /// A section to be removed is loaded, or others need it.
    public static let neededSection = Code("needed-section")
    /// The debugging information is elsewhere already.
    public static let alreadySplit = Code("already-split")
    /// There is nothing to split off.
    public static let nothingToSplit = Code("nothing-to-split")

    /// A value that cannot stand in the file, such as an empty path.
    public static let badValue = Code("bad-value")
    /// There is no dynamic section that a loader would read.
    public static let `static` = Code("static")
    /// No dynamic loader is named, so it cannot be another one.
    public static let noInterpreter = Code("no-interpreter")
    /// Only a library has a name that others need it by.
    public static let notALibrary = Code("not-a-library")
    /// An object file, a core dump or a debug file.
    public static let notAProgram = Code("not-a-program")
    /// What follows the program headers cannot make room for another one.
    public static let noRoom = Code("no-room")
    /// The bytes that Go's FIPS 140 module checks at start would change.
    public static let fips = Code("fips")
  }

  public var code: Code
  /// A sentence without a full stop that follows "cannot strip 'FILE': " or "cannot patch …".
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
