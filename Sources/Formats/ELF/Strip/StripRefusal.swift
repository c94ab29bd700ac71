/// Why a file is not stripped: the result would not be the same program, or not provably so.
public struct StripRefusal: Error, Hashable, Sendable {
  /// The reason; open for growth, switch over it with a default.
  public struct Code: Hashable, Sendable {
    public let name: String
    public init(_ name: String) { self.name = name }

    /// Bytes follow the ELF file that stripping would lose.
    public static let trailingData = Code("trailing-data")
    /// A kernel module's signature follows the ELF file; it is over the bytes to be changed.
    public static let moduleSignature = Code("module-signature")
    /// The file ends before its segments or sections do.
    public static let truncated = Code("truncated")
    /// There are no section headers to tell what can go.
    public static let noSections = Code("no-sections")
    /// A core dump.
    public static let core = Code("core")
    /// An object file that would no longer link.
    public static let relocatable = Code("relocatable")
    /// A section to be removed is loaded, or others need it.
    public static let neededSection = Code("needed-section")
    /// The debugging information is elsewhere already, or there is none to split off.
    public static let alreadySplit = Code("already-split")
    /// There is nothing to split off.
    public static let nothingToSplit = Code("nothing-to-split")
    /// The section headers contradict each other or the segments.
    public static let inconsistent = Code("inconsistent")
    /// The format allows it, this implementation does not support it.
    public static let unsupported = Code("unsupported")
    /// The result, read back, is not the same program.
    public static let unproven = Code("unproven")
  }

  public var code: Code
  /// A sentence without a full stop that follows "cannot strip 'FILE': ".
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
