extension KeyTable {
  static let rpm = KeyTable(
    noun: "'rpm'",
    keys: [
      key("arch", .line, "The architecture in RPM's own spelling."),
      key("group", .line, "RPM's Group."),
      key("summary", .line, "The description's first line by default."),
      key("packager", .line, "RPM's Packager; the maintainer by default."),
      key("buildhost", .line, "RPM's Build Host."),
      key("prefixes", .list(.line), "Directories below which the package may be relocated."),
      key(
        "compression", .line,
        "gzip, zlib, zstd, xz or none, with :level; zstd:6 by default, or what all targets read."),
      key(
        "scripts",
        .mapping(
          KeyTable(
            noun: "'rpm.scripts'",
            keys: [
              key("pretrans", .line, "Runs before the whole transaction."),
              key("posttrans", .line, "Runs after the whole transaction."),
              key("verify", .line, "Runs when the package is verified."),
            ])), "RPM's further scripts."),
      key(
        "requires",
        .mapping(
          KeyTable(
            noun: "'rpm.requires'",
            keys: [key("post", .list(.line), "What the postinstall script needs.")])),
        "Dependencies of the scripts."),
      key(
        "signature",
        .mapping(
          KeyTable(
            noun: "'rpm.signature'",
            keys: [
              key("key_file", .line, "The key of this format's packages, before sign's."),
              backend, certificate,
              key("key_id", .line, "The only key allowed to sign, in hexadecimal."),
            ])), "How the package is signed."),
    ])

  static let deb = KeyTable(
    noun: "'deb'",
    keys: [
      key("arch", .line, "The architecture in Debian's own spelling."),
      key("arch_variant", .line, "Architecture-Variant, such as amd64v3."),
      key("breaks", .list(.line), "Packages that stop working."),
      key("predepends", .list(.line), "Packages that must be configured first."),
      key("fields", .dictionary(.text), "Further fields of the control file."),
      key(
        "compression", .line,
        "gzip, zlib, zstd, xz or none, with :level; xz:1 by default, or what all targets read."),
      key(
        "scripts",
        .mapping(
          KeyTable(
            noun: "'deb.scripts'",
            keys: [
              idle("rules", .line, "it is a source package's, and dpkg does not read it"),
              key("templates", .line, "Debconf's templates."),
              key("config", .line, "Debconf's config script."),
            ])), "Debian's further scripts."),
      key("triggers", .mapping(triggers), "dpkg's triggers."),
      key(
        "signature",
        .mapping(
          KeyTable(
            noun: "'deb.signature'",
            keys: [
              key("key_file", .line, "The key of this format's packages, before sign's."),
              backend, certificate,
              key("key_id", .line, "The only key allowed to sign, in hexadecimal."),
              key("type", .choice(["origin", "maint", "archive"]), "The signature's role."),
              key("method", .choice(["debsign", "dpkg-sig"]), "Always debsign's member."),
              idle("signer", .line, "only dpkg-sig's signatures name a signer"),
            ])), "How the package is signed."),
    ])

  static let triggers = KeyTable(
    noun: "'deb.triggers'",
    keys: triggerDirectives.map { key($0, .list(.line), "Names for \($0).") })

  /// nfpm's spelling of dpkg's directives, which have dashes.
  static let triggerDirectives = [
    "interest", "interest_await", "interest_noawait", "activate", "activate_await",
    "activate_noawait",
  ]

  static let sbom = KeyTable(
    noun: "'sbom'",
    keys: [
      key(
        "formats", .listOrOne(.choice(["cyclonedx-1.6", "spdx-2.3"])), "Both by default."),
      key("embed", .boolean, "Whether one is put inside the package; yes by default."),
    ])

  static let sign = KeyTable(
    noun: "'sign'",
    keys: [
      key("key", .line, "The secret key of all packages and SHA256SUMS.", required: true),
      backend, certificate,
    ])

  private static let backend = key(
    "backend", .choice(SigningSettings.Backend.allCases.map(\.rawValue)),
    "Where the key lives; by default what the key itself says, or a file.")

  private static let certificate = key(
    "certificate", .line, "The OpenPGP certificate of a key that is not an OpenPGP key file.")
}
