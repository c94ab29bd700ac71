internal import Diagnostics
internal import GoBuild

/// `go.mod` and `vendor/modules.txt` side by side, indexed as the go command indexes them.
struct VendorInventory {
  /// What `modules.txt` says of one module at one version, all its lines together.
  struct Record {
    var isExplicit = false
    var replacement: GoModuleVersion?
    /// Where the record begins.
    var line: Int
  }

  let module: GoModuleFile
  let list: ModulesTxt
  let goModPath: String
  let modulesTxtPath: String
  private(set) var records: [GoModuleVersion: Record] = [:]
  /// Modules that contribute packages, in order of appearance.
  private(set) var contributing: [GoModuleVersion] = []
  /// The newest listed version of each path that contributes packages.
  private(set) var selected: [String: String] = [:]
  /// Modules with a replacement, in order of appearance.
  private(set) var replaced: [GoModuleVersion] = []
  /// Every listed package, under its module's line that comes last.
  private(set) var packages: [String: (module: GoModuleVersion, line: Int)] = [:]

  init(_ tree: VendorTree, _ module: GoModuleFile, _ list: ModulesTxt) {
    self.module = module
    self.list = list
    goModPath = tree.path("go.mod")
    modulesTxtPath = tree.path("vendor/modules.txt")
    for entry in list.modules {
      var record = records[entry.module] ?? Record(line: entry.line)
      record.isExplicit = record.isExplicit || entry.isExplicit
      if let replacement = entry.replacement {
        record.replacement = replacement
        replaced.append(entry.module)
      }
      records[entry.module] = record
      for package in entry.packages {
        packages[package.path] = (entry.module, package.line)
        select(entry.module)
      }
    }
  }

  /// Notes that a module contributes, unless an as new version of it already does.
  private mutating func select(_ module: GoModuleVersion) {
    if let known = selected[module.path] {
      // A version that cannot be read is older than any, as the go command orders them.
      guard let new = GoModuleSemanticVersion(module.version) else { return }
      if let old = GoModuleSemanticVersion(known), !old.isOlder(than: new) { return }
    }
    contributing.append(module)
    selected[module.path] = module.version
  }

  func inGoMod(_ line: Int) -> SpecLocation { SpecLocation(file: goModPath, line: line, column: 1) }

  func inModulesTxt(_ line: Int) -> SpecLocation {
    SpecLocation(file: modulesTxtPath, line: line, column: 1)
  }
}
