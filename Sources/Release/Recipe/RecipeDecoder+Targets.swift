import Diagnostics
import Platform

extension RecipeDecoder {
  /// `targets:`, each name looked up.
  mutating func targets(_ fields: Fields) -> [Located<TargetRelease>] {
    let names = fields.texts("targets")
    guard !names.isEmpty else {
      if let node = fields["targets"] {
        report("recipe.empty-value", "'targets' names no release", node.location)
      }
      return []
    }
    let table = releases ?? .builtIn
    var found: [Located<TargetRelease>] = []
    for name in names {
      let release = noting { () throws(Diagnostic) in
        try table.release(named: name.value, at: name.location)
      }
      guard let release else { continue }
      if let first = found.first(where: { $0.value.name == release.name }) {
        report(
          "recipe.duplicate-target",
          "'\(name.value)' names '\(first.value.name)' again", name.location, hint: "remove it")
        continue
      }
      found.append(Located(release, at: name.location))
    }
    return found
  }

  /// How `format`'s payload is compressed: as the recipe says, or as suits its targets.
  mutating func compression(_ own: Fields, for format: PackageFormat) -> CompressionChoice {
    let usual = CompressionChoice.standard(for: format, targets: targets.map(\.value))
    guard let text = own.text("compression") else { return usual }
    // nfpm's RPMs may ask for LZMA's old container; whatever reads it reads xz.
    if format == .rpm, text.value == "lzma" {
      report(
        "recipe.no-effect", "'lzma' has no effect: the payload is compressed with xz",
        severity: .warning, text.location, hint: "write 'xz'")
      return CompressionChoice(.xz, level: CompressionChoice.Algorithm.xz.usualLevel)
    }
    let chosen = noting { () throws(Diagnostic) in
      try CompressionChoice(text.value, at: text.location)
    }
    guard let chosen else { return usual }
    if chosen.algorithm == .zstd { checkZstd(at: text.location, for: format) }
    return chosen
  }

  private mutating func checkZstd(at location: SpecLocation, for format: PackageFormat) {
    for target in targets.map(\.value) where target.format == format {
      if !target.readsZstd {
        report(
          "recipe.unsupported-compression",
          "'\(target.name)' does not install packages compressed with zstd", location,
          hint: "write 'xz', or remove 'compression' to have it chosen")
      } else if target.unverified.contains(.zstd) {
        report(
          "recipe.unsupported-compression",
          "nobody has tried whether '\(target.name)' installs packages compressed with zstd",
          severity: .warning, location, hint: "write 'xz' to be sure")
      }
    }
  }
}
