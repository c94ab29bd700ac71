/// The directory and the name of a file; the directory is `.` where the path has none.
public func splitPath(_ path: String) -> (directory: String, name: String) {
  guard let slash = path.lastIndex(of: "/") else { return (".", path) }
  let directory = slash == path.startIndex ? "/" : String(path[..<slash])
  return (directory, String(path[path.index(after: slash)...]))
}

/// The directory of a file.
public func directoryName(_ path: String) -> String { splitPath(path).directory }

/// The last name of a path, whether slashes follow it or not.
public func baseName(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}
