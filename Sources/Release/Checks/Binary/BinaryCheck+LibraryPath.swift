internal import Diagnostics
internal import ELF

extension BinaryCheck {
  /// The directories it has libraries looked for in are its own or the system's.
  mutating func checkLibraryPath() {
    for (name, path) in [("RPATH", file.dynamic?.rpath), ("RUNPATH", file.dynamic?.runpath)] {
      guard let path else { continue }
      let elements = path.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      let unsafe = elements.filter { Self.isUnsafe($0) }
      let absolute = elements.filter { !Self.isUnsafe($0) && $0.hasPrefix("/") }
      if !unsafe.isEmpty {
        find(
          "binary.unsafe-library-path",
          "has libraries looked for in \(Self.quoted(unsafe)) (\(name)), where others may put theirs",
          hint: "link it without -rpath, or with '$ORIGIN' and a path relative to it")
      } else if !absolute.isEmpty {
        find(
          "binary.library-path", "has libraries looked for in \(Self.quoted(absolute)) (\(name))",
          severity: .warning, hint: "link it without -rpath if its libraries are the system's")
      }
    }
  }

  private static func quoted(_ elements: [String]) -> String {
    elements.map { $0.isEmpty ? "the current directory" : "'\($0)'" }.joined(separator: ", ")
  }

  /// Whether a directory is relative to wherever the user stands, or one that exists on the
  /// machines of some and can be made on those of others.
  private static func isUnsafe(_ directory: String) -> Bool {
    if directory.hasPrefix("${ORIGIN}") || beginsWithOrigin(directory) { return false }
    guard directory.hasPrefix("/") else { return true }
    let places = [
      "/tmp", "/var/tmp", "/dev/shm", "/home", "/root", "/build", "/builds", "/workspace",
      "/github", "/Users", "/var/lib/jenkins",
    ]
    let path = normalized(directory)
    return places.contains { path == $0 || path.hasPrefix("\($0)/") }
  }

  /// The loader wants a slash or the end behind it: `$ORIGINAL` is a relative path.
  ///
  /// - SeeAlso: `elf/dl-load.c` of glibc, `is_dst`.
  private static func beginsWithOrigin(_ directory: String) -> Bool {
    guard directory.hasPrefix("$ORIGIN") else { return false }
    let next = directory.utf8.dropFirst("$ORIGIN".utf8.count).first
    return next.map { $0 == UInt8(ascii: "/") } ?? true
  }

  /// An absolute path without empty parts, `.` and `..`.
  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
