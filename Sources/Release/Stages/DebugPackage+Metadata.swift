internal import Bytes
public import Debian
public import Diagnostics
public import RPM
public import Recipe

extension DebianMetadata {
  /// The same for the debug symbols of `recipe`'s package, with the fields of `dh_gencontrol`.
  ///
  /// `binaries` are those of the recipe. Throws when the recipe's own package cannot be named.
  public func debugging(
    _ recipe: PackageRecipe, binaries: [String: PreparedBinary]
  ) throws(Diagnostics) -> DebianMetadata {
    var copy = self
    let name = recipe.name.value
    copy.source = name
    copy.relations[.depends] = try DebianDependencyList.require(
      "\(name) (= \(recipe.version.debianVersion))", in: .depends, at: recipe.name.location)
    let buildIDs = Set(binaries.values.compactMap { $0.debug?.buildID }).sorted()
    for (name, value) in [
      ("Auto-Built-Package", "debug-symbols"), ("Build-Ids", buildIDs.joined(separator: " ")),
    ] {
      do throws(MalformedInput) {
        copy.extraFields.append(try ControlField(name: name, value: value))
      } catch {
        preconditionFailure("a build id in hexadecimal is a field's value: \(error)")
      }
    }
    return copy
  }
}

extension RPMMetadata {
  /// The same for the debugging information of `recipe`'s package: from its source package,
  /// and with the build ids for which it can be asked.
  ///
  /// - SeeAlso: rpm's `fileattrs/debuginfo.attr`.
  public func debugging(
    _ recipe: PackageRecipe, binaries: [String: PreparedBinary]
  ) -> RPMMetadata {
    var copy = self
    let version = recipe.version
    copy.sourcePackage =
      "\(recipe.name.value)-\(version.rpmVersion)-\(version.rpmRelease).src.rpm"
    copy.dependencies += Set(binaries.values.compactMap { $0.debug?.buildID }).sorted().map {
      RPMDependency(.provides, "debuginfo(build-id)", .equal, $0)
    }
    return copy
  }
}
