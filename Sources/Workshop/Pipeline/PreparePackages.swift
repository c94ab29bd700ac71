internal import Debian
internal import Diagnostics
internal import RPM
internal import Recipe
internal import Stages
internal import Workspace

/// One package with everything decided that can be before the files are read.
struct PreparedPackage: Sendable {
  enum Metadata: Sendable {
    case rpm(RPMMetadata)
    case deb(DebianMetadata)
  }

  var target: BuildTarget
  /// What the package installs, the embedded documents included, sorted by path.
  var entries: [PackageEntry]
  var documents: [EmbeddedDocument]
  var metadata: Metadata
  /// What its targets have to say of it, besides its binaries.
  var findings: [Diagnostic]

  /// The paths of the files that its entries hold.
  var sources: [String] {
    entries.flatMap { $0.content?.segments ?? [] }.compactMap { segment in
      guard case .source(let source, _) = segment else { return nil }
      return (source as? InputFile)?.path
    }
  }
}

/// All packages of one architecture.
struct PreparedArchitecture: Sendable {
  var packages: [PreparedPackage]
  /// By destination.
  var binaries: [String: PreparedBinary]
}

/// Lays out the packages of one architecture; reports every problem of all of them.
func prepare(
  _ plan: ArchitecturePlan, binaries: [String: PreparedBinary], date: Int64
) throws -> PreparedArchitecture {
  var problems: [Diagnostic] = []
  var packages: [PreparedPackage] = []
  for target in plan.targets {
    do {
      packages.append(try prepare(target, binaries: binaries, date: date))
    } catch {
      problems += report(error).filter { !problems.contains($0) }
    }
  }
  if problems.hasErrors { throw Diagnostics(problems) }
  return PreparedArchitecture(packages: packages, binaries: binaries)
}

private func prepare(
  _ target: BuildTarget, binaries: [String: PreparedBinary], date: Int64
) throws -> PreparedPackage {
  let recipe = target.recipe
  let part = target.part
  let changelog = try readChangelog(of: recipe)
  var laidOut =
    if let debugged = target.debugged {
      try debugEntries(of: debugged, part: part, binaries: binaries, date: date)
    } else {
      try layOut(part, of: recipe, binaries: binaries, tree: FileTree(), date: date)
    }
  if let changelog, part.format == .deb {
    let entry = try debianChangelog(changelog, of: recipe, date: date)
    try requireFree([entry.path], for: "the package's changelog", in: laidOut)
    laidOut.append(entry)
  }
  let documents = embeddedDocuments(of: recipe, part: part)
  try requireFree(
    documents.map(\.path), for: "the package's own bill of materials", in: laidOut)
  let known = Set(laidOut.map(\.path))
  let added = embeddedEntries(documents, date: date).filter { !known.contains($0.path) }
  let entries = laidOut + added
  let scripts = try scriptTexts(part.scripts)
  var findings = try checkContentPrograms(entries, of: recipe, part: part)
  let metadata: PreparedPackage.Metadata
  switch part.format {
  case .deb:
    let deb = try debianMetadata(of: recipe, part: part, entries: entries, scripts: scripts)
    metadata = .deb(try target.debugged.map { try deb.debugging($0, binaries: binaries) } ?? deb)
  case .rpm:
    try requireFitsRPM(entries)
    let rpm = try rpmMetadata(
      of: recipe, part: part, scripts: scripts, changelog: changelog.map(rpmChangelog) ?? [],
      date: date)
    if target.debugged == nil { findings += checkRPMFeatures(of: rpm, targets: recipe.targets) }
    metadata = .rpm(target.debugged.map { rpm.debugging($0, binaries: binaries) } ?? rpm)
  }
  return PreparedPackage(
    target: target, entries: entries, documents: documents, metadata: metadata,
    findings: findings)
}

/// The recipe must not install what the build puts there itself.
private func requireFree(
  _ paths: [String], for owner: String, in entries: [PackageEntry]
) throws(Diagnostic) {
  for path in paths {
    if let taken = entries.first(where: { $0.stands(inTheWayOf: path) }) {
      throw Diagnostic(
        "contents.duplicate-destination", "'\(taken.path)' stands where \(owner) goes, '\(path)'",
        at: taken.location, hint: "install it elsewhere, or leave one of the two out")
    }
  }
}

private func readChangelog(of recipe: PackageRecipe) throws -> Changelog? {
  guard let path = recipe.changelog else { return nil }
  let text = try InputFile(path.value, at: path.location).contents(limit: 4 << 20)
  return try Changelog.parse(yaml: text, file: path.value)
}

extension PackageEntry {
  /// Whether nothing can be installed at `path` beside this entry.
  fileprivate func stands(inTheWayOf path: String) -> Bool {
    if case .directory = kind { return self.path == path }
    return self.path == path || path.hasPrefix(self.path + "/")
  }
}

/// SVR4 cpio counts a file's bytes in 32 bits.
private func requireFitsRPM(_ entries: [PackageEntry]) throws(Diagnostic) {
  for entry in entries where (entry.content?.size ?? 0) > Int(UInt32.max) {
    throw Diagnostic(
      "rpm.file-too-large", "'\(entry.path)' is larger than the 4 GiB an RPM file may have",
      at: entry.location, hint: "split the file, or build only the DEB")
  }
}

private func scriptTexts(_ scripts: Scripts) throws(Diagnostic) -> ScriptTexts {
  func text(_ path: Located<String>?) throws(Diagnostic) -> [UInt8]? {
    guard let path else { return nil }
    return try InputFile(path.value, at: path.location).contents(limit: 1 << 20)
  }
  var texts = ScriptTexts()
  texts.preInstall = try text(scripts.preInstall)
  texts.postInstall = try text(scripts.postInstall)
  texts.preRemove = try text(scripts.preRemove)
  texts.postRemove = try text(scripts.postRemove)
  texts.preTransaction = try text(scripts.preTransaction)
  texts.postTransaction = try text(scripts.postTransaction)
  texts.verify = try text(scripts.verify)
  texts.config = try text(scripts.config)
  texts.templates = try text(scripts.templates)
  return texts
}
