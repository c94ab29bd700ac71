public import Archiving
public import Bytes
public import Compression
internal import Cryptography
public import Debian
public import Diagnostics
public import Recipe

/// The control data of a Debian package, as far as it is known before the files are read.
///
/// `scripts` are the bytes of the recipe's scripts. Every problem is reported at once.
public func debianMetadata(
  of recipe: PackageRecipe, part: FormatPart, entries: [PackageEntry], scripts: ScriptTexts
) throws(Diagnostics) -> DebianMetadata {
  var problems: [Diagnostic] = []
  func keep<Value>(_ body: () throws(Diagnostic) -> Value) -> Value? {
    do throws(Diagnostic) { return try body() } catch {
      problems.append(error)
      return nil
    }
  }
  let name = keep { () throws(Diagnostic) in
    try DebianPackageName.require(recipe.name.value, at: recipe.name.location)
  }
  let version = keep { () throws(Diagnostic) in
    try DebianVersion.require(recipe.version.debianVersion, at: recipe.version.location)
  }
  let architecture = keep { () throws(Diagnostic) in
    try DebianArchitectureName.require(part.architecture)
  }
  let relations = debianRelations(part.relations, problems: &problems)
  guard let name, let version, let architecture, problems.isEmpty else {
    throw Diagnostics(problems)
  }
  var metadata = DebianMetadata(
    package: name, version: version, architecture: architecture,
    maintainer: recipe.maintainer?.value ?? "",
    description: DebianDescription(recipe.description?.value ?? recipe.name.value))
  metadata.relations = relations
  metadata.section = recipe.section.value
  metadata.priority = recipe.priority.value
  metadata.homepage = recipe.homepage?.value
  metadata.scripts = scripts.debian
  metadata.templates = scripts.templates
  metadata.conffiles = Conffiles(entries.filter(\.isConfiguration).map { .init($0.path) })
  for trigger in recipe.deb.triggers {
    guard let directive = DebianTriggers.Directive(rawValue: trigger.directive) else { continue }
    metadata.triggers.entries.append(.init(directive, trigger.name.value))
  }
  for field in recipe.deb.fields {
    let made = keep { () throws(Diagnostic) in
      try controlField(field.name.value, field.value.value, at: field.name.location)
    }
    if let made { metadata.extraFields.append(made) }
  }
  if let variant = recipe.deb.architectureVariant {
    let made = keep { () throws(Diagnostic) in
      // Variants are named as architectures are.
      let name = try DebianArchitectureName.require(variant.value, at: variant.location)
      return try controlField("Architecture-Variant", name.text, at: variant.location)
    }
    if let made { metadata.extraFields.append(made) }
  }
  problems += metadata.check().filter { $0.severity == .error }
  if !problems.isEmpty {
    throw Diagnostics(problems.map { $0.located(recipe.name.location) })
  }
  return metadata
}

private func controlField(
  _ name: String, _ value: String, at location: SpecLocation
) throws(Diagnostic) -> ControlField {
  do throws(MalformedInput) { return try ControlField(name: name, value: value) } catch {
    throw Diagnostic(
      "debian.bad-field", "field '\(name)' cannot be written: \(error)", at: location,
      hint: "names are printable ASCII without a colon; values have no control characters")
  }
}

/// The relations as control fields, every malformed one reported at its own line.
private func debianRelations(
  _ relations: Relations, problems: inout [Diagnostic]
) -> [RelationField: DebianDependencyList] {
  let sources: [(RelationField, [Located<DependencyText>])] = [
    (.preDepends, relations.preDepends), (.depends, relations.depends),
    (.recommends, relations.recommends), (.suggests, relations.suggests),
    (.conflicts, relations.conflicts), (.breaks, relations.breaks),
    (.replaces, relations.replaces), (.provides, relations.provides),
  ]
  var result: [RelationField: DebianDependencyList] = [:]
  for (field, texts) in sources {
    var list = DebianDependencyList()
    for text in texts {
      guard let debian = text.value.debian else { continue }
      do throws(Diagnostics) {
        list.dependencies += try DebianDependencyList.require(
          debian, in: field, at: text.location
        ).dependencies
      } catch {
        problems += error.all
      }
    }
    if !list.dependencies.isEmpty { result[field] = list }
  }
  return result
}

