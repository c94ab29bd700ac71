internal import Bytes
public import Diagnostics
public import Recipe

/// Decides every entry of one format's package: what, where, whose, with which mode.
///
/// Reads directories and modes through `tree`, never contents. `binaries` holds
/// what replaces the recipe's `binaries:`, by destination. Entries come sorted by
/// path; every problem is reported at once, at the recipe's line.
public func layOut(
  _ part: FormatPart, of recipe: PackageRecipe, binaries: [String: PreparedBinary],
  tree: some SourceTree, date: Int64
) throws(Diagnostics) -> [PackageEntry] {
  var layout = Layout(part: part, date: recipe.modificationTime?.value ?? date)
  for binary in recipe.binaries {
    guard let prepared = binaries[binary.destination.value] else {
      preconditionFailure("every binary of the recipe is prepared before the layout")
    }
    layout.add(binary, prepared)
  }
  for entry in part.contents { layout.add(entry, tree: tree) }
  return try layout.finished()
}

/// The entries gathered so far, and the problems.
private struct Layout {
  let part: FormatPart
  let date: Int64
  var entries: [String: PackageEntry] = [:]
  var problems: [Diagnostic] = []

  init(part: FormatPart, date: Int64) {
    self.part = part
    self.date = date
  }

  mutating func add(_ binary: BinaryEntry, _ prepared: PreparedBinary) {
    var entry = PackageEntry(
      path: binary.destination.value,
      kind: .file(prepared.content, identity: "binary:\(binary.destination.value)"),
      permissions: 0o755, modified: date, location: binary.location)
    apply(binary.attributes, to: &entry)
    insert(entry)
  }

  mutating func add(_ content: ContentEntry, tree: some SourceTree) {
    do throws(Diagnostic) {
      switch content.kind {
      case .directory:
        insert(make(content, path: content.destination.value, .directory, permissions: 0o755))
      case .ghost:
        guard part.format == .rpm else { return }
        insert(make(content, path: content.destination.value, .ghost, permissions: 0o644))
      case .symlink:
        guard let target = content.source?.value else { return }
        insert(
          make(
            content, path: content.destination.value, .symlink(target: target), permissions: 0o777))
      case .tree: try addTree(content, tree: tree)
      case .file, .documentation, .license, .readme: try addFiles(content, tree: tree)
      }
    } catch {
      problems.append(error)
    }
  }

  /// `type: tree`: a directory with all below it, its directories owned by the package.
  private mutating func addTree(
    _ content: ContentEntry, tree: some SourceTree
  ) throws(Diagnostic) {
    guard let source = content.source else { return }
    guard try tree.resolvedFacts(of: source.value)?.kind == .directory else {
      throw missing(source)
    }
    for found in try walk(source.value, in: tree) {
      let relative = String(found.path.dropFirst(source.value.utf8.count).drop { $0 == "/" })
      if content.exclude.contains(where: { $0.value.matches(found.path) }) { continue }
      let path = joined(content.destination.value, relative)
      switch found.facts.kind {
      case .directory:
        if content.disowned.contains(where: { $0.value.matches(path) }) { continue }
        insert(make(content, path: path, .directory, permissions: 0o755))
      case .symlink:
        let target = try tree.linkTarget(of: found.path)
        insert(make(content, path: path, .symlink(target: target), permissions: 0o777))
      case .file: try insertFile(content, source: found.path, path: path, tree: tree)
      case .other: throw special(found.path, source)
      }
    }
  }

  /// A file, a directory's files or a glob's matches.
  private mutating func addFiles(
    _ content: ContentEntry, tree: some SourceTree
  ) throws(Diagnostic) {
    guard let source = content.source else { return }
    let matches = try expand(content, tree: tree)
    guard !matches.isEmpty else {
      throw Diagnostic(
        "contents.no-match", "'\(source.value)' matches no file", at: source.location,
        hint: "paths are relative to the current directory; has the build step run?",
        exit: .missingInput)
    }
    for (from, to) in content.placements(of: matches) {
      try insertFile(content, source: from, path: to, tree: tree)
    }
  }

  /// The files an entry's source selects, sorted.
  private func expand(
    _ content: ContentEntry, tree: some SourceTree
  ) throws(Diagnostic) -> [String] {
    guard let source = content.source else { return [] }
    let path = source.value
    var candidates: [String] = []
    if let facts = try tree.resolvedFacts(of: path) {
      guard facts.kind == .directory else { return [path] }
      candidates = try files(below: path, in: tree)
    } else if content.isGlob {
      let pattern = GlobPattern(path)
      let start = pattern.literalDirectory
      if try tree.resolvedFacts(of: start.isEmpty ? "." : start)?.kind == .directory {
        candidates = try files(below: start, in: tree).filter { pattern.matches($0) }
      }
    } else {
      throw missing(source)
    }
    return candidates.filter { candidate in
      !content.exclude.contains { $0.value.matches(candidate) }
    }
  }

