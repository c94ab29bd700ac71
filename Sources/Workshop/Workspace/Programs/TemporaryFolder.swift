public import Diagnostics
internal import Glibc

/// A folder of this process's own, for what it runs; removed with everything in it.
public final class TemporaryFolder: Sendable {
  public let path: String

  /// Makes it below `TMPDIR`, or else the system's own folder for such things.
  ///
  /// Others write there, too: `mkdtemp` picks a name that nobody can foresee, fails rather than
  /// take what is there, and lets nobody else in (mode 0700).
  public init() throws(Diagnostic) {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
    let pattern = "\(parent.hasPrefix("/") ? parent : P_tmpdir)/pkg-XXXXXX"
    var name = Array(pattern.utf8CString)
    guard unsafe mkdtemp(&name) != nil else { throw .cannotCreate(pattern, systemReason(errno)) }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { removeEverything() }

  /// Makes a folder inside and returns its path.
  public func folder(_ name: String) throws(Diagnostic) -> String {
    let inner = "\(path)/\(name)"
    guard unsafe mkdir(inner, 0o755) == 0 else { throw .cannotCreate(inner, systemReason(errno)) }
    return inner
  }

  /// Removes it now; throws when something in it does not go.
  public func remove() throws(Diagnostic) {
    removeEverything()
    guard try FileFacts.of(path, followingLinks: false) != nil else { return }
    throw .writeFailed(path, "not all of it can be removed")
  }

  /// Folders inside are emptied into this one before they go, so that neither the depth nor the
  /// length of a path that a program made up matters.
  private func removeEverything() {
    let top = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard top >= 0 else { return }
    defer { close(top) }
    var names = Self.names(in: top)
    while !names.isEmpty {
      var isStuck = true
      for name in names where Self.remove(name, from: top) { isStuck = false }
      if isStuck { break }
      names = Self.names(in: top)
    }
    unsafe rmdir(path)
  }

  /// Removes a file, or a folder after moving what it has into `top`; false when it stays.
  private static func remove(_ name: [CChar], from top: CInt) -> Bool {
    if unsafe unlinkat(top, name, 0) == 0 { return true }
    unsafe fchmodat(top, name, 0o700, 0)
    let folder = unsafe openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    for child in names(in: folder) where unsafe unlinkat(folder, child, 0) != 0 {
      unsafe renameat(folder, child, top, hiddenName())
    }
    return unsafe unlinkat(top, name, AT_REMOVEDIR) == 0
  }

  /// The names in an open folder, as bytes: a program may give one that is not UTF-8.
  private static func names(in folder: CInt) -> [[CChar]] {
    let copy = unsafe openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let directory = unsafe fdopendir(copy) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [[CChar]] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
      }
      let dot = CChar(bitPattern: UInt8(ascii: "."))
      if name != [dot], name != [dot, dot] { names.append(name + [0]) }
    }
    return names
  }
}
