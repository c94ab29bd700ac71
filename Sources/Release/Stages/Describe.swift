internal import Cryptography
internal import GoBuild
public import Recipe
public import SBOM

/// A file that went into a package, with what the pass found out about it.
public struct PackedFile: Sendable {
  public var entry: PackageEntry
  public var digests: ContentDigests

  public init(entry: PackageEntry, digests: ContentDigests) {
    self.entry = entry
    self.digests = digests
  }
}

/// The bill of materials of one package, in no document's format.
///
/// `files` are those of the payload, the documents themselves excepted.
public func billOfMaterials(
  _ kind: BillOfMaterials.Kind, of recipe: PackageRecipe, part: FormatPart, files: [PackedFile],
  binaries: [String: PreparedBinary], date: Int64, tool: BillOfMaterials.Tool
) -> BillOfMaterials {
  BillOfMaterials(
    kind: kind,
    package: BillOfMaterials.Package(
      name: recipe.name.value, version: packageVersion(recipe, part),
      architecture: part.architecture, format: part.format == .rpm ? .rpm : .deb,
      summary: recipe.summary, license: recipe.license?.value, homepage: recipe.homepage?.value,
      supplier: recipe.maintainer.map { party($0.value) }, source: source(of: binaries)),
    files: files.compactMap { describe($0, binary: binaries[$0.entry.path]) },
    timestamp: date, tool: tool)
}

/// The version as the package itself says it.
private func packageVersion(_ recipe: PackageRecipe, _ part: FormatPart) -> String {
  switch part.format {
  case .deb: return recipe.version.debianVersion
  case .rpm:
    let epoch = recipe.version.epoch.map { "\($0):" } ?? ""
    return "\(epoch)\(recipe.version.rpmVersion)-\(recipe.version.rpmRelease)"
  }
}

/// `Name <address>` taken apart.
private func party(_ text: String) -> BillOfMaterials.Party {
  guard let open = text.lastIndex(of: "<"), text.hasSuffix(">") else {
    return BillOfMaterials.Party(name: text)
  }
  var name = text[..<open]
  while name.last == " " { name.removeLast() }
  let address = text[text.index(after: open)...].dropLast()
  return BillOfMaterials.Party(name: String(name), email: String(address))
}

/// The commit the binaries were built from, when all that know one agree.
private func source(of binaries: [String: PreparedBinary]) -> BillOfMaterials.Source? {
  let commits = Set(binaries.values.compactMap { $0.buildInfo?.vcsRevision })
  guard commits.count == 1, let commit = commits.first else { return nil }
  return BillOfMaterials.Source(commit: commit)
}

private func describe(
  _ packed: PackedFile, binary: PreparedBinary?
) -> BillOfMaterials.File? {
  guard let content = packed.entry.content else { return nil }
  return BillOfMaterials.File(
    path: packed.entry.path, size: Int64(content.size),
    sha1: packed.digests.hexadecimal(.sha1), sha256: packed.digests.hexadecimal(.sha256),
    sha512: packed.digests.hexadecimal(.sha512),
    isExecutable: packed.entry.permissions & 0o111 != 0, isELF: binary != nil,
    ancestorSHA256: binary?.unstrippedSHA256, go: binary.flatMap(goBinary))
}

private func goBinary(_ binary: PreparedBinary) -> BillOfMaterials.GoBinary? {
  guard let info = binary.buildInfo else { return nil }
  return BillOfMaterials.GoBinary(
    mainPackage: info.path, goVersion: info.goVersion,
    settings: info.settings.map { .init(key: $0.key, value: $0.value) },
    mainModule: info.main.map { .init($0) }, modules: info.dependencies.map { .init($0) })
}

extension BillOfMaterials.GoModule {
  /// A module as the binary names it; its sum is the binary's own claim.
  init(_ module: BuildInfo.Module) {
    let sum = (module.replace ?? module).sum
    self.init(
      path: module.path, version: module.version, sum: sum, evidence: sum == nil ? nil : .binary,
      replacement: module.replace.map { .init(path: $0.path, version: $0.version) })
  }
}
