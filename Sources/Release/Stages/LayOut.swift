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
      permissions: masked(0o755), modified: date, location: binary.location)
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
    let found = try walk(source.value, in: tree)
    for (path, facts) in found where facts.kind == .directory && content.selects(path) {
      let below = path == source.value ? "" : self.below(source.value, path)
      let destination = joined(content.destination.value, below)
      // The root is no package's to own.
      if destination == "/" { continue }
      if content.disowned.contains(where: { $0.value.matches(destination) }) { continue }
      insert(make(content, path: destination, .directory, permissions: masked(0o755)))
    }
    let files = found.filter { $0.facts.kind != .directory }
    let kinds = Dictionary(files.map { ($0.path, $0.facts.kind) }) { first, _ in first }
    for placement in content.placements(of: files.map(\.path)) {
      switch kinds[placement.source] ?? .other {
      case .symlink:
        let target = try tree.linkTarget(of: placement.source)
        insert(
          make(
            content, path: placement.destination, .symlink(target: target), permissions: 0o777))
      case .file: try insertFile(content, placement, tree: tree)
      case .directory, .other: throw special(placement.source, source)
      }
    }
  }

  /// The path from a directory above it on; what lies in `.` is spelled without it.
  private func below(_ directory: String, _ path: String) -> String {
    directory == "." ? path : String(path.dropFirst(directory.count))
  }

  /// A file, a directory's files or a glob's matches.
  private mutating func addFiles(
    _ content: ContentEntry, tree: some SourceTree
  ) throws(Diagnostic) {
    guard let source = content.source else { return }
    let placements = content.placements(of: try candidates(for: content, tree: tree))
    guard !placements.isEmpty else {
      throw Diagnostic(
        "contents.no-match", "'\(source.value)' matches no file", at: source.location,
        hint: "paths are relative to the current directory; has the build step run?",
        exit: .missingInput)
    }
    for placement in placements { try insertFile(content, placement, tree: tree) }
  }

  /// The files at or below the place where an entry's source is looked for, sorted.
  private func candidates(
    for content: ContentEntry, tree: some SourceTree
  ) throws(Diagnostic) -> [String] {
    guard let source = content.source, let root = content.searchRoot else { return [] }
    guard let facts = try tree.resolvedFacts(of: root) else {
      if content.pattern?.literal == nil, content.pattern != nil { return [] }
      throw missing(source)
    }
    guard facts.kind == .directory else { return [root] }
    var result: [String] = []
    for found in try walk(root, in: tree) {
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
      let found = try path == directory ? tree.resolvedFacts(of: path) : tree.facts(of: path)
      guard let facts = found else { continue }
      result.append((path, facts))
      if facts.kind == .directory {
        for name in try tree.names(in: path).reversed() {
          waiting.append(path == "." ? name : joined(path, name))
        }
      }
    }
    return result
  }

  private mutating func insertFile(
    _ content: ContentEntry, _ placement: Placement, tree: some SourceTree
  ) throws(Diagnostic) {
    let source = placement.source
    let bytes = try tree.open(source, at: content.source?.location)
    let executable = try tree.resolvedFacts(of: source).map { $0.permissions & 0o111 != 0 } ?? false
    insert(
      make(
        content, path: placement.destination,
        .file(Content(whole: bytes), identity: "source:\(source)"),
        permissions: masked(executable ? 0o755 : 0o644)))
  }

  /// What the umask leaves of the mode of something found on the disk.
  ///
  /// As with nfpm, what the recipe makes up itself, `type: dir` and ghosts, is spared.
  private func masked(_ permissions: UInt16) -> UInt16 {
    permissions & ~(part.umask?.value ?? 0)
  }

  /// An entry with the recipe's attributes; `permissions` where it names no mode.
  private func make(
    _ content: ContentEntry, path: String, _ kind: PackageEntry.Kind, permissions: UInt16
  ) -> PackageEntry {
    let role: PackageEntry.Role =
      switch content.kind {
      case .documentation: .documentation
      case .license: .license
      case .readme: .readme
      default: .plain
      }
    var entry = PackageEntry(
      path: path, kind: kind, permissions: permissions, modified: date, role: role,
      location: content.location)
    if case .file = kind { entry.config = content.config }
    if case .ghost = kind { entry.config = content.config }
    apply(content.attributes, to: &entry)
    return entry
  }

  private func apply(_ attributes: FileAttributes, to entry: inout PackageEntry) {
    if case .symlink = entry.kind {
    } else if let mode = attributes.mode?.value {
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
    for entry in Array(entries.values).sortedByPath {
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
  if directory.hasSuffix("/"), name.hasPrefix("/") { return directory + name.dropFirst() }
  return directory.hasSuffix("/") || name.hasPrefix("/")
    ? directory + name : "\(directory)/\(name)"
}