  private func files(
    below directory: String, in tree: some SourceTree
  ) throws(Diagnostic) -> [String] {
    var result: [String] = []
    for found in try walk(directory, in: tree) {
      switch found.facts.kind {
      case .file: result.append(found.path)
      case .symlink:
        if try tree.resolvedFacts(of: found.path)?.kind == .file { result.append(found.path) }
      case .directory, .other: continue
      }
    }
    return result
  }

  /// Everything below a directory and the directory itself, parents first, sorted.
  private func walk(
    _ directory: String, in tree: some SourceTree
  ) throws(Diagnostic) -> [(path: String, facts: SourceFacts)] {
    var result: [(path: String, facts: SourceFacts)] = []
    var waiting = [directory]
    while let path = waiting.popLast() {
      // The start itself may be a link to a directory; links below it are kept as links.
      let found =
        path == directory
        ? try tree.resolvedFacts(of: path.isEmpty ? "." : path) : try tree.facts(of: path)
      guard let facts = found else { continue }
      result.append((path, facts))
      if facts.kind == .directory {
        for name in try tree.names(in: path.isEmpty ? "." : path).reversed() {
          waiting.append(joined(path, name))
        }
      }
    }
    return result
  }

  private mutating func insertFile(
    _ content: ContentEntry, source: String, path: String, tree: some SourceTree
  ) throws(Diagnostic) {
    let bytes = try tree.open(source, at: content.source?.location)
    let executable = try tree.resolvedFacts(of: source).map { $0.permissions & 0o111 != 0 } ?? false
    insert(
      make(
        content, path: path, .file(Content(whole: bytes), identity: "source:\(source)"),
        permissions: executable ? 0o755 : 0o644))
  }

  /// An entry with the recipe's attributes; `permissions` less the umask where it has none.
  private func make(
    _ content: ContentEntry, path: String, _ kind: PackageEntry.Kind, permissions: UInt16
  ) -> PackageEntry {
    var mode = permissions
    if let umask = part.umask?.value, content.kind != .symlink { mode &= ~umask }
    let role: PackageEntry.Role =
      switch content.kind {
      case .documentation: .documentation
      case .license: .license
      case .readme: .readme
      default: .plain
      }
    var entry = PackageEntry(
      path: path, kind: kind, permissions: mode, modified: date, role: role,
      location: content.location)
    if case .file = kind { entry.config = content.config }
    if case .ghost = kind { entry.config = content.config }
    apply(content.attributes, to: &entry)
    return entry
  }

  private func apply(_ attributes: FileAttributes, to entry: inout PackageEntry) {
    if case .symlink = entry.kind {} else if let mode = attributes.mode?.value {
      entry.permissions = mode
    }
    if let owner = attributes.owner?.value { entry.owner = owner }
    if let group = attributes.group?.value { entry.group = group }
    if let time = attributes.modificationTime?.value { entry.modified = time }
    if let language = attributes.language?.value { entry.language = language }
  }

  private mutating func insert(_ entry: PackageEntry) {
    guard let other = entries[entry.path] else {
      entries[entry.path] = entry
      return
    }
    if case .directory = other.kind, case .directory = entry.kind { return }
    let first = other.location.map { " (first at line \($0.line))" } ?? ""
    problems.append(
      Diagnostic(
        "contents.duplicate-destination", "'\(entry.path)' is installed twice\(first)",
        at: entry.location, hint: "remove one of the two or give it another dst"))
  }

  /// The sorted entries, once nothing is wrong with them.
  mutating func finished() throws(Diagnostics) -> [PackageEntry] {
    for entry in entries.values {
      for parent in parents(of: entry.path) {
        guard let other = entries[parent] else { continue }
        if case .directory = other.kind { continue }
        problems.append(
          Diagnostic(
            "contents.parent-not-directory",
            "'\(entry.path)' lies below '\(parent)', which is no directory",
            at: entry.location, hint: "install one of the two somewhere else"))
      }
    }
    if !problems.isEmpty { throw Diagnostics(problems) }
    return Array(entries.values).sortedByPath
  }

  private func missing(_ source: Located<String>) -> Diagnostic {
    Diagnostic(
      "contents.missing-source", "'\(source.value)' does not exist", at: source.location,
      hint: "paths are relative to the current directory; has the build step run?",
      exit: .missingInput)
  }

  private func special(_ path: String, _ source: Located<String>) -> Diagnostic {
    Diagnostic(
      "contents.special-file", "'\(path)' is neither file, directory nor symbolic link",
      at: source.location, hint: "devices, FIFOs and sockets are not packaged")
  }
}

/// Two path parts with one slash between them.
private func joined(_ directory: String, _ name: String) -> String {
  if directory.isEmpty { return name }
  if name.isEmpty { return directory }
  return directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
}
