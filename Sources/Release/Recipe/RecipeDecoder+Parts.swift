import Diagnostics
import Platform

extension RecipeDecoder {
  /// What `format` gets: `fields` already has the format's overrides laid over it.
  mutating func part(_ fields: Fields, for format: PackageFormat) -> FormatPart {
    let own = fields.section(format.rawValue)
    let contents = fields.list("contents").compactMap { content($0, for: format) }
    let umask = fields.mode("umask")
    if let umask, umask.value > 0o777 {
      report(
        "recipe.invalid-mode", "'umask' takes nothing but permissions away", umask.location,
        hint: "write it as '0o022'")
    }
    return FormatPart(
      format: format, contents: contents, relations: relations(fields, own, for: format),
      scripts: scripts(fields.section("scripts"), own.section("scripts")), umask: umask,
      architecture: nativeArchitecture(own, for: format),
      compression: compression(own, for: format), signature: signature(own, for: format))
  }

  private func scripts(_ common: Fields, _ own: Fields) -> Scripts {
    var scripts = Scripts()
    scripts.preInstall = common.text("preinstall")
    scripts.postInstall = common.text("postinstall")
    scripts.preRemove = common.text("preremove")
    scripts.postRemove = common.text("postremove")
    scripts.preTransaction = own.text("pretrans")
    scripts.postTransaction = own.text("posttrans")
    scripts.verify = own.text("verify")
    scripts.templates = own.text("templates")
    scripts.config = own.text("config")
    return scripts
  }

  private mutating func nativeArchitecture(
    _ own: Fields, for format: PackageFormat
  ) -> String {
    let usual = format == .rpm ? architecture.rpm : architecture.debian
    guard let written = own.text("arch") else { return usual }
    let others = format == .rpm ? "_" : "-"
    guard
      written.value.allSatisfy({
        $0.isASCIILetter || $0.isASCIIDigit || others.contains($0)
      })
    else {
      report(
        "recipe.unknown-architecture",
        "'\(written.value)' is no architecture of \(format.rawValue)'s", written.location)
      return usual
    }
    return written.value
  }

  private mutating func signature(_ own: Fields, for format: PackageFormat) -> PackageSignature? {
    guard let fields = own.fields("signature") else { return nil }
    if fields.text("key_file") == nil, signing == nil, fields.node.entries?.isEmpty == false {
      report(
        "recipe.no-effect", "'\(format.rawValue).signature' has no effect: no key is named",
        severity: .warning, fields.location, hint: "name it with 'key_file', or with 'sign'")
    }
    if let method = fields.text("method"), method.value == "dpkg-sig" {
      report(
        "recipe.no-effect", "'dpkg-sig' has no effect: signatures are written as debsign does",
        severity: .warning, method.location, hint: "write 'debsign'")
    }
    if let id = fields.text("key_id"), !id.value.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
      report(
        "recipe.invalid-key-id", "the key id '\(id.value)' is not hexadecimal", id.location)
    }
    return PackageSignature(
      key: ownKey(fields, of: format), keyID: fields.text("key_id"),
      role: fields.word("type") ?? .origin)
  }

  /// The key of one format; what is not said of it is as under `sign:` when it is that key.
  private mutating func ownKey(_ fields: Fields, of format: PackageFormat) -> SigningSettings? {
    let certificate = fields.text("certificate")
    guard let key = fields.text("key_file") else {
      if let unused = certificate?.location ?? fields.text("backend")?.location {
        report(
          "recipe.no-effect",
          "'\(format.rawValue).signature' says more of a key than it names", severity: .warning,
          unused, hint: "name it with 'key_file'")
      }
      return nil
    }
    let common = signing?.key.value == key.value ? signing : nil
    return SigningSettings(
      key: key, backend: fields.word("backend") ?? common?.backend,
      certificate: certificate ?? common?.certificate, location: fields.location)
  }

  mutating func rpmSettings(_ fields: Fields) -> RPMSettings {
    var settings = RPMSettings()
    settings.group = fields.text("group")
    settings.summary = fields.text("summary")
    settings.packager = fields.text("packager")
    settings.buildHost = fields.text("buildhost")
    for prefix in fields.texts("prefixes") {
      if prefix.value.hasPrefix("/"), let path = absolutePath(prefix) {
        settings.prefixes.append(Located(path, at: prefix.location))
      } else if !prefix.value.hasPrefix("/") {
        report(
          "recipe.invalid-path", "the prefix '\(prefix.value)' is not absolute", prefix.location)
      }
    }
    return settings
  }

  /// Fields that the recipe's own keys write.
  private static let reservedFields = [
    "package", "version", "architecture", "maintainer", "installed-size", "section", "priority",
    "homepage", "description", "depends", "pre-depends", "recommends", "suggests", "breaks",
    "conflicts", "replaces", "provides",
  ]

  mutating func debianSettings(_ fields: Fields) -> DebianSettings {
    var settings = DebianSettings()
    settings.architectureVariant = fields.text("arch_variant")
    for entry in fields["fields"]?.entries ?? [] {
      guard let value = entry.value.located else { continue }
      // Debian Policy 5.1: no control characters, space or colon; '#' and '-' not first.
      let isName =
        entry.key.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ":") }
        && entry.key.first.map { !"#-".contains($0) } == true
      if !isName {
        report(
          "recipe.invalid-field", "'\(entry.key)' is no name of a control field", entry.location)
      } else if Self.reservedFields.contains(entry.key.lowercased()) {
        report(
          "recipe.invalid-field", "the field '\(entry.key)' is written by pkg itself",
          entry.location, hint: "use the recipe's own key for it")
      } else {
        settings.fields.append(
          DebianSettings.ControlField(name: Located(entry.key, at: entry.location), value: value))
      }
    }
    let triggers = fields.section("triggers")
    for key in KeyTable.triggerDirectives {
      for name in triggers.texts(key) {
        guard name.value.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
          report(
            "recipe.invalid-trigger", "'\(name.value)' is no name of a trigger", name.location)
          continue
        }
        let directive = String(key.map { $0 == "_" ? "-" : $0 })
        settings.triggers.append(DebianSettings.Trigger(directive: directive, name: name))
      }
    }
    return settings
  }
}
