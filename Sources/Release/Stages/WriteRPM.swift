internal import Bytes
public import Compression
internal import Cryptography
public import Diagnostics
internal import Platform
public import RPM
public import Recipe

/// What an RPM's header says, as far as it is known before the files are read.
///
/// Every problem is reported at once, at the recipe's line.
public func rpmMetadata(
  of recipe: PackageRecipe, part: FormatPart, scripts: ScriptTexts,
  changelog: [RPMChangelogEntry] = [],
  date: Int64
) throws(Diagnostics) -> RPMMetadata {
  var problems: [Diagnostic] = []
  let text = recipe.description?.value ?? recipe.name.value
  let summary = recipe.rpm.summary?.value ?? recipe.summary
  guard let buildTime = UInt32(exactly: date) else {
    throw Diagnostics(
      Diagnostic("build.bad-date", "an RPM cannot hold the time \(date)", at: recipe.name.location))
  }
  var metadata = RPMMetadata(
    name: recipe.name.value, version: recipe.version.rpmVersion,
    release: recipe.version.rpmRelease, epoch: recipe.version.epoch, summary: summary,
    description: extendedText(text) ?? text, license: recipe.license?.value ?? "Unspecified",
    architecture: part.architecture, buildTime: buildTime,
    compression: RPMPayloadCompression(CompressionSetting(part.compression)))
  if let group = recipe.rpm.group { metadata.group = group.value }
  if let host = recipe.rpm.buildHost { metadata.buildHost = host.value }
  metadata.url = recipe.homepage?.value ?? ""
  metadata.vendor = recipe.vendor?.value ?? ""
  metadata.packager = recipe.rpm.packager?.value ?? recipe.maintainer?.value ?? ""
  metadata.prefixes = recipe.rpm.prefixes.map(\.value)
  metadata.dependencies = rpmDependencies(part.relations, problems: &problems)
  metadata.changelog = changelog
  metadata.scripts = rpmScripts(scripts, problems: &problems)
  problems += metadata.check().map { $0.located(recipe.name.location) }
  if problems.hasErrors { throw Diagnostics(problems) }
  return metadata
}

/// The description without its first line, which is the summary; `nil` when nothing follows it.
private func extendedText(_ text: String) -> String? {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  guard let first = lines.firstIndex(where: { !$0.isEmpty }) else { return nil }
  let rest = lines[(first + 1)...].drop { $0.isEmpty }
  return rest.isEmpty ? nil : rest.joined(separator: "\n")
}

private func rpmDependencies(
  _ relations: Relations, problems: inout [Diagnostic]
) -> [RPMDependency] {
  let sources: [(RPMDependency.Kind, RPMSense, [Located<DependencyText>])] = [
    (.requires, [], relations.depends), (.requires, .postIn, relations.requiresPost),
    (.recommends, [], relations.recommends), (.suggests, [], relations.suggests),
    (.conflicts, [], relations.conflicts), (.obsoletes, [], relations.replaces),
    (.provides, [], relations.provides),
  ]
  var result: [RPMDependency] = []
  for (kind, phases, texts) in sources {
    for text in texts {
      guard let rpm = text.value.rpm else { continue }
      do throws(Diagnostic) {
        result += try RPMDependency.parse(rpm, as: kind, phases: phases)
      } catch {
        problems.append(error.located(text.location))
      }
    }
  }
  return result
}

private func rpmScripts(_ texts: ScriptTexts, problems: inout [Diagnostic]) -> [RPMScript] {
  let sources: [(RPMScript.Kind, [UInt8]?)] = [
    (.preIn, texts.preInstall), (.postIn, texts.postInstall), (.preUn, texts.preRemove),
    (.postUn, texts.postRemove), (.preTrans, texts.preTransaction),
    (.postTrans, texts.postTransaction), (.verify, texts.verify),
  ]
  return sources.compactMap { kind, bytes in
    guard let bytes else { return nil }
    guard let body = String(validating: bytes, as: UTF8.self) else {
      problems.append(
        Diagnostic(
          "rpm.script-not-text", "the \(kind.rawValue) script is not UTF-8 text",
          hint: "name a text file; an RPM cannot carry a program as its script"))
      return nil
    }
    return RPMScript(kind, body: body, interpreter: interpreter(of: body))
  }
}

