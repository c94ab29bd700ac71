internal import Bytes
internal import Cryptography

extension BillOfMaterials {
  /// Writes the bill as an SPDX 2.3 JSON document.
  ///
  /// Suppliers and licences of Go modules nobody stated are `NOASSERTION`.
  public func spdx23() throws(UndescribablePackage) -> Document {
    let inventory = try Inventory(self)
    let license = try StatedLicense(package.license)
    let binaries = inventory.files.filter { $0.ancestorSHA256 != nil }
    let packages =
      [try mainPackage(inventory, license)]
      + inventory.modules.map(SPDXDocument.Package.init(module:))
      + inventory.standardLibraries.map(SPDXDocument.Package.init(library:))
      + binaries.map { SPDXDocument.Package(ancestorOf: $0, in: package) }
    let references = Set(
      (inventory.modules.compactMap(\.license) + (license.map { [$0] } ?? []))
        .flatMap(\.references))
    let title =
      "\(package.name)-\(package.version).\(package.architecture).\(package.format.rawValue)"
    let bill = SPDXDocument(
      name: title,
      documentNamespace: "https://spdx.org/spdxdocs/\(percentEncoded(title))-\(nilUUID)",
      creationInfo: .init(
        created: inventory.timestamp,
        creators: (package.supplier.map { [$0.spdxActor] } ?? [])
          + ["Tool: \(tool.name)-\(tool.version)"]),
      packages: packages.sorted { $0.identifier < $1.identifier },
      files: inventory.files.map(SPDXDocument.File.init).sorted { $0.identifier < $1.identifier },
      relationships: try relationships(inventory),
      hasExtractedLicensingInfos: references.isEmpty
        ? nil
        : references.sorted { ($0.identifier, $0.name) < ($1.identifier, $1.name) }.map {
          .init(licenseId: $0.identifier, name: $0.name, extractedText: $0.name)
        })
    return try document(bill, kind: "spdx|2.3", nameLine: "\"documentNamespace\"")
  }

  private func mainPackage(
    _ inventory: Inventory, _ license: StatedLicense?
  ) throws(UndescribablePackage) -> SPDXDocument.Package {
    var main = SPDXDocument.Package(
      identifier: spdxPackageIdentifier, name: package.name, versionInfo: package.version,
      primaryPackagePurpose: "APPLICATION")
    if let supplier = package.supplier {
      main.supplier = supplier.spdxActor
      main.originator = supplier.spdxActor
    }
    if let license {
      main.licenseConcluded = license.spdx
      main.licenseDeclared = license.spdx
    }
    if let copyright = package.copyright { main.copyrightText = copyright }
    if let homepage = package.homepage, homepage.isWebAddress { main.homepage = homepage }
    main.summary = package.summary.nonEmpty
    main.builtDate = inventory.timestamp
    main.sourceInfo = package.source?.spdxText
    main.downloadLocation = package.source?.spdxLocation ?? "NOASSERTION"
    main.externalRefs = [.purl(package.packageURL.description)]
    if !inventory.files.isEmpty {
      main.filesAnalyzed = true
      main.licenseInfoFromFiles = ["NOASSERTION"]
      main.packageVerificationCode = try verificationCode(inventory.files)
    }
    if case .sidecar(let artifact) = kind {
      main.packageFileName = artifact.fileName
      main.checksums = [
        .init(algorithm: "SHA256", checksumValue: artifact.sha256),
        .init(algorithm: "SHA512", checksumValue: artifact.sha512),
      ]
      main.comment = artifact.invariants.named.map { "\($0.name): \($0.hexadecimal)" }
        .joined(separator: "\n")
    }
    return main
  }

  /// SHA-1 over the files' SHA-1 digests in hexadecimal, sorted; SPDX 2.3 §7.9.
  private func verificationCode(
    _ files: [File]
  ) throws(UndescribablePackage) -> SPDXDocument.VerificationCode {
    let digests = files.map(\.sha1).sorted().joined()
    let excluded: [String]? =
      if case .embedded(let path) = kind { [".\(path)"] } else { nil }
    do throws(CryptographyError) {
      return .init(
        packageVerificationCodeValue: hexadecimal(try digest(.sha1, of: Array(digests.utf8))),
        packageVerificationCodeExcludedFiles: excluded)
    } catch { throw .digestUnavailable("\(error.operation) \(error.reason)") }
  }

  private func relationships(
    _ inventory: Inventory
  ) throws(UndescribablePackage) -> [SPDXDocument.Relationship] {
    var list: [SPDXDocument.Relationship] = []
    func relate(_ from: String, _ type: String, _ to: String) {
      list.append(.init(spdxElementId: from, relationshipType: type, relatedSpdxElement: to))
    }
    for file in inventory.files {
      let identifier = spdxFileIdentifier(file.path)
      relate(spdxPackageIdentifier, "CONTAINS", identifier)
      if file.ancestorSHA256 != nil {
        relate(identifier, "GENERATED_FROM", spdxAncestorIdentifier(file.path))
      }
      guard let go = file.go else { continue }
      if let main = go.mainModule {
        let reference = try LinkedModule(main).reference
        relate(identifier, "GENERATED_FROM", spdxModuleIdentifier(reference))
      }
      let main = try go.mainModule.map { module throws(UndescribablePackage) in
        try LinkedModule(module).reference
      }
      for reference in try go.linkedReferences() where reference != main {
        relate(identifier, "STATIC_LINK", spdxModuleIdentifier(reference))
      }
    }
    relate("SPDXRef-DOCUMENT", "DESCRIBES", spdxPackageIdentifier)
    return list.sorted {
      ($0.spdxElementId, $0.relationshipType, $0.relatedSpdxElement)
        < ($1.spdxElementId, $1.relationshipType, $1.relatedSpdxElement)
    }
  }
}
