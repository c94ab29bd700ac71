/// One member of an archive, without its contents.
public struct ArchiveEntry: Hashable, Sendable {
  /// What kind of file system object a member becomes.
  public enum Kind: Hashable, Sendable {
    case file, directory
    case symlink(target: String)
    /// A further name of a member that came before; only met when reading.
    case hardlink(target: String)
    /// A device, FIFO or socket; only met when reading.
    case special
  }

  /// The name as the archive stores it, such as `./usr/bin/hello`.
  public var path: String
  public var kind: Kind
  /// Permission bits with setuid, setgid and sticky, such as `0o4755`.
  public var permissions: UInt16
  public var owner: String
  public var group: String
  /// Seconds since the Unix epoch.
  public var modified: Int64
  /// Bytes of contents; 0 for anything but a file.
  public var size: UInt64
  /// The inode number a cpio header carries; tar has none.
  public var inode: UInt32

  public init(
    path: String, kind: Kind, permissions: UInt16, owner: String = "root", group: String = "root",
    modified: Int64, size: UInt64 = 0, inode: UInt32 = 0
  ) {
    self.path = path
    self.kind = kind
    self.permissions = permissions
    self.owner = owner
    self.group = group
    self.modified = modified
    self.size = size
    self.inode = inode
  }
}

/// An archive format this project writes or reads.
public enum ArchiveFormat: Sendable {
  /// GNU tar: long names through `././@LongLink`; what dpkg-deb itself writes.
  ///
  /// dpkg refuses pax headers when it unpacks, though `dpkg-deb -c` lists them.
  case gnutar
  /// SVR4 cpio without checksums (`070701`), the payload of an RPM.
  case newc
}

/// A failure libarchive reported, in its own words.
public struct ArchiveError: Error, Hashable, Sendable {
  /// An `errno` value, or one of libarchive's own small negative codes.
  public var code: CInt
  public var message: String

  public init(code: CInt, message: String) {
    self.code = code
    self.message = message
  }

  static let outOfMemory = ArchiveError(code: 12, message: "out of memory")
}

extension ArchiveError: CustomStringConvertible {
  public var description: String { message }
}
