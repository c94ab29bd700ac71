extension KeyTable {
  static let preconditions = KeyTable(
    noun: "'preconditions'",
    keys: [
      key("kconfig", .mapping(kconfig), "What kernels must be configured for."),
      key("vendor", .mapping(vendor), "What the Go vendor tree must look like."),
    ])

  static let kconfig = KeyTable(
    noun: "'kconfig'",
    keys: [
      key("references", .listOrOne(.line), "Kernel configurations, or directories of them."),
      key("on-missing", .choice(["error", "skip"]), "For a reference without a configuration."),
      key("rules", .list(.mapping(rule)), "What the configurations must say.", required: true),
      later("install-check", "put the machine's configuration among the references"),
    ])

  /// `require:` and the like: options and the values they may have.
  private static let options = Shape.dictionary(.listOrOne(.line))

  private static let demands = [
    key("require", options, "Options and the values they may have."),
    key(
      "forbid", .listOrDictionary(.line, .listOrOne(.line)),
      "Options that must be off, or options and the values they must not have."),
  ]

  static let rule = KeyTable(
    noun: "the rule",
    keys: demands + [
      key(
        "any",
        .list(.mapping(KeyTable(noun: "the alternative", keys: demands))),
        "Alternatives of which one must hold."),
      key(
        "when",
        .mapping(
          KeyTable(
            noun: "'when'",
            keys: [
              key("kernel", .line, "A version to compare with, such as >=5.4."),
              key("arch", .listOrOne(.line), "Architectures the rule is for."),
              key("reference", .line, "A glob over the references' names."),
              key("set", options, "Options that must have these values."),
            ])), "When the rule applies."),
      key("why", .text, "The reason, for whoever meets the rule."),
      key("severity", .choice(["error", "warning", "note"]), "An error by default."),
    ])

  static let vendor = KeyTable(
    noun: "'vendor'",
    keys: [
      key("path", .line, "The module's directory; the current one by default."),
      later("lock", "run 'sha256sum --check' in the build step"),
      later("forbid-cgo", "write 'expect: {cgo: false}' under 'binaries'"),
      later("forbid-binaries", "look for objects and archives in the build step"),
    ])
}
