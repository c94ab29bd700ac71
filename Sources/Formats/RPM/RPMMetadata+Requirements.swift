extension RPMMetadata {
  /// Every dependency the header gets: those given, and those their use implies.
  ///
  /// Adds what rpmbuild adds: the package itself and its `config()` capability,
  /// the interpreters of its scripts, and the `rpmlib()` features without which
  /// an older rpm would misread the package. Sorted, each once.
  ///
  /// - Parameter files: what the package holds.
  /// - Returns: the arrays' content, kind by kind.
  public func allDependencies(files: [RPMFile]) -> [RPMDependency] {
    let own = evr.description
    var all = dependencies
    all.append(RPMDependency(.provides, name, .equal, own))
    if let architecture = RPMArchitecture.named(architecture) {
      all.append(RPMDependency(.provides, "\(name)(\(architecture.isa))", .equal, own))
    }
    if files.contains(where: { $0.flags.contains(.config) }) {
      all.append(RPMDependency(.provides, "config(\(name))", [.config, .equal], own))
      all.append(RPMDependency(.requires, "config(\(name))", [.config, .equal], own))
    }
    for script in scripts where !script.isBuiltIn {
      if let program = script.interpreter.first {
        all.append(RPMDependency(.requires, program, [.interpreter, script.kind.sense]))
      }
    }
    for (feature, version) in features(files: files, dependencies: all) {
      all.append(
        RPMDependency(.requires, "rpmlib(\(feature))", [.rpmlib, .less, .equal], version))
    }
    return RPMDependency.sortedAndUnique(all)
  }

  /// The features of rpm the package uses, with the version that brought each.
  ///
  /// Source: rpm's `lib/rpmds.cc` (`rpmlibProvides`) and `build/pack.cc`.
  private func features(
    files: [RPMFile], dependencies: [RPMDependency]
  ) -> [(feature: String, version: String)] {
    var needed = [
      ("CompressedFileNames", "3.0.4-1"), ("FileDigests", "4.6.0-1"),
      ("PayloadFilesHavePrefix", "4.0-1"),
    ]
    let payload = [
      "bzip2": ("PayloadIsBzip2", "3.0.5-1"), "xz": ("PayloadIsXz", "5.2-1"),
      "lzma": ("PayloadIsLzma", "4.4.6-1"), "zstd": ("PayloadIsZstd", "5.4.18-1"),
    ]
    if let feature = compression.compressor.flatMap({ payload[$0] }) { needed.append(feature) }
    if dependencies.contains(where: { $0.mentions("~") }) {
      needed.append(("TildeInVersions", "4.10.0-1"))
    }
    if dependencies.contains(where: { $0.mentions("^") }) {
      needed.append(("CaretInVersions", "4.15.0-1"))
    }
    if dependencies.contains(where: \.isRich) { needed.append(("RichDependencies", "4.12.0-1")) }
    if files.contains(where: { !$0.capabilities.isEmpty }) {
      needed.append(("FileCaps", "4.6.1-1"))
    }
    if files.contains(where: { $0.size > UInt64(UInt32.max) }) {
      needed.append(("LargeFiles", "4.12.0-1"))
    }
    if scripts.contains(where: \.isBuiltIn) { needed.append(("BuiltinLuaScripts", "4.2.2-1")) }
    if scripts.contains(where: { $0.interpreter.count > 1 }) {
      needed.append(("ScriptletInterpreterArgs", "4.0.3-1"))
    }
    return needed
  }
}

extension RPMDependency {
  /// Whether a version in it uses `character`.
  ///
  /// A rich dependency keeps its versions in its name, where package names cannot
  /// hold `~` and `^`.
  fileprivate func mentions(_ character: Character) -> Bool {
    (isRich ? name : version).contains(character)
  }
}
