internal import ELF
internal import GoBuild
internal import Platform

extension BinaryDemands {
  /// What `file` asks for, told by its headers, the toolchain's record and its contents.
  ///
  /// `bytes` is the whole file; `imports` and `level` were read from it.
  init(
    _ file: ELFFile, _ buildInfo: BuildInfo?, imports: [ImportedSymbol],
    level: GoBuild.ProcessorLevel?, in bytes: RawSpan
  ) {
    self.init(file, buildInfo)
    bind(imports)
    let isStatic = linkKind == .static || linkKind == .staticPIE
    // musl's words for error 0 are like no other library's.
    if cLibrary == nil, isStatic, buildInfo?.cgo != false,
      file.hasConstant("\0No error information\0", in: bytes)
    {
      cLibrary = .musl
    }
    if levels.isEmpty, let level {
      levels.append(Self.level(level.value, of: level.variable))
    }
    if let needed = file.notes.properties?.neededX86Level, needed > 1 {
      levels.append(ProcessorLevel("v\(needed)", source: "GNU_PROPERTY_X86_ISA_1_NEEDED"))
    }
  }

  /// Notes with each version the symbols that are of it.
  mutating func bind(_ imports: [ImportedSymbol]) {
    struct Key: Hashable {
      var library: String
      var version: String
    }
    var symbols: [Key: [String]] = [:]
    for symbol in imports {
      guard let library = symbol.library, let version = symbol.version else { continue }
      symbols[Key(library: library, version: version), default: []].append(symbol.name)
    }
    for index in versions.indices {
      let key = Key(library: versions[index].library, version: versions[index].name)
      versions[index].symbols = symbols[key] ?? []
    }
  }
}