/// What the data archive of a DEB holds behind ``rootEntry(date:)``, parents before children.
///
/// A recipe's own entry for the root is left out: the archive would hold it twice.
public func debianMembers(_ entries: [PackageEntry], date: Int64) -> [PackageEntry] {
  let installed = entries.filter { !$0.isGhost && $0.path != "/" }
  return withParents(installed, date: date)
}

/// Adds the directories above each entry, so that unpacking never meets a missing one.
func withParents(_ entries: [PackageEntry], date: Int64) -> [PackageEntry] {
  var known = Set(entries.map(\.path))
  var result = entries
  for entry in entries {
    for parent in parents(of: entry.path) where known.insert(parent).inserted {
      result.append(
        PackageEntry(path: parent, kind: .directory, permissions: 0o755, modified: date))
    }
  }
  return result.sortedByPath
}

/// The root directory's own entry, `./`, which dpkg-deb puts first.
public func rootEntry(date: Int64) -> ArchiveEntry {
  ArchiveEntry(path: "./", kind: .directory, permissions: 0o755, modified: date)
}

/// Writes a whole DEB into `sink` from its finished parts.
///
/// `data` is the compressed data archive. Returns the layout of what was written.
public func writeDebian(
  _ metadata: DebianMetadata, data: any ByteSource, compression: CompressionSetting, date: Int64,
  into sink: any ByteSink
) throws {
  let modified = Int(date)
  let control = try controlArchive(try metadata.controlMembers(), date: date)
  // dpkg before 1.21.18 reads no zstd control archive, and gains nothing from one.
  let controlCompression: CompressionSetting =
    switch compression.algorithm {
    case .zstd: CompressionSetting(.xz)
    default: compression
    }
  try sink.append(try DebianPackage.opening(modified: modified))
  try sink.append(
    try DebianPackage.member(
      "control.tar" + controlCompression.tarSuffix, try controlCompression.compress(control),
      modified: modified))
  let header = ArHeader(
    name: "data.tar" + compression.tarSuffix, size: data.count, modified: modified)
  try sink.append(try header.serialized())
  try sink.append(0..<data.count, of: data)
  try sink.append(header.padding)
}

/// The control archive, uncompressed.
func controlArchive(_ members: [ControlMember], date: Int64) throws -> [UInt8] {
  let sink = ArraySink()
  let archive = try unsafe ArchiveWriter(.gnutar) { unsafe try sink.append($0) }
  try archive.begin(rootEntry(date: date))
  for member in members {
    try archive.begin(
      ArchiveEntry(
        path: "./\(member.name)", kind: .file, permissions: member.mode, modified: date,
        size: UInt64(member.bytes.count)))
    try unsafe member.bytes.withUnsafeBytes { unsafe try archive.write($0) }
  }
  try archive.finish()
  return sink.bytes
}

extension CompressionSetting {
  /// What dpkg expects at the end of a tar member's name.
  var tarSuffix: String {
    switch algorithm {
    case .gzip, .zlib: ".gz"
    case .zstd: ".zst"
    case .xz: ".xz"
    case .none: ""
    }
  }
}

extension PackageEntry {
  /// Whether the package managers keep the administrator's changes to it.
  ///
  /// What lies in `/etc` is configuration whether or not the recipe says so.
  public var isConfiguration: Bool {
    guard case .file = kind else { return false }
    return config != nil || path.hasPrefix("/etc/")
  }
}

extension Diagnostic {
  /// The same, placed at `fallback` when it has no place of its own.
  func located(_ fallback: SpecLocation?) -> Diagnostic {
    guard location == nil else { return self }
    var copy = self
    copy.location = fallback
    return copy
  }
}

extension DebianMetadata {
  /// The same with what only the finished pass knows: digests and sizes.
  public func completed(with files: [PackedFile]) -> DebianMetadata {
    var copy = self
    var size = InstalledSize()
    size.addOther()  // the root directory
    var sums: [MD5Sums.Entry] = []
    for file in files {
      switch file.entry.kind {
      case .file(let content, _):
        size.addFile(byteCount: UInt64(content.size))
        sums.append(.init(path: file.entry.path, digest: file.digests[.md5] ?? []))
      case .symlink(let target): size.addFile(byteCount: UInt64(target.utf8.count))
      case .directory: size.addOther()
      case .ghost: continue
      }
    }
    copy.md5sums = MD5Sums(sums)
    copy.installedSize = size.kibibytes
    return copy
  }
}
