import Diagnostics
import Platform

/// Turns checked mappings into the recipe's values, noting what is wrong with them.
struct RecipeDecoder {
  let architecture: Architecture
  var problems: [Diagnostic] = []
  var formats: [PackageFormat] = []
  var isGlobbing = true
  var signing: SigningSettings?
  var targets: [Located<TargetRelease>] = []
  /// The releases that `targets:` may name; `nil` for those of the program.
  let releases: ReleaseTable?

  init(architecture: Architecture, releases: ReleaseTable? = nil) {
    self.architecture = architecture
    self.releases = releases
  }

  /// The whole recipe; `nil` when what it must have is missing or wrong.
  mutating func recipe(_ fields: Fields, formats asked: [PackageFormat]?) -> PackageRecipe? {
    let named = fields.texts("formats").compactMap { PackageFormat(rawValue: $0.value) }
    formats = Set(asked ?? (fields["formats"] == nil ? PackageFormat.allCases : named)).sorted()
    if formats.isEmpty, !problems.hasErrors {
      report("recipe.empty-value", "'formats' names no format", fields["formats"]?.location)
    }
    isGlobbing = fields.boolean("disable_globbing")?.value != true
    signing = signing(fields)
    targets = targets(fields)
    let name = packageName(fields.text("name"))
    let version = packageVersion(fields)
    let maintainer = maintainer(fields)
    let section = section(fields)
    let priority = priority(fields)
    let binaries = fields.list("binaries").compactMap { binary($0) }
    let overrides = fields.section("overrides")
    let parts = formats.map { format in
      part(
        Fields(fields.node.overlaid(with: overrides.section(format.rawValue).node)), for: format)
    }
    let rpm = rpmSettings(Fields(overlaid(fields, with: .rpm)))
    let deb = debianSettings(Fields(overlaid(fields, with: .deb)))
    let preconditions = Preconditions(
      kconfig: fields.section("preconditions").fields("kconfig").map { kconfig($0) },
      vendor: fields.section("preconditions").fields("vendor").map { vendor($0) })
    guard let name, let version else { return nil }
    return PackageRecipe(
      name: name, version: version, architecture: architecture, formats: formats,
      maintainer: maintainer, description: fields.text("description"),
      homepage: fields.text("homepage"), license: fields.text("license"),
      vendor: fields.text("vendor"), section: section, priority: priority,
      modificationTime: fields.time("mtime"), changelog: fields.text("changelog"),
      targets: targets, binaries: binaries, rpm: rpm, deb: deb, preconditions: preconditions,
      sbom: sbom(fields), signing: signing, parts: parts)
  }

  /// `rpm:` or `deb:` with its overrides laid over it.
  private func overlaid(_ fields: Fields, with format: PackageFormat) -> YAMLNode {
    let key = format.rawValue
    return fields.section(key).node
      .overlaid(with: fields.section("overrides").section(key).section(key).node)
  }

  mutating func report(
    _ code: String, _ message: String, severity: Diagnostic.Severity = .error,
    _ location: SpecLocation?, hint: String? = nil
  ) {
    problems.append(Diagnostic(code, message, severity: severity, at: location, hint: hint))
  }

  /// What `body` returns, or `nil` with its diagnostic noted.
  mutating func noting<Value>(_ body: () throws(Diagnostic) -> Value) -> Value? {
    do throws(Diagnostic) {
      return try body()
    } catch {
      problems.append(error)
      return nil
    }
  }

  private func sbom(_ fields: Fields) -> SBOMSettings {
    let sbom = fields.fields("sbom")
    let named = sbom?.texts("formats").compactMap { SBOMSettings.Format(rawValue: $0.value) }
    var formats: [SBOMSettings.Format] = []
    for format in named ?? [] where !formats.contains(format) { formats.append(format) }
    return SBOMSettings(
      formats: sbom?["formats"] == nil ? SBOMSettings.Format.allCases : formats,
      embed: sbom?.boolean("embed")?.value ?? true, location: sbom?.location)
  }

  private func signing(_ fields: Fields) -> SigningSettings? {
    guard let sign = fields.fields("sign"), let key = sign.text("key") else { return nil }
    return SigningSettings(
      key: key, backend: sign.word("backend"), certificate: sign.text("certificate"),
      location: sign.location)
  }
}
