public import Recipe

/// The name of a package's file, by its format's convention.
///
/// `name_version_arch.deb` without the epoch; `name-version-release.arch.rpm`.
public func artefactName(of recipe: PackageRecipe, part: FormatPart) -> String {
  let name = recipe.name.value
  let version = recipe.version
  switch part.format {
  case .deb: return "\(name)_\(version.debianFileVersion)_\(part.architecture).deb"
  case .rpm:
    return "\(name)-\(version.rpmVersion)-\(version.rpmRelease).\(part.architecture).rpm"
  }
}
