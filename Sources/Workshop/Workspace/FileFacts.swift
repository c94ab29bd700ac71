public import Diagnostics
internal import Glibc

/// What the file system says of a path.
public struct FileFacts: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case file, directory, symlink, other }

  public var kind: Kind
  /// In bytes.
  public var size: Int
  /// Permission bits with setuid, setgid and sticky.
  public var permissions: UInt16
  /// Seconds since the Unix epoch.
  public var modified: Int64
  public var linkCount: Int
  /// Whether it belongs to the user who runs this process, or to root.
  public var isTrustworthyOwner: Bool
  /// Distinguishes this very file from another put in its place.
  var identity: Identity

  struct Identity: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64
    var size: Int
    var modifiedNanoseconds: Int64
  }

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .symlink
    default: kind = .other
    }
    size = status.st_size
    permissions = UInt16(status.st_mode & 0o7777)
    modified = Int64(status.st_mtim.tv_sec)
    linkCount = Int(status.st_nlink)
    isTrustworthyOwner = status.st_uid == geteuid() || status.st_uid == 0
    identity = Identity(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: status.st_size,
      modifiedNanoseconds: Int64(status.st_mtim.tv_sec) &* 1_000_000_000
        &+ Int64(status.st_mtim.tv_nsec))
  }

  /// Whether both are of one file, whatever became of its contents in between.
  public func isSameFile(as other: FileFacts) -> Bool {
    identity.device == other.identity.device && identity.inode == other.identity.inode
  }

  /// Looks at a path, following symbolic links unless told not to; `nil` when nothing is there.
  public static func of(_ path: String, followingLinks: Bool = true) throws(Diagnostic)
    -> FileFacts?
  {
    var status = stat()
    let result = unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
    if result == 0 { return FileFacts(status) }
    let number = errno
    if number == ENOENT || number == ENOTDIR { return nil }
    throw .unreadable(path, systemReason(number))
  }
}

/// The target of a symbolic link.
public func linkTarget(of path: String) throws(Diagnostic) -> String {
  var failed: CInt = 0
  let target = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
    let length = unsafe buffer.withMemoryRebound(to: CChar.self) {
      unsafe $0.baseAddress.map { unsafe readlink(path, $0, Int(PATH_MAX)) } ?? -1
    }
    failed = length < 0 ? errno : 0
    count = max(0, length)
  }
  guard failed == 0 else { throw .unreadable(path, systemReason(failed)) }
  guard let text = String(validating: target, as: UTF8.self) else {
    throw .unreadable(path, "its target is not UTF-8")
  }
  return text
}

/// The path without symbolic links, from the root.
public func realPath(_ path: String) throws(Diagnostic) -> String {
  guard let resolved = unsafe realpath(path, nil) else {
    throw .unreadable(path, systemReason(errno))
  }
  defer { unsafe free(resolved) }
  guard let text = unsafe String(validatingCString: resolved) else {
    throw .unreadable(path, "its path is not UTF-8")
  }
  return text
}

/// The names in a directory, sorted bytewise, without `.` and `..`.
///
/// A name that is not UTF-8 throws: mended, it would be the name of nothing.
public func directoryNames(_ path: String) throws(Diagnostic) -> [String] {
  guard let directory = unsafe opendir(path) else { throw .unreadable(path, systemReason(errno)) }
  defer { unsafe closedir(directory) }
  var names: [String] = []
  while true {
    errno = 0
    guard let entry = unsafe readdir(directory) else { break }
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
      unsafe $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
        unsafe String(validatingCString: $0)
      }
    }
    guard let name else { throw .unreadable(path, "a name in it is not UTF-8") }
    if name != ".", name != ".." { names.append(name) }
  }
  guard errno == 0 else { throw .unreadable(path, systemReason(errno)) }
  return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

extension Diagnostic {
  /// An input that is not there.
  public static func missing(_ path: String, at location: SpecLocation? = nil) -> Diagnostic {
    Diagnostic(
      "input.missing", "'\(path)' does not exist", at: location,
      hint: "paths are relative to the current directory", exit: .missingInput)
  }

  /// An input that is there and cannot be read.
  public static func unreadable(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      "input.unreadable", "cannot read '\(path)': \(reason)",
      hint: "check its permissions and what kind of file it is", exit: .missingInput)
  }
}
