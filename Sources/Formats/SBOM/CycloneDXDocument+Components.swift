extension CycloneDXDocument.Contact {
  init(_ party: BillOfMaterials.Party) {
    self.init(name: party.name, email: party.email)
  }
}

extension CycloneDXDocument.Organization {
  init(_ party: BillOfMaterials.Party) {
    self.init(name: party.name, contact: party.email == nil ? nil : [.init(party)])
  }
}

extension CycloneDXDocument.Property {
  /// The answers BSI TR-03183-2 asks of every component, by its CycloneDX property taxonomy.
  static func nature(executable: Bool, archive: Bool) -> [Self] {
    [
      .init(name: "bsi:component:archive", value: archive ? "archive" : "no archive"),
      .init(
        name: "bsi:component:executable", value: executable ? "executable" : "non-executable"),
      .init(
        name: "bsi:component:structured", value: archive ? "structured" : "unstructured"),
    ]
  }
}

extension CycloneDXDocument.License {
  /// What 1.6 can say: a listed licence both declared and concluded, an expression only once.
  static func list(_ license: StatedLicense?) -> [Self]? {
    switch license {
    case nil: nil
    case .listed(let identifier):
      [
        .init(license: .init(id: identifier, acknowledgement: "declared")),
        .init(license: .init(id: identifier, acknowledgement: "concluded")),
      ]
    case .expression(let expression):
      [.init(expression: expression.text, acknowledgement: "concluded")]
    case .words(let reference):
      [.init(license: .init(name: reference.name, acknowledgement: "declared"))]
    }
  }
}

extension CycloneDXDocument.Component {
  init(file: BillOfMaterials.File) {
    let baseName = file.path.split(separator: "/").last.map(String.init) ?? file.path
    var properties = CycloneDXDocument.Property.nature(
      executable: file.isExecutable, archive: false)
    properties += [
      .init(name: "bsi:component:filename", value: baseName),
      .init(name: "pkg:file:path", value: file.path),
      .init(name: "pkg:file:size", value: String(file.size)),
    ]
    if let go = file.go {
      properties += [
        .init(name: "pkg:go:main-package", value: go.mainPackage),
        .init(name: "pkg:go:toolchain", value: go.goVersion),
      ]
      properties += go.settings.map {
        .init(name: "pkg:go:build:\($0.key)", value: $0.value)
      }
    }
    self.init(
      type: file.isELF ? "application" : "file", reference: fileReference(file.path),
      name: file.path,
      hashes: [
        .init(alg: "SHA-256", content: file.sha256),
        .init(alg: "SHA-512", content: file.sha512),
      ],
      properties: properties.sorted { ($0.name, $0.value) < ($1.name, $1.value) })
    if let ancestor = file.ancestorSHA256 {
      let unstripped = Self(
        type: "application", name: file.path, description: "before stripping and patching",
        hashes: [.init(alg: "SHA-256", content: ancestor)])
      pedigree = .init(ancestors: [unstripped])
    }
  }

  init(module: LinkedModule) {
    var properties = CycloneDXDocument.Property.nature(executable: false, archive: false)
    if let sum = module.sum { properties.append(.init(name: "pkg:go:h1", value: sum)) }
    properties.append(
      .init(name: "pkg:go:h1:evidence", value: module.evidence?.rawValue ?? "none"))
    if let original = module.replaces {
      properties.append(.init(name: "pkg:go:replaces", value: original))
    }
    if let directory = module.replacedBy {
      properties.append(.init(name: "pkg:go:replaced-by", value: directory))
    }
    self.init(
      type: "library", reference: module.reference, name: module.path,
      version: module.version.nonEmpty, scope: "required",
      licenses: CycloneDXDocument.License.list(module.license), purl: module.packageURL,
      properties: properties.sorted { $0.name < $1.name })
  }

  init(library: StandardLibrary) {
    self.init(
      type: "library", reference: library.reference, name: "stdlib", version: library.version,
      scope: "required", licenses: CycloneDXDocument.License.list(.listed("BSD-3-Clause")),
      cpe: library.cpe, purl: library.packageURL,
      properties: CycloneDXDocument.Property.nature(executable: false, archive: false))
  }
}
