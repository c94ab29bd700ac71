internal import CLinux
internal import Glibc

extension Confinement {
  /// Moves to a network of its own, without anything in it; false when the system forbids that.
  func leaveNetwork() -> Bool {
    if pkg_unshare(pkg_CLONE_NEWNET) == 0 { return true }
    // Without privilege it takes a user namespace, where this user keeps his own number.
    let (user, group) = (getuid(), getgid())
    guard pkg_unshare(pkg_CLONE_NEWUSER | pkg_CLONE_NEWNET) == 0 else { return false }
    put("deny", into: "/proc/self/setgroups")
    put("\(user) \(user) 1\n", into: "/proc/self/uid_map")
    put("\(group) \(group) 1\n", into: "/proc/self/gid_map")
    return true
  }

  /// Writes to a file of the kernel's; without a mapping the program merely shows as nobody.
  private func put(_ text: String, into path: String) {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    unsafe write(descriptor, text, text.utf8.count)
    close(descriptor)
  }

  /// Forbids writing outside `folder` from here on; false when the kernel has no Landlock.
  ///
  /// Later versions of the interface take away more: TCP from the fourth on, abstract sockets of
  /// other processes and signals to them from the sixth.
  ///
  /// - SeeAlso: landlock(7); `Documentation/userspace-api/landlock.rst` of Linux.
  func restrictWriting(to folder: String) -> Bool {
    let version = pkg_landlock_version()
    guard version >= 1 else { return false }
    var changes = Self.writeFile | Self.otherChanges
    if version >= 2 { changes |= Self.refer }
    if version >= 3 { changes |= Self.truncate }
    var rules = pkg_landlock_ruleset(
      handled_access_fs: changes, handled_access_net: version >= 4 ? 0b11 : 0,
      scoped: version >= 6 ? 0b11 : 0)
    // An older kernel refuses fields it does not know.
    let size = version >= 6 ? 24 : version >= 4 ? 16 : 8
    let ruleset = unsafe pkg_landlock_create(&rules, size)
    guard ruleset >= 0 else { return false }
    defer { close(ruleset) }
    let onFiles = Self.writeFile | (version >= 3 ? Self.truncate : 0)
    guard allow(changes, below: folder, ruleset) else { return false }
    for device in ["/dev/null", "/dev/zero", "/dev/full"] {
      _ = allow(onFiles, below: device, ruleset)
    }
    return pkg_landlock_restrict(ruleset) == 0
  }

  private func allow(_ access: UInt64, below path: String, _ ruleset: CInt) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var rule = pkg_landlock_path(allowed_access: access, parent_fd: descriptor)
    return unsafe pkg_landlock_allow(ruleset, &rule) == 0
  }

  // LANDLOCK_ACCESS_FS_*.
  private static let writeFile: UInt64 = 1 << 1
  /// Removing, and making files and folders of every sort: bits 4 to 12.
  private static let otherChanges: UInt64 = 0x1ff0
  private static let refer: UInt64 = 1 << 13
  private static let truncate: UInt64 = 1 << 14
}
