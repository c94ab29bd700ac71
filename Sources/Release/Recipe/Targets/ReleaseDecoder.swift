import Diagnostics
import Platform

/// Turns the checked mappings of a targets file into releases, noting what is wrong with them.
struct ReleaseDecoder {
  /// The releases so far.
  var table: ReleaseTable
  var problems: [Diagnostic]
  /// The names of the file being read.
  private var names: Set<String> = []

  init(table: ReleaseTable, problems: [Diagnostic] = []) {
    self.table = table
    self.problems = problems
  }

  /// Adds the release `name`, unless something of it is missing or wrong.
  mutating func add(_ name: String, _ fields: Fields, at location: SpecLocation) {
    let before = problems.count
    checkName(name, at: location)
    let base = base(fields)
    let aliases = aliases(fields, of: name)
    let library = versioned(
      fields, "libc", TargetRelease.CLibrary.self, example: "'glibc 2.28' or 'musl 1.2.5'")
    let kernel = number(fields, "kernel", example: "4.18")
    let gcc = number(fields, "gcc", example: "11.5")
    let zlib = number(fields, "zlib", example: "1.2.13")
    let openssl = version(fields, "openssl", example: "3.0.2") { OpenSSLVersion($0) }
    let packages = versioned(
      fields, "packages", TargetRelease.PackageManager.self,
      example: "'rpm 4.14.3' or 'dpkg 1.21.22'")
    guard let cLibrary = library?.what ?? base?.cLibrary else {
      return requireKeys(fields, base, name, at: location)
    }
    let ports = ports(fields, base, cLibrary)
    let manager = packages?.what ?? base?.packageManager
    let readsZstd = fields.boolean("zstd")?.value
    requireKeys(fields, base, name, at: location)
    if base == nil, readsZstd == nil, manager == .rpm || manager == .dpkg {
      missing("zstd", name, at: location)
    }
    checkSymbolVersions(fields, cLibrary)
    let sources = sources(fields, base)
    guard problems.count == before,
      let libraryVersion = library?.version ?? base?.cLibraryVersion,
      let kernel = kernel ?? base?.kernel, let manager,
      let managerVersion = packages?.version ?? base?.packageManagerVersion
    else { return }
    table.add(
      TargetRelease(
        name: name, title: fields.text("title")?.value ?? name, aliases: aliases,
        cLibrary: cLibrary, cLibraryVersion: libraryVersion,
        symbolVersions: list(fields, "symbol-versions", base?.symbolVersions),
        gcc: gcc ?? base?.gcc, zlib: zlib ?? base?.zlib, openssl: openssl ?? base?.openssl,
        libraries: list(fields, "libraries", base?.libraries),
        kernel: kernel,
        packageManager: manager, packageManagerVersion: managerVersion,
        readsZstd: readsZstd ?? base?.readsZstd ?? false, ports: ports, sources: sources,
        unverified: unverified(fields, base)))
  }

  mutating func report(
    _ code: String, _ message: String, at location: SpecLocation?, hint: String? = nil
  ) {
    problems.append(Diagnostic(code, message, at: location, hint: hint))
  }

  private mutating func missing(_ key: String, _ name: String, at location: SpecLocation) {
    report(
      "recipe.missing-key", "the release '\(name)' has no '\(key)'", at: location,
      hint: "add it, or say with 'like' which release it resembles")
  }

  private mutating func requireKeys(
    _ fields: Fields, _ base: TargetRelease?, _ name: String, at location: SpecLocation
  ) {
    guard base == nil, fields["like"] == nil else { return }
    for key in ["libc", "kernel", "packages", "architectures"] where fields[key] == nil {
      missing(key, name, at: location)
    }
  }

  private mutating func checkName(_ name: String, at location: SpecLocation) {
    let isName =
      name.first.map { $0.isASCIILetter || $0.isASCIIDigit } ?? false
      && name.utf8.count <= 64
      && name.allSatisfy {
        ($0.isASCIILetter && $0.isLowercase) || $0.isASCIIDigit || ".+-".contains($0)
      }
    if !isName {
      report(
        "targets.invalid-name", "'\(name)' is no name of a release", at: location,
        hint: "use lower-case letters, digits, '.', '+' and '-'")
    }
  }