/// The program a script's first line names, with its arguments; the shell when it names none.
func interpreter(of script: String) -> [String] {
  // Unicode scalars, because a carriage return and a newline are one character.
  let line = script.unicodeScalars.prefix { $0 != "\n" }
  guard line.starts(with: "#!".unicodeScalars) else { return ["/bin/sh"] }
  let words = line.dropFirst(2).split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
  return words.isEmpty ? ["/bin/sh"] : words
}

extension RPMPayloadCompression {
  /// rpm's own words for a setting, as rpmbuild writes them for `%_binary_payload`.
  init(_ setting: CompressionSetting) {
    switch setting.algorithm {
    case .gzip, .zlib: self.init(compressor: "gzip", flags: String(min(9, setting.level)))
    case .zstd: self.init(compressor: "zstd", flags: String(setting.level))
    case .xz: self.init(compressor: "xz", flags: String(setting.level))
    case .none: self = .none
    }
  }
}

extension CompressionSetting {
  /// What a recipe asks for.
  public init(_ choice: CompressionChoice) {
    let algorithm: Algorithm =
      switch choice.algorithm {
      case .gzip: .gzip
      case .zlib: .zlib
      case .zstd: .zstd
      case .xz: .xz
      case .none: .none
      }
    self.init(algorithm, level: choice.level)
  }
}

extension [PackageEntry] {
  /// The order of an RPM's header and payload.
  public var sortedForRPM: [PackageEntry] { sortedByPath }
}

/// The inode numbers of an RPM's files, by path: those its header will state.
public func rpmInodes(_ entries: [PackageEntry]) -> [String: UInt32] {
  var inodes: [String: UInt32] = [:]
  for (index, entry) in entries.sortedForRPM.enumerated() {
    inodes[entry.path] = UInt32(index + 1)
  }
  return inodes
}

/// The size of the main header, which depends on no digest.
public func rpmHeaderSize(
  _ metadata: RPMMetadata, entries: [PackageEntry]
) throws(Diagnostics) -> Int {
  try RPMHeader.mainSize(metadata: metadata, files: entries.map { RPMFile($0, digest: "") })
}

/// The main header, once the pass knows every digest.
public func rpmHeader(
  _ metadata: RPMMetadata, files: [PackedFile], ghosts: [PackageEntry], stream: PayloadStream
) throws(Diagnostics) -> RPMHeader {
  try RPMHeader.main(
    metadata: metadata,
    files: files.map { RPMFile($0.entry, digest: $0.digests.hexadecimal(.sha256)) }
      + ghosts.map { RPMFile($0, digest: "") },
    payload: RPMPayloadFacts(
      compressedSHA256: stream.compressedSHA256,
      uncompressedSHA256: stream.uncompressedSHA256 ?? []))
}

extension RPMFile {
  init(_ entry: PackageEntry, digest: String) {
    var flags: Flags = []
    let type: UInt16
    var size = UInt64(0)
    var target = ""
    var sum = ""
    switch entry.kind {
    case .file(let content, _):
      type = 0o100000
      size = UInt64(content.size)
      sum = digest
    case .ghost:
      type = 0o100000
      flags.insert(.ghost)
    case .directory: type = 0o040000
    case .symlink(let text):
      type = 0o120000
      target = text
      size = UInt64(text.utf8.count)
    }
    if entry.isConfiguration || entry.config != nil {
      flags.insert(.config)
      switch entry.config {
      case .replace: break
      case .noReplace, nil: flags.insert(.noReplace)
      case .missingOK: flags.insert(.missingOK)
      }
    }
    switch entry.role {
    case .plain:
      if case .file = entry.kind, isDocumentation(entry.path) { flags.insert(.documentation) }
    case .documentation: flags.insert(.documentation)
    case .license: flags.insert(.license)
    case .readme: flags.insert(.readme)
    }
    self.init(
      path: entry.path, mode: type | entry.permissions, owner: entry.owner, group: entry.group,
      size: size, modificationTime: UInt32(clamping: entry.modified), digest: sum,
      linkTarget: target, flags: flags, language: entry.language)
  }
}

/// Where rpmbuild marks files as documentation unasked; `%__docdir_path`.
private func isDocumentation(_ path: String) -> Bool {
  ["/usr/share/doc/", "/usr/share/man/", "/usr/share/info/"].contains { path.hasPrefix($0) }
}
