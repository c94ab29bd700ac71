/// One file, directory or link of a package.
public struct RPMFile: Hashable, Sendable {
  /// Absolute, without a slash at the end.
  public var path: String
  /// `st_mode`: permissions and the type's bits, such as 0o100755.
  public var mode: UInt16
  public var owner: String
  public var group: String
  /// Bytes; of a link, those of its target; 0 for everything else.
  public var size: UInt64
  /// Seconds since the epoch.
  public var modificationTime: UInt32
  /// SHA-256 in hexadecimal; empty for all but regular files.
  public var digest: String
  /// Of a symbolic link; empty otherwise.
  public var linkTarget: String
  public var flags: Flags
  /// For `%lang(de)`; empty for every language.
  public var language: String
  /// libcap's text, such as `cap_net_raw=ep`; empty for none.
  public var capabilities: String
  /// 1 for 32-bit ELF, 2 for 64-bit ELF, 0 for anything else; decides which of
  /// two architectures' files wins where both are installed.
  public var color: UInt32

  public init(
    path: String, mode: UInt16, owner: String = "root", group: String = "root", size: UInt64 = 0,
    modificationTime: UInt32, digest: String = "", linkTarget: String = "", flags: Flags = [],
    language: String = "", capabilities: String = "", color: UInt32 = 0
  ) {
    self.path = path
    self.mode = mode
    self.owner = owner
    self.group = group
    self.size = size
    self.modificationTime = modificationTime
    self.digest = digest
    self.linkTarget = linkTarget
    self.flags = flags
    self.language = language
    self.capabilities = capabilities
    self.color = color
  }

  /// What rpm's `%config`, `%doc` and their kin say; `rpmfileAttrs`.
  public struct Flags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let config = Flags(rawValue: 1 << 0)
    public static let documentation = Flags(rawValue: 1 << 1)
    public static let missingOK = Flags(rawValue: 1 << 3)
    public static let noReplace = Flags(rawValue: 1 << 4)
    /// Owned, but not in the payload.
    public static let ghost = Flags(rawValue: 1 << 6)
    public static let license = Flags(rawValue: 1 << 7)
    public static let readme = Flags(rawValue: 1 << 8)
    /// A by-product, such as a build-id link.
    public static let artifact = Flags(rawValue: 1 << 12)
  }

  public var isRegular: Bool { mode & 0o170000 == 0o100000 }
  public var isDirectory: Bool { mode & 0o170000 == 0o040000 }
  public var isLink: Bool { mode & 0o170000 == 0o120000 }

  /// Whether the payload carries it.
  public var isInPayload: Bool { !flags.contains(.ghost) }

  /// Whether it has content to digest.
  var wantsDigest: Bool { isRegular && isInPayload }

  /// Up to and with the last slash.
  var directoryName: Substring { path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex) }
  var baseName: Substring { path.dropFirst(directoryName.count) }

  /// `RPMVERIFY_*`: all of it, but for what a ghost cannot keep:
  /// digest, size, link target and time.
  var verifyFlags: UInt32 { isInPayload ? ~0 : ~(1 << 0 | 1 << 1 | 1 << 2 | 1 << 5) }
}

extension [RPMFile] {
  /// Sorted by the bytes of their paths: the order of the header, and of the payload.
  public var inPackageOrder: [RPMFile] { sorted { Bytewise($0.path) < Bytewise($1.path) } }
}
