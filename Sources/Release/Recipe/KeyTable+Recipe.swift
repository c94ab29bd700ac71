extension KeyTable {
  /// The whole recipe.
  static let recipe = KeyTable(
    noun: "the recipe",
    keys: [
      key("name", .line, "The package's name.", required: true),
      key(
        "arch", .listOrOne(.line),
        "The architectures, named as Go does, such as amd64 or arm7; amd64 by default."),
      key("platform", .choice(["linux"]), "The operating system."),
      key("version", .line, "The upstream version.", required: true),
      key(
        "version_schema", .choice(["semver", "none"]),
        "Whether the version is taken apart as a semantic version (the default)."),
      key("release", .line, "The packaging revision."),
      key("epoch", .line, "Overrules every version with a smaller epoch."),
      key("prerelease", .line, "Replaces the version's prerelease."),
      key("version_metadata", .line, "Replaces the version's build metadata."),
      key("section", .line, "Debian's section; misc by default."),
      key("priority", .line, "Debian's priority; optional by default."),
      key("maintainer", .line, "Who answers for the package: Name <address>."),
      key("description", .text, "The summary, and from the second line on the description."),
      key("vendor", .line, "RPM's Vendor."),
      key("homepage", .line, "The upstream project's URL."),
      key("license", .line, "An SPDX licence expression."),
      key("changelog", .line, "A changelog in chglog's YAML."),
      key("disable_globbing", .boolean, "Take every src literally."),
      key("mtime", .time, "The modification time of everything without its own."),
      key(
        "formats", .listOrOne(.choice(["rpm", "deb"])), "The formats to build; both by default."),
      key(
        "targets", .listOrOne(.line),
        "The releases that must be able to install and run it, such as el8 or debian12."),
      key("binaries", .list(.mapping(binary)), "The executables to check, strip and install."),
      key("preconditions", .mapping(preconditions), "What must hold before anything is built."),
      key("sbom", .mapping(sbom), "Which bills of materials are written."),
      key("sign", .mapping(sign), "With what everything is signed."),
      key("overrides", .mapping(overrides), "Keys laid over the recipe's for one format."),
      later("services", "ship the unit under 'contents' and enable it in 'scripts'"),
      later("users", "ship a sysusers.d file under 'contents'"),
    ] + overridable(rpm: .mapping(rpm), deb: .mapping(deb)))

  /// The keys that `overrides` may lay over the recipe's.
  static func overridable(rpm: Shape?, deb: Shape?) -> [Key] {
    let relation = Shape.list(.line)
    let elsewhere = "belongs to the other format's overrides"
    return [
      key("depends", relation, "Packages that must be installed."),
      key("recommends", relation, "Packages installed with it unless refused."),
      key("suggests", relation, "Packages that go well with it."),
      key("conflicts", relation, "Packages that must not be installed with it."),
      key("replaces", relation, "Packages it takes the place of."),
      key("provides", relation, "Other names it answers to."),
      key("contents", .list(.mapping(content)), "The files to install."),
      key("scripts", .mapping(scripts), "What runs around installation and removal."),
      key("umask", .mode, "Taken from the modes of files that name none."),
      rpm.map { key("rpm", $0, "What only RPM has.") }
        ?? idle("rpm", .dictionary(.text), elsewhere),
      deb.map { key("deb", $0, "What only Debian has.") }
        ?? idle("deb", .dictionary(.text), elsewhere),
      foreign("apk"), foreign("archlinux"), foreign("ipk"), foreign("msix"), foreign("srpm"),
    ]
  }

  static let overrides = KeyTable(
    noun: "'overrides'",
    keys: [
      key(
        "rpm",
        .mapping(
          KeyTable(
            noun: "'overrides.rpm'", keys: overridable(rpm: .mapping(rpm), deb: nil))),
        "For RPM packages."),
      key(
        "deb",
        .mapping(
          KeyTable(
            noun: "'overrides.deb'", keys: overridable(rpm: nil, deb: .mapping(deb)))),
        "For Debian packages."),
      foreign("apk"), foreign("archlinux"), foreign("ipk"), foreign("msix"), foreign("srpm"),
    ])

  static let scripts = KeyTable(
    noun: "'scripts'",
    keys: [
      key("preinstall", .line, "Runs before the files are unpacked."),
      key("postinstall", .line, "Runs after the files are unpacked."),
      key("preremove", .line, "Runs before the files are removed."),
      key("postremove", .line, "Runs after the files are removed."),
    ])
}
