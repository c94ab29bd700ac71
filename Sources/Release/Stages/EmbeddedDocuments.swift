internal import Platform
public import Recipe
public import SBOM

/// A bill of materials that goes into a package, before it can be written.
public struct EmbeddedDocument: Hashable, Sendable {
  public var format: SBOMSettings.Format
  /// Absolute, such as `/usr/share/sbom/hello/hello.amd64.cdx.json`.
  public var path: String
}

/// The documents a package carries inside, none when the recipe embeds none.
///
/// The architecture in the name keeps packages for several co-installable.
/// Not in `/usr/share/doc`: slim images leave that out.
public func embeddedDocuments(
  of recipe: PackageRecipe, part: FormatPart
) -> [EmbeddedDocument] {
  guard recipe.sbom.embed else { return [] }
  return recipe.sbom.formats.sorted { $0.rawValue < $1.rawValue }.map { format in
    let name = recipe.name.value
    return EmbeddedDocument(
      format: format,
      path: "/usr/share/sbom/\(name)/\(name).\(part.architecture).\(format.fileSuffix)")
  }
}

/// The entries of the embedded documents: their directory, and the files without contents yet.
public func embeddedEntries(_ documents: [EmbeddedDocument], date: Int64) -> [PackageEntry] {
  guard let first = documents.first else { return [] }
  let directory = first.path.split(separator: "/").dropLast().map { "/\($0)" }.joined()
  return [PackageEntry(path: directory, kind: .directory, permissions: 0o755, modified: date)]
    + documents.map { document in
      PackageEntry(
        path: document.path, kind: .file(Content([UInt8]()), identity: "document"),
        permissions: 0o644, modified: date)
    }
}

extension SBOMSettings.Format {
  /// What scanners look for at the end of a document's name.
  public var fileSuffix: String {
    switch self {
    case .cycloneDX: "cdx.json"
    case .spdx: "spdx.json"
    }
  }
}

extension BillOfMaterials {
  /// Writes the document in `format`.
  public func document(
    _ format: SBOMSettings.Format
  ) throws(UndescribablePackage) -> Document {
    switch format {
    case .cycloneDX: try cycloneDX16()
    case .spdx: try spdx23()
    }
  }
}
