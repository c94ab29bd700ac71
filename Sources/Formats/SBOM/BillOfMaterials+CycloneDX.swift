extension BillOfMaterials {
  /// Writes the bill as a CycloneDX 1.6 JSON document.
  ///
  /// Go modules are listed under what is compiled; their own dependencies are declared unknown,
  /// because build info does not tell which module needs which.
  public func cycloneDX16() throws(UndescribablePackage) -> Document {
    let inventory = try Inventory(self)
    let purl = package.packageURL.description
    let organization = package.supplier.map(CycloneDXDocument.Organization.init)
    let metadata = CycloneDXDocument.Metadata(
      timestamp: inventory.timestamp,
      tools: .init(components: [
        .init(type: "application", name: tool.name, version: tool.version)
      ]),
      authors: package.supplier.map { [.init($0)] },
      manufacturer: organization, supplier: organization,
      licenses: [.init(license: .init(id: "CC0-1.0"))],
      component: try packageComponent(purl, organization),
      properties: [
        .init(name: "pkg:sbom:kind", value: kind.isEmbedded ? "embedded" : "sidecar"),
        .init(name: "pkg:source-date-epoch", value: String(timestamp)),
      ])
    let components =
      inventory.files.map(CycloneDXDocument.Component.init(file:))
      + inventory.modules.map(CycloneDXDocument.Component.init(module:))
      + inventory.standardLibraries.map(CycloneDXDocument.Component.init(library:))
    let bill = CycloneDXDocument(
      metadata: metadata, components: components,
      dependencies: try dependencies(inventory, purl),
      compositions: try compositions(inventory, purl))
    return try document(bill, kind: "cyclonedx|1.6", nameLine: "\"serialNumber\"")
  }

  private func packageComponent(
    _ purl: String, _ organization: CycloneDXDocument.Organization?
  ) throws(UndescribablePackage) -> CycloneDXDocument.Component {
    var component = CycloneDXDocument.Component(
      type: "application", reference: purl, supplier: organization, manufacturer: organization,
      name: package.name, version: package.version, description: package.summary.nonEmpty,
      licenses: CycloneDXDocument.License.list(try StatedLicense(package.license)),
      copyright: package.copyright, purl: purl)
    var links: [CycloneDXDocument.ExternalReference] = []
    var properties: [CycloneDXDocument.Property] = [
      .init(name: "pkg:package:arch", value: package.architecture),
      .init(name: "pkg:package:format", value: package.format.rawValue),
    ]
    if case .sidecar(let artifact) = kind {
      component.hashes = [
        .init(alg: "SHA-256", content: artifact.sha256),
        .init(alg: "SHA-512", content: artifact.sha512),
      ]
      if let embedded = artifact.embedded {
        links.append(
          .init(
            type: "bom", url: embedded.bomLink,
            hashes: [.init(alg: "SHA-256", content: embedded.sha256)]))
      }
      properties += artifact.invariants.named.map {
        .init(name: "pkg:digest:\($0.name)", value: $0.hexadecimal)
      }
      properties.append(.init(name: "bsi:component:filename", value: artifact.fileName))
    }
    properties += CycloneDXDocument.Property.nature(executable: false, archive: true)
    let commit = package.source?.commit?.nonEmpty
    if let repository = package.source?.repository, repository.isWebAddress {
      links.append(
        .init(type: "vcs", url: repository, comment: commit.map { "commit \($0)" }))
    }
    if let commit { properties.append(.init(name: "pkg:source:commit", value: commit)) }
    if let homepage = package.homepage, homepage.isWebAddress {
      links.append(.init(type: "website", url: homepage))
    }
    component.externalReferences = links.isEmpty ? nil : links
    component.properties = properties.sorted { $0.name < $1.name }
    return component
  }

  /// Package → files; Go binary → modules and standard library; nothing else is known to have any.
  private func dependencies(
    _ inventory: Inventory, _ purl: String
  ) throws(UndescribablePackage) -> [CycloneDXDocument.Dependency] {
    var list = [
      CycloneDXDocument.Dependency(
        ref: purl, dependsOn: inventory.files.map { fileReference($0.path) })
    ]
    for file in inventory.files {
      let linked = try file.go?.linkedReferences() ?? []
      list.append(.init(ref: fileReference(file.path), dependsOn: linked))
    }
    list += inventory.modules.map { .init(ref: $0.reference, dependsOn: []) }
    list += inventory.standardLibraries.map { .init(ref: $0.reference, dependsOn: []) }
    return list
  }

  private func compositions(
    _ inventory: Inventory, _ purl: String
  ) throws(UndescribablePackage) -> [CycloneDXDocument.Composition] {
    let binaries = inventory.files.filter { $0.go != nil }.map { fileReference($0.path) }
    let complete = CycloneDXDocument.Composition(
      aggregate: "complete", assemblies: [purl], dependencies: [purl] + binaries)
    let foreign = inventory.files.filter { $0.isELF && $0.go == nil }
      .map { fileReference($0.path) }
    let unknown = foreign + inventory.modules.map(\.reference)
    guard !unknown.isEmpty else { return [complete] }
    return [complete, .init(aggregate: "unknown", dependencies: unknown)]
  }
}

extension BillOfMaterials.Kind {
  var isEmbedded: Bool {
    if case .embedded = self { true } else { false }
  }
}

extension BillOfMaterials.GoBinary {
  /// Sorted references to everything linked in: modules and the standard library.
  func linkedReferences() throws(UndescribablePackage) -> [String] {
    var references = [StandardLibrary(goVersion: goVersion).reference]
    for module in (mainModule.map { [$0] } ?? []) + modules {
      references.append(try LinkedModule(module).reference)
    }
    return Array(Set(references)).sorted()
  }
}

extension String {
  var nonEmpty: String? { isEmpty ? nil : self }
}

/// How one component points at a payload file.
func fileReference(_ path: String) -> String { "file:\(path)" }
