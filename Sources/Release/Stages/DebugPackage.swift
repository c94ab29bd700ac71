public import Diagnostics
public import Recipe

/// The recipe of the package that holds another's debugging information: `NAME-debuginfo` in
/// RPM's world, `NAME-dbgsym` in Debian's.
///
/// - SeeAlso: rpm's `macros.in`, `%debug_package`; `dh_gencontrol`(1), `dh_strip`(1).
public func debugRecipe(
  of recipe: PackageRecipe, part: FormatPart
) -> (recipe: PackageRecipe, part: FormatPart) {
  var copy = recipe
  let name = recipe.name.value
  func located(_ text: String) -> Located<String> { Located(text, at: recipe.name.location) }
  copy.binaries = []
  // Nothing but debug files belongs into it, says lintian; the documents are beside it.
  copy.sbom.embed = false
  copy.rpm.summary = nil
  copy.rpm.prefixes = []
  copy.deb.triggers = []
  copy.deb.fields = recipe.deb.fields.filter {
    $0.name.value.lowercased() == "multi-arch" && $0.value.value == "same"
  }
  switch part.format {
  case .rpm:
    copy.name = located("\(name)-debuginfo")
    copy.rpm.group = located("Development/Debug")
    copy.description = located(
      """
      Debug information for package \(name)

      This package provides debug information for package \(name).
      Debug information is useful when developing applications that use this
      package or when debugging this package.
      """)
  case .deb:
    copy.name = located("\(name)-dbgsym")
    copy.description = located("debug symbols for \(name)")
    copy.changelog = nil
    copy.homepage = nil
    copy.priority = located("optional")
    // The archive's area stays: contrib/utils becomes contrib/debug.
    let area = recipe.section.value.split(separator: "/").dropLast().joined(separator: "/")
    copy.section = located(area.isEmpty || area == "main" ? "debug" : "\(area)/debug")
  }
  var bare = part
  bare.contents = []
  bare.relations = Relations()
  bare.scripts = Scripts()
  bare.umask = nil
  copy.parts = [bare]
  return (copy, bare)
}

/// What a debug package installs for the binaries of `recipe` that are split.
///
/// In a DEB the debug files lie by build id, as `dh_strip` puts them. In an RPM they lie by the
/// path of their program, with links by build id to both, as `find-debuginfo` makes them when
/// all links belong to the debug package (`%_build_id_links alldebug`).
public func debugEntries(
  of recipe: PackageRecipe, part: FormatPart, binaries: [String: PreparedBinary], date: Int64
) throws(Diagnostic) -> [PackageEntry] {
  var layout = DebugLayout(recipe: recipe, part: part, date: recipe.modificationTime?.value ?? date)
  for entry in recipe.binaries {
    guard let debug = binaries[entry.destination.value]?.debug else { continue }
    try layout.add(debug, of: entry)
  }
  return layout.finished()
}

private struct DebugLayout {
  let recipe: PackageRecipe
  let part: FormatPart
  let date: Int64
  private var entries: [PackageEntry] = []
  /// The binary that each build id was met in first.
  private var sources: [String: String] = [:]
  private let root = "/usr/lib/debug"

  init(recipe: PackageRecipe, part: FormatPart, date: Int64) {
    self.recipe = recipe
    self.part = part
    self.date = date
  }

  mutating func add(_ debug: SplitDebug, of binary: BinaryEntry) throws(Diagnostic) {
    let program = binary.destination.value
    let first = sources.updateValue(debug.source, forKey: debug.buildID)
    if let first, first != debug.source {
      throw Diagnostic(
        "build.same-build-id",
        "'\(debug.source)' has the build id of '\(first)': a debugger "
          + "could not tell their debug files apart", at: binary.source.location,
        hint: "build them without a fixed -ldflags=-B, or split only one of them")
    }
    switch part.format {
    case .deb:
      if first == nil { add(file: "\(root)/\(debug.link).debug", debug, 0o644) }
    case .rpm:
      let version = recipe.version
      let path =
        "\(root)\(program)-\(version.rpmVersion)-\(version.rpmRelease).\(part.architecture).debug"
      add(file: path, debug, 0o444)
      guard first == nil else { return }
      // Up from /usr/lib/debug/.build-id/xx to the root.
      let up = "../../../../.."
      add("\(root)/\(debug.link)", .symlink(target: up + program), 0o777)
      add("\(root)/\(debug.link).debug", .symlink(target: up + path), 0o777)
    }
  }

  private mutating func add(file path: String, _ debug: SplitDebug, _ permissions: UInt16) {
    add(path, .file(debug.content, identity: "debug:\(debug.source)"), permissions)
  }

  private mutating func add(_ path: String, _ kind: PackageEntry.Kind, _ permissions: UInt16) {
    entries.append(
      PackageEntry(path: path, kind: kind, permissions: permissions, modified: date))
  }

  mutating func finished() -> [PackageEntry] {
    switch part.format {
    case .deb:
      add(
        "/usr/share/doc/\(recipe.name.value)-dbgsym", .symlink(target: recipe.name.value), 0o777)
      return entries.sortedByPath
    case .rpm:
      // The directories from the debug root on belong to the package, as with rpmbuild.
      return withParents(entries, date: date).filter {
        $0.path == root || $0.path.hasPrefix(root + "/")
      }
    }
  }
}
