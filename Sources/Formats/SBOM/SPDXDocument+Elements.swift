let spdxPackageIdentifier = "SPDXRef-Package"

func spdxFileIdentifier(_ path: String) -> String { "SPDXRef-File-\(spdxEscaped(path))" }

func spdxAncestorIdentifier(_ path: String) -> String { "SPDXRef-Ancestor-\(spdxEscaped(path))" }

/// The element of a Go module or standard library, from its purl.
func spdxModuleIdentifier(_ reference: String) -> String {
  "SPDXRef-Go-\(spdxEscaped(String(reference.dropFirst("pkg:golang/".count))))"
}

extension BillOfMaterials.Party {
  /// As an SPDX actor; empty parentheses keep those in a name from being taken for an address.
  var spdxActor: String {
    guard let email else { return "Organization: \(name)\(name.hasSuffix(")") ? " ()" : "")" }
    return "Organization: \(name) (\(email))"
  }
}

extension BillOfMaterials.Source {
  var spdxText: String? {
    switch (repository?.nonEmpty, commit?.nonEmpty) {
    case (let repository?, let commit?): "built from \(repository) at commit \(commit)"
    case (let repository?, nil): "built from \(repository)"
    case (nil, let commit?): "built at commit \(commit)"
    case (nil, nil): nil
    }
  }

  /// A package download location, when the repository is reached over HTTP.
  var spdxLocation: String? {
    guard let repository, repository.isWebAddress else { return nil }
    return commit?.nonEmpty.map { "git+\(repository)@\($0)" } ?? "git+\(repository)"
  }
}

extension SPDXDocument.ExternalReference {
  static func purl(_ text: String) -> Self {
    .init(referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: text)
  }
}

extension SPDXDocument.Package {
  init(module: LinkedModule) {
    self.init(
      identifier: spdxModuleIdentifier(module.reference), name: module.path,
      versionInfo: module.version.nonEmpty, primaryPackagePurpose: "LIBRARY")
    if let license = module.license {
      licenseConcluded = license.spdx
      licenseDeclared = license.spdx
    }
    var references = [SPDXDocument.ExternalReference.purl(module.packageURL)]
    if let sum = module.sum {
      references.append(
        .init(referenceCategory: "OTHER", referenceType: "go-h1", referenceLocator: sum))
    }
    externalRefs = references
    let remarks = [
      module.evidence.map { "evidence for the go-h1 sum: \($0.rawValue)" },
      module.replaces.map { "replaces \($0)" },
      module.replacedBy.map { "replaced by the directory \($0)" },
    ]
    let text = remarks.compactMap(\.self).joined(separator: "\n")
    comment = text.nonEmpty
  }

  init(library: StandardLibrary) {
    self.init(
      identifier: spdxModuleIdentifier(library.reference), name: "stdlib",
      versionInfo: library.version, primaryPackagePurpose: "LIBRARY")
    licenseConcluded = "BSD-3-Clause"
    licenseDeclared = "BSD-3-Clause"
    externalRefs = [.purl(library.packageURL)]
    if let cpe = library.cpe {
      externalRefs?.append(
        .init(referenceCategory: "SECURITY", referenceType: "cpe23Type", referenceLocator: cpe))
    }
  }

  /// The binary as the compiler left it, before it was stripped or patched.
  init(ancestorOf file: BillOfMaterials.File, in package: BillOfMaterials.Package) {
    self.init(
      identifier: spdxAncestorIdentifier(file.path), name: file.path,
      versionInfo: package.version, primaryPackagePurpose: "APPLICATION")
    if let actor = package.supplier?.spdxActor { supplier = actor }
    comment = "before stripping and patching"
    checksums = file.ancestorSHA256.map { [.init(algorithm: "SHA256", checksumValue: $0)] }
  }
}

extension SPDXDocument.File {
  init(_ file: BillOfMaterials.File) {
    self.init(
      identifier: spdxFileIdentifier(file.path), fileName: ".\(file.path)",
      fileTypes: file.isELF ? ["APPLICATION", "BINARY"] : nil,
      checksums: [
        .init(algorithm: "SHA1", checksumValue: file.sha1),
        .init(algorithm: "SHA256", checksumValue: file.sha256),
        .init(algorithm: "SHA512", checksumValue: file.sha512),
      ])
    if let go = file.go {
      comment = "Go main package \(go.mainPackage), built with \(go.goVersion)"
    }
  }
}
