public import Recipe

extension PackageVersion {
  /// `[epoch:]upstream[-revision]`, Debian's version.
  public var debian: String {
    let prefix = epoch.map { "\($0):" } ?? ""
    return prefix + upstreamVersion + (release.map { "-\($0)" } ?? "")
  }

  /// RPM's `Release`, which is never empty: `1` when the recipe sets none.
  public var rpmRelease: String { release ?? "1" }
}

/// The name of a package's file, by its format's convention.
///
/// `name_version_arch.deb` without the epoch; `name-version-release.arch.rpm`.
public func artefactName(of recipe: PackageRecipe, part: FormatPart) -> String {
  let version = recipe.version
  switch part.format {
  case .deb:
    let revision = version.release.map { "-\($0)" } ?? ""
    return
      "\(recipe.name.value)_\(version.upstreamVersion)\(revision)_\(part.architecture).deb"
  case .rpm:
    return
      "\(recipe.name.value)-\(version.upstreamVersion)-\(version.rpmRelease)"
      + ".\(part.architecture).rpm"
  }
}
