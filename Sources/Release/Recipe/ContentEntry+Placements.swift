/// A file to install and where.
public struct Placement: Hashable, Sendable {
  /// Relative to the current directory, as in nfpm; spelled as it was given.
  public var source: String
  /// Absolute and clean.
  public var destination: String

  public init(source: String, destination: String) {
    self.source = source
    self.destination = destination
  }
}

extension ContentEntry {
  /// Where to look for the files of this entry: a file or a directory; `nil` without a source.
  public var searchRoot: String? {
    if let pattern { return pattern.root }
    return source?.value
  }

  /// Whether the file at `path`, spelled as ``searchRoot`` is, belongs to the entry.
  ///
  /// A directory that is named or matched stands for all files below it.
  public func selects(_ path: String) -> Bool {
    guard !exclude.contains(where: { $0.value.excludes(path) }) else { return false }
    return pattern?.selects(path) ?? source.map { path.isWithin($0.value) } ?? false
  }

  /// Where each of `files` goes, in their order.
  ///
  /// `files` are all the files (symbolic links included, directories not) that lie at or below
  /// ``searchRoot``, spelled as it is; those the entry does not select are left out. The rules
  /// are nfpm's:
  ///
  /// | `src` | `dst: /a/b` | `dst: /a/b/` |
  /// |---|---|---|
  /// | a file `x/f` | `/a/b` | `/a/b/f` |
  /// | a directory `x`, `type: tree` | `/a/b/` + the path below `x` | the same |
  /// | a directory `x`, any other type | `/a/b/` + the path below `x` | `/a/b/` + the file's name |
  /// | a glob | `/a/b/` + the path below the matches' common directory | `/a/b/` + the file's name |
  ///
  /// The common directory of a glob's matches is the longest common prefix of their paths up to
  /// its last slash, taken before `exclude` applies. So `d/*` puts `d/s/f` at `/a/b/s/f` when
  /// something else matches in `d`, and at `/a/b/f` when all matches lie in `d/s`. Nothing here
  /// depends on the order of `files`.
  public func placements(of files: [String]) -> [Placement] {
    guard let source = source?.value else { return [] }
    let selected = files.filter { pattern?.selects($0) ?? $0.isWithin(source) }
    let base = pattern == nil ? source : commonDirectory(of: selected)
    return selected.compactMap { path in
      guard !exclude.contains(where: { $0.value.excludes(path) }) else { return nil }
      let name: Substring
      if pattern == nil, path == source {
        guard intoDirectory else {
          return Placement(source: path, destination: destination.value)
        }
        name = path.lastElement
      } else if intoDirectory, kind != .tree {
        name = path.lastElement
      } else {
        name = path.below(base)
      }
      let directory = destination.value == "/" ? "" : destination.value
      return Placement(source: path, destination: "\(directory)/\(name)")
    }
  }
}

extension GlobPattern {
  /// Whether a pattern of `exclude:` keeps `path` out.
  ///
  /// One with a slash is matched against the path and the directories above it, one without
  /// against each of the path's elements, so that `*.bak` finds them at any depth.
  func excludes(_ path: String) -> Bool {
    if text.contains("/") { return selects(path) }
    return path.split(separator: "/").contains { matches(String($0)) }
  }
}

/// The longest common prefix of `paths` up to its last slash; empty without one.
private func commonDirectory(of paths: [String]) -> String {
  guard let first = paths.first else { return "" }
  var prefix = Array(first.utf8)
  for path in paths.dropFirst() {
    let shared = zip(prefix, path.utf8).prefix { $0 == $1 }.count
    prefix.removeSubrange(shared...)
  }
  guard let slash = prefix.lastIndex(of: UInt8(ascii: "/")) else { return "" }
  return slash == 0 ? "/" : String(decoding: prefix[..<slash], as: UTF8.self)
}

extension String {
  /// Whether this path is `directory` or lies below it.
  fileprivate func isWithin(_ directory: String) -> Bool {
    directory == "." || self == directory
      || hasPrefix(directory.hasSuffix("/") ? directory : directory + "/")
  }

  fileprivate var lastElement: Substring {
    split(separator: "/", omittingEmptySubsequences: true).last ?? ""
  }

  /// The path from `directory` on.
  fileprivate func below(_ directory: String) -> Substring {
    if directory.isEmpty || directory == "." { return self[...] }
    let prefix = directory.hasSuffix("/") ? directory : directory + "/"
    return hasPrefix(prefix) ? dropFirst(prefix.count) : self[...]
  }
}
