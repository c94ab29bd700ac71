import Diagnostics

extension RecipeDecoder {
  /// Formats of nfpm that this program does not write.
  private static let otherFormats = ["apk", "archlinux", "ipk", "msix", "srpm"]

  /// One entry of `contents:`; `nil` when it is wrong or for another format than `format`.
  mutating func content(_ fields: Fields, for format: PackageFormat) -> ContentEntry? {
    let type = fields.text("type")?.value ?? "file"
    let (kind, config) = Self.kind(of: type)
    let isForFormat = packager(fields.text("packager"), is: format)
    var source = fields.text("src")
    var pattern: GlobPattern?
    switch kind {
    case .symlink, .ghost, .directory: break
    case .file, .tree, .documentation, .license, .readme:
      (source, pattern) = searched(source, isGlobbing: isGlobbing && kind != .tree)
    }
    let mayLackSource = kind == .ghost || kind == .directory
    if fields["src"] == nil, !mayLackSource {
      report(
        "recipe.missing-key",
        "the entry has no 'src'\(type == "file" ? "" : ", which type '\(type)' needs")",
        fields.location)
      return nil
    }
    let exclude = patterns(fields.texts("exclude"))
    let disowned = patterns(fields.texts("disown_subtree"))
    reportIdleKeys(of: fields, kind)
    guard let destination = fields.text("dst"), let path = absolutePath(destination),
      isForFormat, source != nil || mayLackSource
    else { return nil }
    return ContentEntry(
      kind: kind, config: config, source: source, pattern: pattern,
      destination: Located(path, at: destination.location),
      intoDirectory: destination.value.hasSuffix("/"),
      format: fields.text("packager").flatMap { PackageFormat(rawValue: $0.value) },
      exclude: exclude, disowned: disowned, attributes: attributes(fields.section("file_info")),
      location: fields.location)
  }

  /// Warns of what an entry of this kind says in vain.
  private mutating func reportIdleKeys(of fields: Fields, _ kind: ContentEntry.Kind) {
    func warn(_ key: String, _ why: String, at location: SpecLocation?, hint: String) {
      guard let location else { return }
      report(
        "recipe.no-effect", "'\(key)' has no effect: \(why)", severity: .warning, location,
        hint: hint)
    }
    let attributes = fields.section("file_info")
    switch kind {
    case .directory, .ghost, .symlink:
      let noun = kind == .directory ? "directory" : kind.rawValue
      if kind != .symlink {
        warn(
          "src", "a \(noun) has no contents to take from it", at: fields["src"]?.location,
          hint: "remove it")
      }
      warn(
        "exclude", "a \(noun) selects no files", at: fields["exclude"]?.location,
        hint: "remove it")
    case .file, .tree, .documentation, .license, .readme: break
    }
    if kind == .symlink {
      warn(
        "file_info.mode", "a symbolic link has no permissions", at: attributes["mode"]?.location,
        hint: "set the mode of the file it points to")
    }
    if kind != .tree {
      warn(
        "disown_subtree", "the entry is no tree",
        at: fields["disown_subtree"]?.items?.first?.location,
        hint: "write 'type: tree'")
    }
    if fields.text("packager")?.value == PackageFormat.deb.rawValue {
      warn(
        "file_info.lang", "Debian packages do not mark a file's language",
        at: attributes["lang"]?.location, hint: "remove it")
    }
  }

  private static func kind(
    of type: String
  ) -> (ContentEntry.Kind, ContentEntry.ConfigPolicy?) {
    if type == "licence" { return (.license, nil) }
    if let kind = ContentEntry.Kind(rawValue: type) { return (kind, nil) }
    let isTree = type.hasSuffix("|tree")
    let policy = ContentEntry.ConfigPolicy(rawValue: isTree ? String(type.dropLast(5)) : type)
    return (isTree ? .tree : .file, policy)
  }

  private mutating func packager(_ name: Located<String>?, is format: PackageFormat) -> Bool {
    guard let name else { return true }
    let known = PackageFormat.allCases.map(\.rawValue)
    if !known.contains(name.value), !Self.otherFormats.contains(name.value) {
      report(
        "recipe.unknown-value", "'packager' cannot be '\(name.value)'", name.location,
        hint: closest(to: name.value, among: known + Self.otherFormats).map {
          "did you mean '\($0)'?"
        } ?? "it can be 'rpm' or 'deb'")
    }
    return name.value == format.rawValue
  }

  /// A source as a literal path or a glob.
  private mutating func searched(
    _ source: Located<String>?, isGlobbing: Bool
  ) -> (Located<String>?, GlobPattern?) {
    guard let source else { return (nil, nil) }
    guard isGlobbing else {
      return (Located(cleanedPath(source.value), at: source.location), nil)
    }
    guard
      let pattern = noting({ () throws(Diagnostic) in
        try GlobPattern(source.value, at: source.location)
      })
    else { return (nil, nil) }
    // As with nfpm, a pattern is what has wildcards, even when all of them are escaped.
    let isLiteral = pattern.literal == pattern.text
    return (Located(pattern.text, at: source.location), isLiteral ? nil : pattern)
  }

  mutating func patterns(_ texts: [Located<String>]) -> [Located<GlobPattern>] {
    texts.compactMap { text in
      noting { () throws(Diagnostic) in
        Located(try GlobPattern(text.value, at: text.location), at: text.location)
      }
    }
  }

  /// A path inside the package: absolute, without empty, `.` or `..` elements.
  mutating func absolutePath(_ path: Located<String>) -> String? {
    let elements = path.value.split(separator: "/").filter { $0 != "." }
    if elements.contains("..") {
      report(
        "recipe.invalid-path", "the destination '\(path.value)' holds '..'", path.location,
        hint: "write the path it means")
      return nil
    }
    return "/" + elements.joined(separator: "/")
  }

  func attributes(_ fields: Fields) -> FileAttributes {
    FileAttributes(
      mode: fields.mode("mode"), owner: fields.text("owner"), group: fields.text("group"),
      modificationTime: fields.time("mtime"), language: fields.text("lang"))
  }

  /// One entry of `binaries:`.
  mutating func binary(_ fields: Fields) -> BinaryEntry? {
    guard let source = fields.text("src"), let destination = fields.text("dst"),
      var path = absolutePath(destination)
    else { return nil }
    let clean = cleanedPath(source.value)
    if destination.value.hasSuffix("/") {
      path += (path == "/" ? "" : "/") + (clean.split(separator: "/").last ?? "")
    }
    let strip: BinaryEntry.StripMode = fields.word("strip") ?? .all
    let debug: BinaryEntry.DebugMode = fields.word("debug") ?? .none
    if strip == .none, debug == .split {
      report(
        "recipe.split-unstripped",
        "nothing is stripped from '\(clean)', so there is nothing to split",
        fields["debug"]?.location, hint: "set 'strip: all', or leave out 'debug: split'")
    }
    let expect = fields.section("expect")
    return BinaryEntry(
      source: Located(clean, at: source.location),
      destination: Located(path, at: destination.location),
      strip: strip, debug: debug, patch: fields.fields("patch").map { patch($0) },
      expect: BinaryExpectation(
        main: expect.text("main"),
        link: expect.text("link").flatMap { text in
          BinaryExpectation.Link(rawValue: text.value).map { Located($0, at: text.location) }
        },
        cgo: expect.boolean("cgo"), trimpath: expect.boolean("trimpath"),
        vcsModified: expect.boolean("vcs-modified")),
      attributes: attributes(fields), location: fields.location)
  }
}
