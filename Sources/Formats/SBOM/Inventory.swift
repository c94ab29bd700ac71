/// The facts of a bill of materials, checked against each other and in the order documents list.
struct Inventory {
  /// Sorted by path.
  let files: [BillOfMaterials.File]
  /// Sorted by ``LinkedModule/reference``.
  let modules: [LinkedModule]
  /// Versions of the standard library, sorted.
  let standardLibraries: [StandardLibrary]
  let timestamp: String

  init(_ bill: BillOfMaterials) throws(UndescribablePackage) {
    timestamp = try timestampText(bill.timestamp)
    var files = bill.files.sorted { $0.path.precedes($1.path) }
    if case .embedded(let own) = bill.kind { files.removeAll { $0.path.isIdentical(to: own) } }
    for (file, next) in zip(files, files.dropFirst()) where file.path.isIdentical(to: next.path) {
      throw .duplicatePath(file.path)
    }
    for file in files {
      try requireDigest(file.sha1, 40, of: file.path)
      try requireDigest(file.sha256, 64, of: file.path)
      try requireDigest(file.sha512, 128, of: file.path)
      if let ancestor = file.ancestorSHA256 { try requireDigest(ancestor, 64, of: file.path) }
    }
    if case .sidecar(let artifact) = bill.kind {
      try requireDigest(artifact.sha256, 64, of: artifact.fileName)
      try requireDigest(artifact.sha512, 128, of: artifact.fileName)
      for (_, text) in artifact.invariants.named {
        try requireDigest(text, 64, of: artifact.fileName)
      }
      if let embedded = artifact.embedded {
        try requireDigest(embedded.sha256, 64, of: embedded.bomLink)
      }
    }
    var modules: [String: LinkedModule] = [:]
    var libraries: [String: StandardLibrary] = [:]
    for go in files.lazy.compactMap(\.go) {
      let library = StandardLibrary(goVersion: go.goVersion)
      libraries[library.reference] = library
      for fact in (go.mainModule.map { [$0] } ?? []) + go.modules {
        let module = try LinkedModule(fact)
        if let known = modules[module.reference] {
          modules[module.reference] = try known.merged(with: module)
        } else {
          modules[module.reference] = module
        }
      }
    }
    self.files = files
    self.modules = modules.values.sorted { $0.reference < $1.reference }
    standardLibraries = libraries.values.sorted { $0.reference < $1.reference }
  }
}

/// - Throws: unless the text is a digest of as many lower-case hexadecimal digits.
private func requireDigest(
  _ text: String, _ digits: Int, of path: String
) throws(UndescribablePackage) {
  let isDigit = { (byte: UInt8) in
    (48...57).contains(byte) || (97...102).contains(byte)
  }
  guard text.utf8.count == digits, text.utf8.allSatisfy(isDigit) else {
    throw .malformedDigest(path: path)
  }
}

/// A Go module under the name of what is really compiled.
struct LinkedModule: Hashable, Sendable {
  /// The path and version compiled: the replacement's, if that is a module.
  let path: String
  let version: String
  var sum: String?
  var evidence: BillOfMaterials.GoModule.Evidence?
  /// `PATH@VERSION` of the module this one stands in for.
  let replaces: String?
  /// The directory that is compiled in this one's stead.
  let replacedBy: String?
  let license: StatedLicense?
  /// The purl, with what replaces it or what it replaces appended, which tells equal purls apart.
  let reference: String
  let packageURL: String

  init(_ module: BillOfMaterials.GoModule) throws(UndescribablePackage) {
    let original = module.version.isEmpty ? module.path : "\(module.path)@\(module.version)"
    let isDirectory =
      module.replacement.map { $0.path.hasPrefix(".") || $0.path.hasPrefix("/") } ?? false
    if let replacement = module.replacement, !isDirectory {
      path = replacement.path
      version = replacement.version
      replaces = original
      replacedBy = nil
    } else {
      path = module.path
      version = module.version
      replaces = nil
      replacedBy = module.replacement?.path
    }
    sum = module.sum.flatMap { $0.isEmpty ? nil : $0 }
    evidence = sum == nil ? nil : module.evidence
    license = try StatedLicense(module.license)
    let packageURL = PackageURL.golang(path: path, version: version).description
    self.packageURL = packageURL
    let substitute = replacedBy ?? replaces
    reference = substitute.map { "\(packageURL)#replace:\(percentEncoded($0))" } ?? packageURL
  }

  func merged(with other: Self) throws(UndescribablePackage) -> Self {
    if let sum, let theirs = other.sum, sum != theirs {
      throw .contradictorySums(module: version.isEmpty ? path : "\(path)@\(version)")
    }
    var merged = self
    merged.sum = sum ?? other.sum
    // Binaries of one package share go.sum; the weaker claim is the one that holds for all.
    let claims = [evidence, other.evidence].compactMap(\.self)
    merged.evidence = claims.min { $0.strength < $1.strength }
    return merged
  }
}

extension BillOfMaterials.GoModule.Evidence {
  fileprivate var strength: Int {
    switch self {
    case .binary: 0
    case .goSum: 1
    case .vendorWitness: 2
    }
  }
}

/// The standard library a toolchain brings along, as OSV and the CPE dictionary name it.
struct StandardLibrary: Hashable, Sendable {
  /// Without `go`: `1.27.3`; a development toolchain's whole text otherwise.
  let version: String
  let packageURL: String
  /// `nil` for a development toolchain.
  let cpe: String?
  var reference: String { packageURL }

  init(goVersion: String) {
    let word = goVersion.split(separator: " ").first.map(String.init) ?? ""
    let number = word.dropFirst(2)
    let isRelease =
      word.hasPrefix("go")
      && (number.utf8.first.map { (48...57).contains($0) } ?? false)
      && number.utf8.allSatisfy {
        (48...57).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: ".")
      }
    version = isRelease ? String(number) : goVersion
    packageURL = PackageURL.golang(path: "stdlib", version: version).description
    cpe = isRelease ? "cpe:2.3:a:golang:go:\(version):-:*:*:*:*:*:*" : nil
  }
}

extension String {
  /// A total order that tells apart even texts Unicode calls equivalent.
  func precedes(_ other: String) -> Bool {
    self == other ? utf8.lexicographicallyPrecedes(other.utf8) : self < other
  }

  /// Whether both are the same bytes.
  func isIdentical(to other: String) -> Bool {
    self == other && utf8.elementsEqual(other.utf8)
  }

  /// Whether this is an absolute `http` or `https` URL of URL characters alone.
  var isWebAddress: Bool {
    guard let scheme = ["http://", "https://"].first(where: hasPrefix) else { return false }
    let rest = utf8.dropFirst(scheme.utf8.count)
    return rest.first.map { $0 != UInt8(ascii: "/") } ?? false
      && rest.allSatisfy { (33...126).contains($0) && !#""<>\^`{|}"#.utf8.contains($0) }
  }
}
