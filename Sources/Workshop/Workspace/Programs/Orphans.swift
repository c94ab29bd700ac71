internal import CLinux
internal import Glibc

/// The processes that a program leaves behind.
///
/// A process group can be left; descent cannot. While this exists, processes that lose their
/// parent become children of this process.
struct Orphans {
  init() { _ = pkg_prctl(PR_SET_CHILD_SUBREAPER, 1) }

  /// Kills every child of this process, and the children they leave, until there are none.
  ///
  /// To be called when none of this process's children is anyone else's business.
  func end() {
    // Each round ends a generation; a program that forks faster than it is killed gives up when
    // the round is larger than any user may have processes.
    for _ in 0..<4096 {
      let children = Self.children()
      if children.isEmpty { break }
      for child in children { kill(child, SIGKILL) }
      for child in children { waitpid(child, nil, 0) }
    }
    _ = pkg_prctl(PR_SET_CHILD_SUBREAPER, 0)
  }

  /// The processes whose parent is this one, by `/proc`.
  private static func children() -> [pid_t] {
    guard let names = try? directoryNames("/proc") else { return [] }
    let own = getpid()
    return names.compactMap { pid_t($0) }.filter { parent(of: $0) == own }
  }

  /// The fourth field of `stat`; the second, the name, may hold anything but ends at the last `)`.
  ///
  /// - SeeAlso: proc(5).
  private static func parent(of process: pid_t) -> pid_t? {
    let descriptor = unsafe open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let text = unsafe [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
      count = max(0, unsafe read(descriptor, buffer.baseAddress, buffer.count))
    }
    guard let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = text[(end + 1)...].split(separator: UInt8(ascii: " "))
    return fields.count > 1 ? pid_t(String(decoding: fields[1], as: UTF8.self)) : nil
  }
}
