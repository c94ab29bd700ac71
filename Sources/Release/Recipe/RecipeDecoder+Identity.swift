import Diagnostics

extension RecipeDecoder {
  /// A name both formats take: Debian Policy 5.6.1; `ALLOWED_CHARS_NAME` of rpm's parser.
  mutating func packageName(_ name: Located<String>?) -> Located<String>? {
    guard let name else { return nil }
    let text = name.value
    guard text.utf8.count <= PackageVersion.longest else {
      report(
        "recipe.invalid-name", "the name is longer than \(PackageVersion.longest) bytes",
        name.location)
      return nil
    }
    let forDebian = formats.contains(.deb)
    let isValid = forDebian ? Self.isDebianName(text) : Self.isRPMName(text)
    if isValid { return name }
    let near = String(
      text.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
    report(
      "recipe.invalid-name",
      forDebian
        ? "'\(text)' is no package name: Debian takes a-z, 0-9, '+', '-' and '.', two at least"
        : "'\(text)' is no package name: RPM takes letters, digits, '+', '-', '.' and '_'",
      name.location,
      hint: near != text && Self.isDebianName(near) ? "did you mean '\(near)'?" : nil)
    return nil
  }

  static func isDebianName(_ text: String) -> Bool {
    text.utf8.count >= 2 && text.first.map { isLower($0) || $0.isASCIIDigit } == true
      && text.allSatisfy { isLower($0) || $0.isASCIIDigit || "+-.".contains($0) }
  }

  private static func isRPMName(_ text: String) -> Bool {
    text.first.map { $0.isASCIILetter || $0.isASCIIDigit || $0 == "_" } == true
      && text.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "+-._".contains($0) }
  }

  private static func isLower(_ character: Character) -> Bool {
    character.isASCIILetter && character.isLowercase
  }

  mutating func packageVersion(_ fields: Fields) -> PackageVersion? {
    let epoch = fields.text("epoch")
    var number: UInt32?
    if let epoch {
      // dpkg keeps the epoch in an `int`.
      if epoch.value.allSatisfy(\.isASCIIDigit), let value = UInt32(epoch.value),
        value <= UInt32(Int32.max)
      {
        number = value
      } else {
        report(
          "recipe.invalid-epoch", "the epoch '\(epoch.value)' is no number below 2147483648",
          epoch.location)
      }
    }
    guard let text = fields.text("version") else { return nil }
    let release = fields.text("release")
    let version = PackageVersion(
      text.value, schema: fields.word("version_schema") ?? .semver,
      prerelease: fields.text("prerelease")?.value,
      metadata: fields.text("version_metadata")?.value, release: release?.value, epoch: number,
      at: text.location)
    problems += version.problems(for: formats, releaseAt: release?.location)
    return version
  }

  mutating func maintainer(_ fields: Fields) -> Located<String>? {
    guard let maintainer = fields.text("maintainer") else {
      if fields["maintainer"] == nil {
        report(
          "recipe.missing-maintainer", "the recipe names no maintainer", severity: .warning,
          fields.location, hint: "write 'maintainer: Name <address>'")
      }
      return nil
    }
    if !Self.hasAddress(maintainer.value) {
      report(
        "recipe.maintainer-without-address",
        "the maintainer '\(maintainer.value)' is not 'Name <address>'", severity: .warning,
        maintainer.location, hint: "write the address in angle brackets after the name")
    }
    return maintainer
  }

  /// Whether it is `Name <local@domain>`, as Debian Policy 5.6.2 wants it.
  private static func hasAddress(_ text: String) -> Bool {
    guard text.hasSuffix(">"), let open = text.firstIndex(of: "<"), open > text.startIndex,
      text[text.index(before: open)] == " "
    else { return false }
    let address = text[text.index(after: open)...].dropLast()
    let halves = address.split(separator: "@", omittingEmptySubsequences: false)
    return halves.count == 2 && halves.allSatisfy { !$0.isEmpty }
      && !address.contains { " <>".contains($0) }
  }

  /// The sections of Debian's archive.
  static let sections = [
    "admin", "cli-mono", "comm", "database", "debug", "devel", "doc", "editors", "education",
    "electronics", "embedded", "fonts", "games", "gnome", "gnu-r", "gnustep", "golang",
    "graphics", "hamradio", "haskell", "httpd", "interpreters", "introspection", "java",
    "javascript", "kde", "kernel", "libdevel", "libs", "lisp", "localization", "mail", "math",
    "metapackages", "misc", "net", "news", "ocaml", "oldlibs", "otherosfs", "perl", "php",
    "python", "raku", "ruby", "rust", "science", "shells", "sound", "tasks", "tex", "text",
    "utils", "vcs", "video", "virtual", "web", "x11", "xfce", "zope",
  ]

  mutating func section(_ fields: Fields) -> Located<String> {
    guard let section = fields.text("section") else { return Located("misc", at: fields.location) }
    let name = section.value.split(separator: "/").last.map(String.init) ?? ""
    if !Self.sections.contains(name), formats.contains(.deb) {
      report(
        "recipe.unknown-section", "Debian has no section '\(section.value)'", severity: .warning,
        section.location,
        hint: closest(to: name, among: Self.sections).map { "did you mean '\($0)'?" }
          ?? "write 'misc'")
    }
    return section
  }

  mutating func priority(_ fields: Fields) -> Located<String> {
    guard let priority = fields.text("priority") else {
      return Located("optional", at: fields.location)
    }
    let known = ["required", "important", "standard", "optional"]
    if !known.contains(priority.value), formats.contains(.deb) {
      report(
        "recipe.unknown-priority", "Debian has no priority '\(priority.value)'",
        severity: .warning, priority.location,
        hint: closest(to: priority.value, among: known).map { "did you mean '\($0)'?" }
          ?? "write 'optional'")
    }
    return priority
  }
}
