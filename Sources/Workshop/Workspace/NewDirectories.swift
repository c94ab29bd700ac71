internal import Diagnostics
internal import Glibc

/// The directories made for files to come.
///
/// Unless they are kept, those still empty go again with the last reference, which
/// the files made in them hold too: a file's hidden name is gone by then.
final class NewDirectories: @unchecked Sendable {
  private var paths: [String] = []

  deinit {
    for path in paths.reversed() { unsafe rmdir(path) }
  }

  /// Makes `path`, and its parents, where they do not exist.
  func make(_ path: String) throws(Diagnostic) {
    if let facts = try FileFacts.of(path) {
      guard facts.kind == .directory else {
        throw .cannotCreate(path, "it exists and is not a directory")
      }
      return
    }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try make(String(path[..<slash]))
    }
    if unsafe mkdir(path, 0o777) == 0 {
      paths.append(path)
    } else if errno != EEXIST {
      throw .cannotCreate(path, systemReason(errno))
    }
  }

  /// Leaves what was made where it is.
  func keep() { paths.removeAll() }
}