  private mutating func base(_ fields: Fields) -> TargetRelease? {
    guard let like = fields.text("like") else { return nil }
    do throws(Diagnostic) {
      return try table.release(named: like.value, at: like.location)
    } catch {
      problems.append(error)
      return nil
    }
  }

  private mutating func aliases(_ fields: Fields, of name: String) -> [String] {
    var kept: [String] = []
    if !names.insert(name).inserted {
      report("targets.name-taken", "'\(name)' is another release's alias", at: fields.location)
    }
    for alias in fields.texts("aliases") {
      checkName(alias.value, at: alias.location)
      let owner = table[alias.value]?.name
      if names.contains(alias.value) || (owner != nil && owner != name) {
        report(
          "targets.name-taken", "'\(alias.value)' already names '\(owner ?? name)'",
          at: alias.location, hint: "remove it")
      }
      names.insert(alias.value)
      kept.append(alias.value)
    }
    return kept
  }

  /// A word and a version, such as `glibc 2.28`.
  private mutating func versioned<Word: RawRepresentable>(
    _ fields: Fields, _ key: String, _ type: Word.Type, example: String
  ) -> (what: Word, version: DottedVersion)? where Word.RawValue == String {
    guard let text = fields.text(key) else { return nil }
    let words = text.value.split(separator: " ")
    guard words.count == 2, let what = Word(rawValue: String(words[0])),
      let version = DottedVersion(words[1])
    else {
      report(
        "targets.invalid-value", "'\(text.value)' is no value of '\(key)'", at: text.location,
        hint: "write it as \(example)")
      return nil
    }
    return (what, version)
  }

  /// A version alone.
  private mutating func number(
    _ fields: Fields, _ key: String, example: String
  ) -> DottedVersion? {
    version(fields, key, example: example) { DottedVersion($0) }
  }

  private mutating func version<Version>(
    _ fields: Fields, _ key: String, example: String, parsing: (String) -> Version?
  ) -> Version? {
    guard let text = fields.text(key) else { return nil }
    guard let version = parsing(text.value) else {
      report(
        "targets.invalid-value", "'\(text.value)' is no value of '\(key)'", at: text.location,
        hint: "write it as '\(example)'")
      return nil
    }
    return version
  }

  private mutating func checkSymbolVersions(
    _ fields: Fields, _ cLibrary: TargetRelease.CLibrary
  ) {
    for version in fields.texts("symbol-versions")
    where !version.value.hasPrefix(GLibCVersions.prefix) || cLibrary != .glibc {
      report(
        "targets.invalid-value", "'\(version.value)' is no symbol version of \(cLibrary.rawValue)",
        at: version.location,
        hint: cLibrary == .glibc ? "write it as 'GLIBC_2.35'" : "musl has none: remove it")
    }
  }

  private func list(_ fields: Fields, _ key: String, _ base: [String]?) -> [String] {
    fields[key] == nil ? base ?? [] : fields.texts(key).map(\.value)
  }

  private mutating func sources(
    _ fields: Fields, _ base: TargetRelease?
  ) -> [TargetRelease.Fact: String] {
    var sources = base?.sources ?? [:]
    for fact in TargetRelease.Fact.allCases where fields[fact.rawValue] != nil {
      sources[fact] = nil
    }
    for entry in fields["sources"]?.entries ?? [] {
      guard let fact = TargetRelease.Fact(rawValue: entry.key) else {
        let facts = TargetRelease.Fact.allCases.map(\.rawValue)
        report(
          "recipe.unknown-key", "'sources' knows no key '\(entry.key)'", at: entry.location,
          hint: closest(to: entry.key, among: facts).map { "did you mean '\($0)'?" }
            ?? "it can be \(facts.map { "'\($0)'" }.joined(separator: ", "))")
        continue
      }
      sources[fact] = entry.value.located?.value
    }
    return sources
  }

  /// A fact given anew is as sure as its file says; the others are as sure as they were.
  private func unverified(
    _ fields: Fields, _ base: TargetRelease?
  ) -> Set<TargetRelease.Fact> {
    let kept = (base?.unverified ?? []).filter { fields[$0.rawValue] == nil }
    return kept.union(
      fields.texts("unverified").compactMap { TargetRelease.Fact(rawValue: $0.value) })
  }
}
