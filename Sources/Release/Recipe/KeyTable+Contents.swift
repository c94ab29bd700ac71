extension KeyTable {
  /// Every `type:` of nfpm's.
  static let contentTypes = [
    "", "file", "dir", "symlink", "tree", "ghost", "config", "config|noreplace",
    "config|missingok", "config|tree", "config|noreplace|tree", "config|missingok|tree", "doc",
    "license", "licence", "readme",
  ]

  static let content = KeyTable(
    noun: "the entry",
    keys: [
      key("src", .line, "A file, directory or glob; a symlink's target."),
      key("dst", .line, "Where it is installed; a trailing slash puts it inside.", required: true),
      key("type", .choice(contentTypes), "What it is; a file by default."),
      key("packager", .line, "The one format it is for."),
      key("file_info", .mapping(fileInfo), "Mode, owner and time."),
      key("expand", .boolean, "Whether variables in src and dst are expanded; yes by default."),
      key("exclude", .listOrOne(.line), "Globs of what stays out."),
      key("disown_subtree", .list(.line), "Globs of directories the package does not own."),
      later("caps", "set the capabilities in 'scripts.postinstall'"),
    ],
    literalWithoutExpand: ["src", "dst"])

  static let fileInfo = KeyTable(
    noun: "'file_info'",
    keys: [
      key("owner", .line, "The user's name; root by default."),
      key("group", .line, "The group's name; root by default."),
      key("mode", .mode, "Permissions, such as 0644."),
      key("mtime", .time, "The modification time."),
      key("lang", .line, "RPM's language mark, such as de."),
    ])

  static let binary = KeyTable(
    noun: "the binary",
    keys: [
      key("src", .line, "The executable, as a rule with ${ARCH} in its path.", required: true),
      key("dst", .line, "Where it is installed.", required: true),
      key("expect", .mapping(expect), "What the binary must say of itself."),
      key(
        "strip", .choice(["none", "debug", "unneeded", "all"]), "What is stripped; all by default."),
      key("mode", .mode, "Permissions; 0755 by default."),
      key("owner", .line, "The user's name; root by default."),
      key("group", .line, "The group's name; root by default."),
      key(
        "debug", .choice(["none", "split"]),
        "What becomes of stripped debugging information; none of it is kept by default."),
      key("patch", .mapping(patch), "What is changed in how it finds its loader and libraries."),
    ])

  static let expect = KeyTable(
    noun: "'expect'",
    keys: [
      key("main", .line, "The main package's import path."),
      key(
        "link", .choice(BinaryExpectation.Link.allCases.map(\.rawValue)),
        "How it finds its libraries."),
      key("cgo", .boolean, "Whether cgo was enabled."),
      key("trimpath", .boolean, "Whether -trimpath was used."),
      key("vcs-modified", .boolean, "Whether the work tree had local changes."),
    ])

  /// Named as the options of `pkg patch` are.
  static let patch = KeyTable(
    noun: "'patch'",
    keys: [
      key("interpreter", .line, "The path of the dynamic loader."),
      key("rpath", .line, "The directories to search for libraries; write '$$ORIGIN'."),
      key("add-rpath", .listOrOne(.line), "Directories to append to those."),
      key("remove-rpath", .boolean, "Whether the directories it has are dropped."),
      key("force-rpath", .boolean, "Whether they are a DT_RPATH rather than a DT_RUNPATH."),
      key("needed", .mapping(needed), "The libraries it needs."),
      key("soname", .line, "The name by which others need this library."),
      key("execstack", .boolean, "Whether its stack is executable."),
      key("os-abi", .line, "The number of the operating system ABI; 0 is System V, 3 GNU."),
    ])

  static let needed = KeyTable(
    noun: "'needed'",
    keys: [
      key("add", .listOrOne(.line), "Libraries to need before all others."),
      key("remove", .listOrOne(.line), "Libraries no longer needed."),
      key("replace", .dictionary(.line), "New names of libraries, by the old ones."),
    ])
}
